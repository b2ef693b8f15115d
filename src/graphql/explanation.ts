// Why an event fired an integration or did not, and what a draft would do for it.
import type { ConditionTrace } from '../domain/explain-match.ts';
import type { fieldRules } from '../domain/locate-field.ts';
import type { EventExplanation, Explanation } from '../explain/explain-event.ts';
import { type RenderedAction, renderActions } from '../explain/render-actions.ts';
import { type Verdict, verdicts } from '../explain/verdict.ts';
import type { Delivery as DeliveryRow } from '../infra/generated/prisma/client.ts';
import type { DraftIntegration } from '../integrations/draft-integration.ts';
import { builder, upperCase } from './builder.ts';
import { Condition } from './condition.ts';
import { AttemptRequest, Delivery } from './delivery.ts';
import { Event } from './event.ts';
import { Warning } from './integration.ts';

const FieldRule = builder.enumType('FieldRule', {
  description: 'How the field of a condition was found, in the order in which it is looked for.',
  values: {
    EXACT_KEY: { value: 'exact_key', description: "The payload's key of exactly this name." },
    DOTTED_PATH: { value: 'dotted_path', description: 'A path into the payload.' },
    DATA_PREFIX: { value: 'data_prefix', description: 'The same, named with `Data.` before it.' },
    ENVELOPE: { value: 'envelope', description: 'A part of the event itself, such as ActorEmail.' },
    ALIAS: { value: 'alias', description: 'The other spelling, as of user.email and user_email.' },
  } satisfies Record<Uppercase<(typeof fieldRules)[number]>, object>,
});

const ConditionTraceObject = builder.objectRef<ConditionTrace>('ConditionTrace').implement({
  description: 'One condition, as it went for the event. Groups stand before their members.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Such as conditions[2], or conditions[2].any[0] in a group.' }),
    holds: t.exposeBoolean('holds'),
    group: t.string({ nullable: true, description: 'all, any or not.', resolve: ({ group }) => group ?? null }),
    condition: t.field({
      type: Condition,
      nullable: true,
      description: 'The comparison: field, operator and what it expects. Null for a group.',
      resolve: ({ comparison }) => comparison ?? null,
    }),
    actual: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What the field is in the event; null also when there is none.',
      resolve: ({ actual }) => actual ?? null,
    }),
    foundBy: t.field({
      type: FieldRule,
      nullable: true,
      description: 'Null: the event has no such field.',
      resolve: ({ rule }) => rule ?? null,
    }),
    foundAt: t.string({
      nullable: true,
      description: 'Where it was found, such as Data.user_email.',
      resolve: ({ at }) => at ?? null,
    }),
  }),
});

const LogEntry = builder.objectRef<NonNullable<RenderedAction['logEntry']>>('LogEntry').implement({
  fields: (t) => ({ level: t.exposeString('level'), message: t.exposeString('message') }),
});

export const RenderedActionObject = builder.objectRef<RenderedAction>('RenderedAction').implement({
  description: 'What an action would do for an event. Nothing is sent; secrets are masked.',
  fields: (t) => ({
    id: t.exposeID('id'),
    type: t.exposeString('type', { description: 'http, slack, log or trigger_task.' }),
    request: t.field({
      type: AttemptRequest,
      nullable: true,
      description: 'The request that it would send; webhook-id is zero, since there is no delivery.',
      resolve: ({ request }) => request ?? null,
    }),
    logEntry: t.field({ type: LogEntry, nullable: true, resolve: ({ logEntry }) => logEntry ?? null }),
    taskId: t.id({ nullable: true, resolve: ({ taskId }) => taskId ?? null }),
    error: t.string({
      nullable: true,
      description: 'Why it would fail before anything is sent, such as a template that cannot be rendered.',
      resolve: ({ error }) => error ?? null,
    }),
  }),
});

const VerdictEnum = builder.enumType('ExplanationVerdict', {
  values: Object.fromEntries(
    Object.entries(verdicts).map(([value, description]) => [value.toUpperCase(), { value, description }]),
  ) as Record<string, { value: Verdict; description: string }>,
});

