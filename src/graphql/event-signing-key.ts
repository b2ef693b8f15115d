// The keys that sign security event tokens: which there are, and a new one.
import { type Problem, refuseIfAny } from '../domain/refusal.ts';
import type { EventSigningKey } from '../integrations/event-signing-keys.ts';
import { builder } from './builder.ts';

const EventSigningKeyObject = builder.objectRef<EventSigningKey>('EventSigningKey').implement({
  description: 'A key that signs the security event tokens of HTTP actions with the format SET.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The `kid` in the header of its tokens.' }),
    publicKey: t.expose('publicKey', { type: 'JSON', description: 'As in /.well-known/jwks.json.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    signsFrom: t.expose('signsFrom', { type: 'DateTime', description: 'It is published before, and signs from then.' }),
    publishedUntil: t.expose('publishedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'When an old key leaves the published ones; null for the newest.',
    }),
    signing: t.exposeBoolean('signing', { description: 'It is the one that signs at this moment.' }),
  }),
});

builder.queryField('eventSigningKeys', (t) =>
  t.field({
    type: [EventSigningKeyObject],
    description: 'The published keys, the newest first.',
    resolve: async (_root, _args, { services }) => [...(await services.eventSigningKeys.list())],
  }),
);

builder.mutationField('rotateEventSigningKey', (t) =>
  t.field({
    type: [EventSigningKeyObject],
    description: 'Makes a new key and answers with all that are then published, the newest first.',
    args: {
      leadSecs: t.arg.int({
        description:
          'How long the new key is published before it signs, 0 to 604,800, so that receivers have read it. ' +
          'Default: 3,600. 0 when the old key is no longer to be trusted.',
      }),
      keepSecs: t.arg.int({
        description: 'How long the old keys stay published after that, 0 to 2,592,000. Default: 86,400.',
      }),
    },
    resolve: async (_root, args, { services }) => {
      const leadSecs = args.leadSecs ?? 3_600;
      const keepSecs = args.keepSecs ?? 86_400;
      const problems: Problem[] = [];
      if (leadSecs < 0 || leadSecs > 604_800) problems.push({ path: 'leadSecs', message: 'must be 0 to 604,800' });
      if (keepSecs < 0 || keepSecs > 2_592_000) problems.push({ path: 'keepSecs', message: 'must be 0 to 2,592,000' });
      refuseIfAny(problems);
      return [...(await services.eventSigningKeys.rotate(leadSecs, keepSecs))];
    },
  }),
);
