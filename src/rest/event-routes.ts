// The rows of the table for stored events.
import { deliveryBody } from './delivery-body.ts';
import * as gql from './gql/operations.ts';
import { many, one, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { flag, time } from './query-values.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { snakeKeys } from './spelling.ts';

export const eventRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/events',
    document: gql.ListEventsDocument,
    variables: (request) => ({ ...pageVariables(request), filter: eventFilter(request.query) }),
    answer: ({ events }, request) => pageAnswer(events, request, snakeKeys),
  }),
  route({
    method: 'GET',
    path: '/events/:id',
    document: gql.GetEventDocument,
    variables: ({ params }) => ({ id: params.id ?? '' }),
    answer: (data) => {
      const { deliveries, ...event } = found(data.event, 'event');
      return { status: 200, body: { ...snakeKeys(event), deliveries: deliveries.map(deliveryBody) } };
    },
  }),
];

export const eventFilter = ({ type, actor, subject, since, until, matched, text, ...more }: RestRequest['query']) => ({
  type: many(type) ?? null,
  actor: one(actor) ?? null,
  subject: one(subject) ?? null,
  receivedAfter: time('since', one(since)),
  receivedBefore: time('until', one(until)),
  matched: flag('matched', one(matched)),
  stoppedBy: one(more.stopped_by) ?? null,
  source: one(more.source) ?? null,
  originalType: one(more.original_type) ?? null,
  text: one(text) ?? null,
});
