// The rows of the table for stored events.
import { deliveryBody } from './delivery-body.ts';
import { eventInput, eventProblem, receiptBody } from './event-body.ts';
import { eventDocs as docs } from './event-docs.ts';
import * as gql from './gql/operations.ts';
import { many, one, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { flag, time } from './query-values.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { snakeKeys } from './spelling.ts';

export const eventRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/events',
    document: gql.PublishEventsDocument,
    docs: docs.publish,
    variables: (request, problems) => ({ events: eventInput(request, problems) as gql.PublishEventInput[] }),
    input: {
      type: 'PublishEventInput',
      of: ({ events }) => events.map((event, index) => [`events[${index}]`, event]),
    },
    problemOf: eventProblem,
    answer: ({ publishEvents }, request) => ({ status: 202, body: receiptBody(publishEvents, request) }),
  }),
  route({
    method: 'GET',
    path: '/events',
    document: gql.ListEventsDocument,
    docs: docs.list,
    variables: (request) => ({ ...pageVariables(request), filter: eventFilter(request.query) }),
    answer: ({ events }, request) => pageAnswer(events, request, snakeKeys),
  }),
  route({
    method: 'GET',
    path: '/events/:id',
    document: gql.GetEventDocument,
    docs: docs.get,
    variables: ({ params }) => ({ id: params.id ?? '' }),
    answer: (data) => {
      const { deliveries, ...event } = found(data.event, 'event');
      return { status: 200, body: { ...snakeKeys(event), deliveries: deliveries.map(deliveryBody) } };
    },
  }),
];

export const eventFilter = (query: RestRequest['query']) => ({
  type: many(query.type) ?? null,
  actor: one(query.actor) ?? null,
  subject: one(query.subject) ?? null,
  receivedAfter: time('since', one(query.since)),
  receivedBefore: time('until', one(query.until)),
  matched: flag('matched', one(query.matched)),
  stoppedBy: one(query.stopped_by) ?? null,
  source: one(query.source) ?? null,
  originalType: one(query.original_type) ?? null,
  text: one(query.text) ?? null,
});