export type Shown = Explanation & {
  readonly made: readonly DeliveryRow[];
  /** What is explained, where it is a draft. */
  readonly draft?: DraftIntegration;
};

export const IntegrationExplanation = builder.objectRef<Shown>('IntegrationExplanation').implement({
  description: 'Why an integration, as it is now, fires for an event or does not.',
  fields: (t) => ({
    integrationId: t.exposeID('integrationId', { description: 'Zero for a draft of a new one.' }),
    integrationName: t.exposeString('integrationName'),
    verdict: t.expose('verdict', { type: VerdictEnum }),
    reason: t.exposeString('reason', { description: 'The verdict in a sentence, and what else is worth knowing.' }),
    fires: t.boolean({
      description: 'As it is now it fires for the event; false for a deleted one.',
      resolve: ({ trace }) => trace?.fires ?? false,
    }),
    enabled: t.boolean({ resolve: ({ trace }) => trace?.enabled ?? false }),
    paused: t.boolean({ resolve: ({ integration }) => integration?.paused ?? false }),
    trigger: t.string({
      nullable: true,
      description: "The trigger that the event's type is of, such as user.*; null when there is none.",
      resolve: ({ trace }) => trace?.trigger ?? null,
    }),
    conditions: t.field({ type: [ConditionTraceObject], resolve: ({ trace }) => [...(trace?.conditions ?? [])] }),
    actions: t.field({
      type: [RenderedActionObject],
      description: 'What its actions would do for the event; empty when the trigger does not fit.',
      resolve: ({ integration, trace, event }, _args, { services }) =>
        integration && trace?.trigger !== undefined ? renderActions(services.trials, integration, event) : [],
    }),
    warnings: t.field({
      type: [Warning],
      description: 'Of a draft: what is valid and probably not what was meant, as saving it would say. Else empty.',
      resolve: async ({ draft }, _args, { warningsOf }) => (draft ? [...(await warningsOf(draft))] : []),
    }),
    deliveries: t.field({
      type: [Delivery],
      description: 'What became of it, at most 1,000 for all integrations of the answer.',
      resolve: ({ made }) => [...made],
    }),
  }),
});

const EventVerdict = builder.enumType('EventVerdict', {
  values: upperCase(['matched', 'nothing_matched', 'stopped', 'test']),
});

const Counts = builder.objectRef<EventExplanation['counts']>('ExplanationCounts').implement({
  description: 'How many integrations there are of each kind; the answer has them in this order.',
  fields: (t) => ({
    fired: t.exposeInt('fired', { description: 'Made deliveries for the event.' }),
    fires: t.exposeInt('fires', { description: 'Made none, and fire for it as they are now.' }),
    nearMiss: t.exposeInt('near_miss', { description: 'Would fire if one condition held, or if they were enabled.' }),
    conditions: t.exposeInt('conditions', { description: 'Have the trigger, and fail in more than one way.' }),
    trigger: t.exposeInt('trigger', { description: 'Have no trigger for it.' }),
  }),
});

type ShownEvent = Omit<EventExplanation, 'integrations'> & { readonly integrations: readonly Shown[] };

export const EventExplanationObject = builder.objectRef<ShownEvent>('EventExplanation').implement({
  description: 'Why an event did what it did.',
  fields: (t) => ({
    event: t.field({ type: Event, resolve: ({ event }) => event as never }),
    verdict: t.expose('verdict', { type: EventVerdict }),
    summary: t.exposeString('summary', { description: 'In words, duplicates and near misses too.' }),
    total: t.exposeInt('total', { description: 'Integrations that there are to tell of.' }),
    counts: t.field({ type: Counts, resolve: ({ counts }) => counts }),
    integrations: t.field({
      type: [IntegrationExplanation],
      description: 'Those that fired first, then those that nearly did.',
      // As many as `first` of explainEvent may be.
      extensions: { times: 100 },
      resolve: ({ integrations }) => [...integrations],
    }),
  }),
});
