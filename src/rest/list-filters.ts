// The filters of lists as query parameters, for lists and exports alike.
import { refuseIfAny } from '../domain/refusal.ts';
import type * as gql from './gql/operations.ts';
import { many, one } from './paging.ts';
import { time } from './query-values.ts';
import type { RestRequest } from './route.ts';

type Query = RestRequest['query'];

export const deliveryFilter = (query: Query): gql.DeliveryFilter => ({
  ids: many(query.id) ?? null,
  integrationId: one(query.integration_id) ?? null,
  actionId: one(query.action_id) ?? null,
  status: statuses(many(query.status), ['pending', 'running', 'success', 'failed']) as gql.DeliveryStatus[] | null,
  eventType: many(query.event_type) ?? null,
  eventId: one(query.event_id) ?? null,
  cause: many(query.cause) ?? null,
  errorContains: one(query.error) ?? null,
  createdAfter: time('since', one(query.since)),
  createdBefore: time('until', one(query.until)),
  finishedAfter: time('finished_since', one(query.finished_since)),
  finishedBefore: time('finished_until', one(query.finished_until)),
});

export const taskRunFilter = (query: Query): gql.TaskRunFilter => ({
  taskId: one(query.task_id) ?? null,
  status: statuses(many(query.status), ['pending', 'running', 'success', 'error']) as gql.RunStatus[] | null,
  taskType: many(query.task_type) ?? null,
  triggeredBy: many(query.triggered_by) ?? null,
  eventId: one(query.event_id) ?? null,
  deliveryId: one(query.delivery_id) ?? null,
  createdAfter: time('since', one(query.since)),
  createdBefore: time('until', one(query.until)),
});

function statuses(values: string[] | undefined, known: readonly string[]): string[] | null {
  if (!values?.every((value) => known.includes(value)))
    refuseIfAny(values ? [{ path: 'status', message: `must be one of ${known.join(', ')}` }] : []);
  return values ? values.map((value) => value.toUpperCase()) : null;
}
