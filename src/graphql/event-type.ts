// Event types: the list that triggers are chosen from.
import { type EventType as EventTypeShape, eventTypes } from '../domain/event-types.ts';
import { builder } from './builder.ts';

const EventType = builder.objectRef<EventTypeShape>('EventType').implement({
  description: 'One of the event types that an identity provider can send and an integration can be triggered by.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Such as user.created; what triggers and events say.' }),
    description: t.exposeString('description'),
    category: t.exposeString('category', { description: 'The group it is shown in, such as users.' }),
    payloadSchema: t.field({
      type: 'JSON',
      description: 'JSON Schema (2020-12) of the payload. Providers may send more than it names.',
      resolve: (type) => type.payloadSchema,
    }),
    sample: t.field({
      type: 'JSON',
      description: 'A realistic event of this type, as POST /events takes it.',
      resolve: (type) => type.sample,
    }),
  }),
});

builder.queryField('eventTypes', (t) =>
  t.field({
    type: [EventType],
    description: 'All event types, in the order of the specification.',
    resolve: () => [...eventTypes],
  }),
);
