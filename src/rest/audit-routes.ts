// The row of the table for the audit log.
import { bulkDocs } from './bulk-docs.ts';
import * as gql from './gql/operations.ts';
import { many, one, pageAnswer, pageVariables } from './paging.ts';
import { time } from './query-values.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { snakeKeys } from './spelling.ts';

export const auditFilter = (query: RestRequest['query']): gql.AuditFilter => ({
  actor: one(query.actor) ?? null,
  action: many(query.action) ?? null,
  objectType: many(query.object_type) ?? null,
  objectId: one(query.object_id) ?? null,
  createdAfter: time('since', one(query.since)),
  createdBefore: time('until', one(query.until)),
  text: one(query.text) ?? null,
});

export const auditRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/audit-log',
    document: gql.ListAuditLogDocument,
    docs: bulkDocs.auditLog,
    variables: (request) => ({ ...pageVariables(request), filter: auditFilter(request.query) }),
    answer: ({ auditLog }, request) => pageAnswer(auditLog, request, snakeKeys),
  }),
];
