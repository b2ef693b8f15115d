// Trying an event source: what its provider's documents would become.
import type { IdentityEvent } from '../domain/event.ts';
import { type Trial, trySource } from '../sources/try-source.ts';
import { builder } from './builder.ts';
import { uuidOrNotFound } from './keyset-page.ts';

const TriedEvent = builder.objectRef<IdentityEvent>('TriedEvent').implement({
  description: 'An event that would have been stored.',
  fields: (t) => ({
    id: t.exposeString('id'),
    type: t.exposeString('type', { description: 'One of eventTypes, or `unmapped`.' }),
    originalType: t.string({ nullable: true, resolve: ({ originalType }) => originalType ?? null }),
    actorId: t.exposeString('actorId', { nullable: true }),
    actorEmail: t.exposeString('actorEmail', { nullable: true }),
    ipAddress: t.exposeString('ipAddress', { nullable: true }),
    firedAt: t.expose('firedAt', { type: 'DateTime' }),
    data: t.field({ type: 'JSON', resolve: ({ data }) => data }),
  }),
});

const TrialObject = builder.objectRef<Trial>('EventSourceTrial').implement({
  description: 'What would have become of one document.',
  fields: (t) => ({
    document: t.field({ type: 'JSON', resolve: ({ document }) => document }),
    status: t.exposeInt('status', { description: 'The status that the provider would have been answered.' }),
    reason: t.string({
      nullable: true,
      description: 'Why it would have been refused, in the words of `stats.rejected`; null when it is accepted.',
      resolve: ({ rejection }) => rejection?.reason ?? null,
    }),
    message: t.string({ nullable: true, resolve: ({ rejection }) => rejection?.message ?? null }),
    events: t.field({ type: [TriedEvent], resolve: ({ events }) => [...events] }),
    control: t.stringList({
      description: 'What would have been answered but is no event.',
      resolve: ({ control }) => [...control],
    }),
  }),
});

builder.queryField('testSource', (t) =>
  t.field({
    type: [TrialObject],
    description:
      "Signs documents with the source's own key material, checks and maps them as a real request, and stores nothing. " +
      'Where only the provider can sign, a key that is made for the trial stands in for its own.',
    args: {
      id: t.arg.id({ required: true }),
      document: t.arg({ type: 'JSON', description: "As the provider sends it. Default: the kind's own samples." }),
    },
    resolve: async (_root, { id, document }, { services }) => [
      ...(await trySource(services.sources, uuidOrNotFound(id, 'source'), document, new Date())),
    ],
  }),
);
