// The rows of the table for the health of integrations: breakers and notices.
import type { Problem } from '../domain/refusal.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import * as gql from './gql/operations.ts';
import { breakerBody } from './integration-body.ts';
import { noticeDocs as docs } from './notice-docs.ts';
import { many, one, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { flag } from './query-values.ts';
import { type Route, route } from './route.ts';
import { isObject, snakeKeys, unknownField } from './spelling.ts';

const noticeBody = ({ kind, ...notice }: gql.NoticeBodyFragment) => ({
  ...snakeKeys(notice),
  kind: kind.toLowerCase(),
});

export const noticeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/integrations/:id/breakers',
    document: gql.ListBreakersDocument,
    docs: docs.breakers,
    variables: ({ params }) => ({ id: params.id ?? '' }),
    answer: ({ integration }) => ({
      status: 200,
      body: { items: found(integration, 'integration').breakers.map(breakerBody) },
    }),
  }),
  route({
    method: 'GET',
    path: '/notices',
    document: gql.ListNoticesDocument,
    docs: docs.list,
    variables: (request) => {
      const { integration_id, kind, acknowledged } = request.query;
      const filter = {
        integrationId: one(integration_id) ?? null,
        kind: kinds(many(kind)),
        acknowledged: flag('acknowledged', one(acknowledged)),
      };
      return { ...pageVariables(request), filter };
    },
    answer: ({ notices }, request) => pageAnswer(notices, request, noticeBody),
  }),
  route({
    method: 'GET',
    path: '/notices/:id',
    document: gql.GetNoticeDocument,
    docs: docs.get,
    variables: ({ params }) => ({ id: params.id ?? '' }),
    answer: ({ notice }) => ({ status: 200, body: noticeBody(found(notice, 'notice')) }),
  }),
  route({
    method: 'POST',
    path: '/notices/:id/acknowledge',
    document: gql.AcknowledgeNoticeDocument,
    docs: docs.acknowledge,
    variables: ({ params }) => ({ id: params.id ?? '' }),
    answer: ({ acknowledgeNotice }) => ({ status: 200, body: noticeBody(acknowledgeNotice) }),
  }),
];

const known = ['paused_gone', 'paused_failing', 'breaker_opened', 'breaker_closed'];

function kinds(values: string[] | undefined): gql.NoticeKind[] | null {
  if (!values?.every((value) => known.includes(value)))
    refuseIfAny(values ? [{ path: 'kind', message: `must be one of ${known.join(', ')}` }] : []);
  return values ? (values.map((value) => value.toUpperCase()) as gql.NoticeKind[]) : null;
}

/** The body of a resume: none, or `{ "backlog": "keep" | "drop", "rate_per_sec": 10 }`. */
export function resumeFields(body: unknown, problems: Problem[]) {
  if (body === undefined || body === null) return {};
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be an object' });
    return {};
  }
  const { backlog = null, rate_per_sec: ratePerSec = null, ...rest } = body;
  for (const name of Object.keys(rest)) problems.push(unknownField('', name));
  if (backlog !== null && backlog !== 'keep' && backlog !== 'drop')
    problems.push({ path: 'backlog', message: 'must be keep or drop' });
  if (ratePerSec !== null && typeof ratePerSec !== 'number')
    problems.push({ path: 'rate_per_sec', message: 'must be a number' });
  return {
    backlog: typeof backlog === 'string' ? (backlog.toUpperCase() as gql.Backlog) : null,
    ratePerSec: ratePerSec as number | null,
  };
}
