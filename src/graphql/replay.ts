// The past: which stored events a draft would have fired for.
import { refuseIfAny } from '../domain/refusal.ts';
import { renderActions } from '../explain/render-actions.ts';
import { type Change, maxReplayed, type Replay, replayIntegration } from '../explain/replay-integration.ts';
import type { Event as EventRow } from '../infra/generated/prisma/client.ts';
import { draftIntegration } from '../integrations/draft-integration.ts';
import type { StoredIntegration } from '../integrations/stored-integration.ts';
import { builder, upperCase } from './builder.ts';
import { ConditionInput, conditionFields } from './condition.ts';
import type { Services } from './context.ts';
import { draftArguments, draftFrom } from './draft.ts';
import { Event } from './event.ts';
import { eventsInOrder } from './event-search.ts';
import { RenderedActionObject } from './explanation.ts';
import { UpdateIntegrationInput } from './integration-changes.ts';

const maxExamples = 50;

const ReplayChange = builder.enumType('ReplayChange', {
  description: 'What the draft would have done, beside what the integration did.',
  values: upperCase<Change>(['newly_fires', 'no_longer_fires', 'same']),
});

interface Example {
  readonly change: Change;
  readonly event: EventRow;
  readonly draft: StoredIntegration;
  readonly past: Replay['examples'][number]['event'];
}

const ReplayExampleObject = builder.objectRef<Example>('ReplayExample').implement({
  fields: (t) => ({
    change: t.expose('change', { type: ReplayChange }),
    event: t.field({ type: Event, resolve: ({ event }) => event }),
    actions: t.field({
      type: [RenderedActionObject],
      description: 'What the draft would have sent; empty where it would not have fired.',
      resolve: ({ change, draft, past }, _args, { services }) =>
        change === 'no_longer_fires' ? [] : renderActions(services.trials, draft, past),
    }),
  }),
});

type ShownReplay = Omit<Replay, 'examples'> & { readonly examples: readonly Example[] };

const ReplayObject = builder.objectRef<ShownReplay>('Replay').implement({
  description: 'What an integration would have done for stored events, the newest first. Nothing is sent.',
  fields: (t) => ({
    examined: t.exposeInt('examined', { description: 'Events looked at.' }),
    oldest: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the oldest of them was received.',
      resolve: ({ oldest }) => oldest ?? null,
    }),
    cut: t.exposeBoolean('cut', { description: 'There are more events since then than were looked at.' }),
    fires: t.exposeInt('fires', { description: 'For so many it would have fired.' }),
    newlyFires: t.exposeInt('newlyFires', { description: 'Of these, for so many it did not.' }),
    noLongerFires: t.exposeInt('noLongerFires', { description: 'For so many it did, and would not have.' }),
    same: t.exposeInt('same', { description: 'For so many it would have, and did.' }),
    nearMisses: t.exposeInt('nearMisses', { description: 'For so many just one condition does not hold.' }),
    examples: t.field({
      type: [ReplayExampleObject],
      description: 'The newest of each kind of change, those that differ first.',
      resolve: ({ examples }) => [...examples],
    }),
  }),
});

builder.queryFields((t) => ({
  matchPreview: t.field({
    type: ReplayObject,
    description: 'Which of the last stored events have these triggers and meet these conditions.',
    args: {
      triggers: t.arg.stringList({ required: true }),
      conditions: t.arg({ type: [ConditionInput], description: 'Default: none.' }),
      last: t.arg.int({ description: `So many of the newest events, 1 to ${maxReplayed}. Default: 100.` }),
      examples: t.arg.int({ description: `Of the events that match, 0 to ${maxExamples}. Default: 10.` }),
    },
    resolve: async (_root, { triggers, conditions, last, examples }, { services }) => {
      // Any action does: none is rendered.
      const actions = [{ type: 'log', config: { message: '-' } }];
      const change = { triggers, conditions: conditionFields(conditions ?? []), actions };
      const tools = { ...services, findIntegration: async () => undefined };
      const draft = { ...(await draftIntegration(tools, undefined, change)), actions: [] };
      return shownReplay(draft, { last: last ?? 100, examples }, services);
    },
  }),
  replayIntegration: t.field({
    type: ReplayObject,
    description:
      'For which stored events a draft would have fired, what it would have sent, and how that differs from what the integration did. It is taken as enabled, and without its threshold: every event that matches counts.',
    args: {
      id: t.arg.id({ description: draftArguments.id }),
      input: t.arg({ type: UpdateIntegrationInput, description: draftArguments.input }),
      last: t.arg.int({
        description: `So many of the newest events, 1 to ${maxReplayed}. Default: 1,000; with since: ${maxReplayed}.`,
      }),
      since: t.arg({ type: 'DateTime', description: 'Only events received at or after this time.' }),
      examples: t.arg.int({ description: `Of each kind of change, 0 to ${maxExamples}. Default: 10.` }),
    },
    resolve: async (_root, args, { services }) => {
      const draft = await draftFrom(args, services);
      const since = args.since ?? undefined;
      const last = args.last ?? (since ? maxReplayed : 1_000);
      const integrationId = args.id == null ? undefined : draft.id;
      return shownReplay(draft, { last, since, examples: args.examples, integrationId }, services);
    },
  }),
}));

async function shownReplay(
  draft: StoredIntegration,
  options: {
    last: number;
    since?: Date | undefined;
    examples: number | null | undefined;
    integrationId?: string | undefined;
  },
  services: Services,
): Promise<ShownReplay> {
  const { last, examples: wanted } = options;
  const perKind = wanted ?? 10;
  if (last < 1 || last > maxReplayed) refuseIfAny([{ path: 'last', message: `must be 1 to ${maxReplayed}` }]);
  if (perKind < 0 || perKind > maxExamples) refuseIfAny([{ path: 'examples', message: `must be 0 to ${maxExamples}` }]);
  const { examples, ...counts } = await replayIntegration(services.database, draft, { ...options, examples: perKind });
  const rows = await eventsInOrder(
    examples.map(({ event }) => event.uid),
    services,
  );
  const byUid = new Map(rows.map((row) => [row.uid, row]));
  const shown = examples.flatMap(({ event: past, change }): Example[] => {
    const event = byUid.get(past.uid);
    return event ? [{ change, event, draft, past }] : [];
  });
  return { ...counts, examples: shown };
}
