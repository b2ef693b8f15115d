// What the rows for events say of themselves.
import { eventTypes } from '../domain/event-types.ts';
import { type ParameterDocs, pageParameters, type RouteDocs, type Schema } from './route-docs.ts';

const payload: Schema = {
  description: 'The payload: for each event type the fields that it usually has; providers may send others.',
  anyOf: [...eventTypes.map(({ name }) => ({ $ref: `#/components/schemas/${name}` })), { type: 'object' }],
};

const text = { type: 'string' };

const event: Schema = {
  type: 'object',
  properties: {
    type: { enum: eventTypes.map(({ name }) => name) },
    id: { ...text, description: 'The same one within 24 hours is a duplicate. Default: made by the service.' },
    source: { ...text, description: 'A URI reference, as in CloudEvents. Ids are then of this source.' },
    actor_id: { ...text, description: 'Who did it.' },
    actor_email: text,
    ip_address: text,
    fired_at: { ...text, format: 'date-time', description: 'Default: now.' },
    data: payload,
  },
  required: ['type'],
};

const batch: Schema = {
  type: 'object',
  properties: { events: { type: 'array', items: event, minItems: 1, maxItems: 1_000 } },
  required: ['events'],
};

const cloudEvent: Schema = {
  description: 'A CloudEvent 1.0; further attributes become fields of the payload.',
  type: 'object',
  properties: {
    specversion: { const: '1.0' },
    id: text,
    source: text,
    type: { ...text, description: 'One of our types, also behind a prefix: com.example.idp.user.created.' },
    time: { ...text, format: 'date-time' },
    data: payload,
    data_base64: text,
  },
  required: ['specversion', 'id', 'source', 'type'],
};

const ann = { user_id: '00u1', user_email: 'ann@example.com' };
const sent = {
  specversion: '1.0',
  id: 'ce-1',
  source: 'https://idp.example.com',
  type: 'com.example.idp.user.created',
  data: ann,
};

/** Of `GET /events` and its export. */
export const eventParameters: Readonly<Record<string, ParameterDocs>> = {
  type: 'EventFilter.type',
  actor: 'EventFilter.actor',
  subject: 'EventFilter.subject',
  since: 'EventFilter.receivedAfter',
  until: 'EventFilter.receivedBefore',
  matched: 'EventFilter.matched',
  stopped_by: 'EventFilter.stoppedBy',
  source: 'EventFilter.source',
  original_type: 'EventFilter.originalType',
  text: 'EventFilter.text',
};

export const eventDocs = {
  publish: {
    summary: 'Publish events',
    description:
      'One event, `{"events": […]}`, or CloudEvents 1.0 (structured, binary with `ce-` headers, batch). Answers after the commit, with how many deliveries each event made.',
    body: {
      of: { schema: { anyOf: [event, batch] } },
      examples: {
        one: { type: 'user.created', actor_email: 'root@example.com', data: ann },
        several: { events: [{ type: 'user.deleted', id: 'evt-1', data: ann }, { type: 'group.created' }] },
      },
      media: {
        'application/cloudevents+json': { schema: cloudEvent, example: sent },
        'application/cloudevents-batch+json': {
          schema: { type: 'array', items: cloudEvent },
          example: [{ ...sent, id: 'ce-2' }],
        },
      },
    },
    answers: {
      202: {
        schema: (field) => {
          const receipts = field('publishEvents');
          const list = {
            type: 'object',
            properties: { events: receipts },
            required: ['events'],
            additionalProperties: false,
          };
          return { anyOf: [receipts.items as Schema, list] };
        },
      },
    },
  },
  list: {
    summary: 'List and search events',
    query: { ...eventParameters, ...pageParameters },
    answers: { 200: { page: 'events' } },
  },
  get: { summary: 'Get an event with its deliveries', answers: { 200: { one: 'event' } } },
  explain: {
    summary: 'Explain why integrations fired for an event, or did not',
    query: {
      integration_id: { description: 'Only this integration.', schema: text },
      limit: { description: 'Integrations at most.', schema: { type: 'integer', minimum: 1 } },
      offset: { description: 'So many integrations are left out before.', schema: { type: 'integer', minimum: 0 } },
    },
    answers: { 200: { one: 'explainEvent' } },
  },
} as const satisfies Record<string, RouteDocs>;
