// Events: what was received, and the mutations that receive.
import type { Receipt } from '../deliveries/enqueue-deliveries.ts';
import { builder } from './builder.ts';
import { Delivery } from './delivery.ts';
import { Node } from './node.ts';

export const Event = builder.prismaObject('Event', {
  interfaces: [Node],
  description: 'An identity event as it was received.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "The sender's id, or one made here (UUIDv7) when there was none." }),
    type: t.exposeString('type'),
    actorId: t.exposeString('actorId', { nullable: true }),
    actorEmail: t.exposeString('actorEmail', { nullable: true }),
    ipAddress: t.exposeString('ipAddress', { nullable: true }),
    firedAt: t.expose('firedAt', { type: 'DateTime', description: 'When it happened, as the sender says.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime' }),
    data: t.expose('data', { type: 'JSON', description: 'The payload.' }),
    depth: t.exposeInt('depth', {
      description: 'How many events of this service lead to this one; 0 for an event from outside.',
    }),
    stoppedBy: t.exposeString('stoppedBy', {
      nullable: true,
      description: '`depth`: nothing came of it, because more than 8 events of this service led to it.',
    }),
    source: t.exposeString('source', {
      nullable: true,
      description: 'The name of the event source that received it; null when a client published it.',
    }),
    originalType: t.exposeString('originalType', {
      nullable: true,
      description: "The provider's own name for it. The type of one without a counterpart here is `unmapped`.",
    }),
    causeEvent: t.prismaField({
      type: 'Event',
      nullable: true,
      select: { causeEventUid: true },
      description: 'The event whose delivery failed, when this one tells of that.',
      resolve: (query, { causeEventUid }, _args, { services }) =>
        causeEventUid === null
          ? null
          : services.database.prisma.event.findUnique({ ...query, where: { uid: causeEventUid } }),
    }),
    erasedAt: t.expose('erasedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a person’s data was taken out of it. Its deliveries cannot be retried.',
    }),
    causeDeliveryId: t.exposeID('causeDeliveryId', { nullable: true, description: 'The delivery that failed.' }),
    uid: t.exposeID('uid', { description: 'Ours (UUIDv7): names this event also where a sender used its id again.' }),
    deliveryCount: t.exposeInt('deliveryCount', {
      description: 'Deliveries that it made, tests apart. 0: no integration matched, or it was stopped.',
    }),
    duplicateCount: t.exposeInt('duplicateCount', {
      description: 'How often the same id came again within 24 hours and was answered without doing anything.',
    }),
    deliveries: t.relation('deliveries', { query: { orderBy: { id: 'asc' } } }),
  }),
});

const PublishResult = builder.objectRef<Receipt>('PublishResult').implement({
  description: 'What became of a published event.',
  fields: (t) => ({
    event: t.prismaField({
      type: 'Event',
      description: 'The event; needs the scope READ too.',
      extensions: { scope: 'read' },
      resolve: (query, { eventUid }, _args, { services }) =>
        services.database.prisma.event.findUniqueOrThrow({ ...query, where: { uid: eventUid } }),
    }),
    eventId: t.exposeID('eventId', { description: "The event's id, without reading the event." }),
    duplicate: t.exposeBoolean('duplicate', {
      description:
        'The same id was received within 24 hours: nothing ran again, and the deliveries are the first ones.',
    }),
    deliveryCount: t.int({ resolve: ({ deliveryIds }) => deliveryIds.length }),
    deliveries: t.prismaField({
      type: [Delivery],
      description: 'Its deliveries; needs the scope READ too.',
      extensions: { scope: 'read' },
      resolve: (query, { deliveryIds }, _args, { services }) =>
        services.database.prisma.delivery.findMany({
          ...query,
          where: { id: { in: [...deliveryIds] } },
          orderBy: { id: 'asc' },
        }),
    }),
  }),
});

export const PublishEventInput = builder.inputType('PublishEventInput', {
  description: 'An event to publish.',
  fields: (t) => ({
    id: t.string({ description: 'Any text of 1 to 256 characters; the same one within 24 hours is a duplicate.' }),
    source: t.string({
      description:
        'Where it comes from: a URI reference, as in CloudEvents. Ids are then of this source: the stored id is both, ' +
        'with a space between, or a hash of them when that is longer than 256 characters.',
    }),
    type: t.string({ required: true, description: 'One of eventTypes.' }),
    actorId: t.string({ description: 'Who did it.' }),
    actorEmail: t.string(),
    ipAddress: t.string(),
    firedAt: t.field({ type: 'DateTime', description: 'When it happened. Default: now.' }),
    data: t.field({ type: 'JSON', description: 'The payload: an object of at most 256 KiB. Default: empty.' }),
  }),
});

builder.mutationField('publishEvent', (t) =>
  t.field({
    type: PublishResult,
    description: 'Stores an event with its deliveries in one transaction and answers after the commit.',
    extensions: { scope: 'events:write' },
    args: { input: t.arg({ type: PublishEventInput, required: true }) },
    resolve: async (_root, { input }, { services, principal }) => {
      const [receipt] = await services.intake.receive([input], () => '', principal.depth);
      return receipt as Receipt;
    },
  }),
);

builder.mutationField('publishEvents', (t) =>
  t.field({
    type: [PublishResult],
    description: 'Stores up to 1,000 events, all or none, and answers in their order.',
    extensions: { scope: 'events:write' },
    args: { events: t.arg({ type: [PublishEventInput], required: true }) },
    resolve: async (_root, { events }, { services, principal }) => [
      ...(await services.intake.receive(events, (index) => `events[${index}]`, principal.depth)),
    ],
  }),
);
