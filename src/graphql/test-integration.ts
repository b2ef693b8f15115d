// Trying an integration before it is saved, or after.

import { explainTrial } from '../explain/explain-event.ts';
import { recordTest, sendTest, type TriedAction, tryDraft } from '../explain/test-integration.ts';
import type { Delivery as DeliveryRow } from '../infra/generated/prisma/client.ts';
import { builder } from './builder.ts';
import { AttemptRequest, AttemptResponse, Delivery } from './delivery.ts';
import { draftArguments, draftFrom, sampleFor } from './draft.ts';
import { PublishEventInput } from './event.ts';
import { chosenEvent } from './event-choice.ts';
import { IntegrationExplanation, type Shown } from './explanation.ts';
import { UpdateIntegrationInput } from './integration-changes.ts';

const TriedActionObject = builder.objectRef<TriedAction>('TriedAction').implement({
  description: 'How an action of a draft went when it was really done once. Kept nowhere; secrets are masked.',
  fields: (t) => ({
    id: t.exposeID('id'),
    type: t.exposeString('type', { description: 'http, slack, log or trigger_task.' }),
    durationMs: t.exposeInt('durationMs'),
    request: t.field({ type: AttemptRequest, nullable: true, resolve: ({ request }) => request ?? null }),
    response: t.field({ type: AttemptResponse, nullable: true, resolve: ({ response }) => response ?? null }),
    error: t.string({
      nullable: true,
      description: 'Why it failed; null for a success.',
      resolve: ({ error }) => error ?? null,
    }),
  }),
});

interface Test {
  readonly explanation: Shown;
  readonly deliveries: readonly DeliveryRow[];
  readonly attempts: readonly TriedAction[];
}

const IntegrationTest = builder.objectRef<Test>('IntegrationTest').implement({
  description: 'What came of a test.',
  fields: (t) => ({
    explanation: t.field({
      type: IntegrationExplanation,
      description: 'Whether it fires for the event, and what its actions would do. A test is sent in either case.',
      resolve: ({ explanation }) => explanation,
    }),
    deliveries: t.field({
      type: [Delivery],
      description: 'Of a stored integration with `send`: one for each action, with test: true, queued. Else empty.',
      resolve: ({ deliveries }) => [...deliveries],
    }),
    attempts: t.field({
      type: [TriedActionObject],
      description: 'Of a draft with `send`: one for each action, done. Else empty.',
      resolve: ({ attempts }) => [...attempts],
    }),
  }),
});

builder.mutationField('testIntegration', (t) =>
  t.field({
    type: IntegrationTest,
    description:
      'Tries an integration: what it would do for an event, and with `send` really, whether it fires for the event or not, and also when it is disabled or paused. A stored one makes deliveries marked as tests: one attempt, and a failure is no news. A draft is done once, within 60 s, and kept nowhere.',
    args: {
      id: t.arg.id({ description: draftArguments.id }),
      input: t.arg({ type: UpdateIntegrationInput, description: draftArguments.input }),
      event: t.arg({ type: PublishEventInput, description: 'The event to try it with.' }),
      eventId: t.arg.id({ description: 'Instead: a stored event.' }),
      eventType: t.arg.string({ description: "Instead: the sample of this type. Default: the first trigger's." }),
      send: t.arg.boolean({ description: 'Default: false.' }),
    },
    resolve: async (_root, args, { services }): Promise<Test> => {
      const { trials, database } = services;
      const draft = await draftFrom(args, services);
      const event = await chosenEvent({ ...args, eventType: args.eventType ?? sampleFor(draft.triggers) }, services);
      const explanation = { ...(await explainTrial(database, draft, event)), made: [], draft };
      if (!args.send) return { explanation, deliveries: [], attempts: [] };
      if (args.id == null || args.input != null) {
        await database.transaction((tx) => recordTest(tx, draft));
        return { explanation, deliveries: [], attempts: await tryDraft(trials, draft, event) };
      }
      const ids = await sendTest(trials, draft, event, args.event == null && args.eventId != null);
      const deliveries = await database.prisma.delivery.findMany({
        where: { id: { in: [...ids] } },
        orderBy: { id: 'asc' },
      });
      return { explanation, deliveries, attempts: [] };
    },
  }),
);
