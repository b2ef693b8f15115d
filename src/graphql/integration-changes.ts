// Changes of integrations: the inputs, and the mutations that take them.
import { refuseIfAny } from '../domain/refusal.ts';
import {
  createIntegration,
  deleteIntegration,
  type IntegrationChange,
  type SavedIntegration,
  updateIntegration,
} from '../integrations/change-integrations.ts';
import { pauseIntegration, resumeIntegration } from '../integrations/pause-integration.ts';
import { rotateSigningSecret } from '../integrations/rotate-signing-secret.ts';
import { ActionInput, actionFields } from './action-input.ts';
import { BreakerRuleInput, breakerFields } from './breaker.ts';
import { builder, type InputFields } from './builder.ts';
import { ConditionInput, conditionFields } from './condition.ts';
import type { Context } from './context.ts';
import { IntegrationObject, orderingWords } from './integration.ts';
import { uuidOrNotFound } from './keyset-page.ts';
import { DigestRuleInput, digestFields, ThresholdRuleInput, thresholdFields } from './quiet-rules.ts';

const Backlog = builder.enumType('Backlog', {
  description: 'What becomes of the deliveries that waited.',
  values: {
    KEEP: { value: 'keep', description: 'They are sent.' },
    DROP: {
      value: 'drop',
      description: 'All that waits, due or not, ends FAILED with the cause `backlog_dropped`; no event tells of it.',
    },
  } as const,
});

/** All but the actions. */
export const integrationInputFields = (t: InputFields) => ({
  name: t.string({ required: true }),
  description: t.string({ description: 'Default: empty.' }),
  enabled: t.boolean({ description: 'Default: true.' }),
  triggers: t.stringList({ required: true }),
  conditions: t.field({ type: [ConditionInput], description: 'Default: none, every event of the triggers fires.' }),
  threshold: t.field({ type: ThresholdRuleInput, description: 'Default: none, it fires for each event.' }),
  digest: t.field({ type: DigestRuleInput, description: 'Default: none, each event has deliveries of its own.' }),
  breaker: t.field({ type: BreakerRuleInput, description: 'Default: 10 failures, 30 s, 1,800 s.' }),
  orderingKey: t.string({ description: `${orderingWords} Default: none.` }),
});

const CreateIntegrationInput = builder.inputType('CreateIntegrationInput', {
  fields: (t) => ({ ...integrationInputFields(t), actions: t.field({ type: [ActionInput], required: true }) }),
});

export const UpdateIntegrationInput = builder.inputType('UpdateIntegrationInput', {
  description: 'What is left out stays as it is.',
  fields: (t) => ({
    version: t.int({
      description: 'The version that the change was made from: CONFLICT when it is not the stored one.',
    }),
    name: t.string(),
    description: t.string(),
    enabled: t.boolean(),
    triggers: t.stringList(),
    conditions: t.field({ type: [ConditionInput] }),
    threshold: t.field({ type: ThresholdRuleInput, description: 'Null takes it away.' }),
    digest: t.field({ type: DigestRuleInput, description: 'Null takes it away.' }),
    breaker: t.field({ type: BreakerRuleInput, description: 'Null: the defaults again.' }),
    orderingKey: t.string({ description: 'Null takes it away.' }),
    actions: t.field({ type: [ActionInput], description: 'All actions; one that keeps its id keeps its secrets.' }),
  }),
});

/** What an update says, as the service takes it. */
export const changeFields = (input: typeof UpdateIntegrationInput.$inferInput): IntegrationChange => ({
  version: input.version ?? undefined,
  name: input.name ?? undefined,
  description: input.description ?? undefined,
  enabled: input.enabled ?? undefined,
  triggers: input.triggers ?? undefined,
  conditions: input.conditions ? conditionFields(input.conditions) : undefined,
  threshold: thresholdFields(input.threshold),
  digest: digestFields(input.digest),
  breaker: breakerFields(input.breaker),
  orderingKey: input.orderingKey,
  actions: input.actions?.map(actionFields),
});

/** Keeps what a change reveals for the fields of its own answer. */
function noteSaved({ revealed }: Context, saved: SavedIntegration): void {
  for (const [actionId, secret] of saved.revealed) revealed.set(actionId, secret);
}

builder.mutationFields((t) => ({
  createIntegration: t.prismaField({
    type: IntegrationObject,
    description: 'Creates an integration. BAD_USER_INPUT names each bad field by its path.',
    args: { input: t.arg({ type: CreateIntegrationInput, required: true }) },
    resolve: async (query, _root, { input }, context) => {
      const { services } = context;
      const saved = await createIntegration(services, {
        name: input.name,
        description: input.description ?? '',
        enabled: input.enabled ?? true,
        triggers: input.triggers,
        conditions: conditionFields(input.conditions ?? []),
        threshold: thresholdFields(input.threshold),
        digest: digestFields(input.digest),
        breaker: breakerFields(input.breaker),
        orderingKey: input.orderingKey,
        actions: input.actions.map(actionFields),
      });
      noteSaved(context, saved);
      return services.database.prisma.integration.findUniqueOrThrow({ ...query, where: { id: saved.id } });
    },
  }),
  updateIntegration: t.prismaField({
    type: IntegrationObject,
    description: 'Changes an integration. CONFLICT when `version` is stale.',
    args: { id: t.arg.id({ required: true }), input: t.arg({ type: UpdateIntegrationInput, required: true }) },
    resolve: async (query, _root, args, context) => {
      const { services } = context;
      const id = uuidOrNotFound(args.id, 'integration');
      const saved = await updateIntegration(services, id, changeFields(args.input));
      noteSaved(context, saved);
      return services.database.prisma.integration.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  deleteIntegration: t.prismaField({
    type: IntegrationObject,
    description: 'Deletes an integration. Its history stays, with its name; what was pending ends failed.',
    args: {
      id: t.arg.id({ required: true }),
      version: t.arg.int({ description: 'CONFLICT when it is not the stored one.' }),
    },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'integration');
      await deleteIntegration(services, id, args.version ?? undefined);
      return services.database.prisma.integration.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  pauseIntegration: t.prismaField({
    type: IntegrationObject,
    description: 'Its deliveries wait from now on; events are still matched. Nothing is lost.',
    args: { id: t.arg.id({ required: true }), reason: t.arg.string({ description: 'Shown as pausedReason.' }) },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'integration');
      await pauseIntegration(services, id, { reason: args.reason ?? 'paused by an administrator' });
      return services.database.prisma.integration.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  resumeIntegration: t.prismaField({
    type: IntegrationObject,
    description:
      'Sends what has waited, or drops it, and new deliveries at once again; its breakers are closed. CONFLICT when it is not paused.',
    args: {
      id: t.arg.id({ required: true }),
      backlog: t.arg({ type: Backlog, description: 'What becomes of what has waited. Default: KEEP.' }),
      ratePerSec: t.arg.float({
        description:
          'Sends what has waited at this rate, 0.1 to 2,000 a second, as the bulk job `drain`; new deliveries go at once. Default: all at once.',
      }),
    },
    resolve: async (query, _root, args, { services, principal }) => {
      const integrationId = uuidOrNotFound(args.id, 'integration');
      const { backlog, ratePerSec } = args;
      await resumeIntegration(services, {
        integrationId,
        backlog: backlog ?? 'keep',
        ratePerSec: ratePerSec ?? undefined,
        by: principal.name,
      });
      return services.database.prisma.integration.findUniqueOrThrow({ ...query, where: { id: integrationId } });
    },
  }),
  rotateSigningSecret: t.prismaField({
    type: IntegrationObject,
    description: 'Makes a new signing key; the old ones sign beside it for a while. The answer shows the secret once.',
    args: {
      integrationId: t.arg.id({ required: true }),
      actionId: t.arg.id({ required: true }),
      overlapSecs: t.arg.int({ description: 'How long the old keys still sign, 0 to 2,592,000. Default: 86,400.' }),
    },
    resolve: async (query, _root, args, context) => {
      const { services } = context;
      const id = uuidOrNotFound(args.integrationId, 'integration');
      const overlapSecs = args.overlapSecs ?? 86_400;
      if (overlapSecs < 0 || overlapSecs > 2_592_000)
        refuseIfAny([{ path: 'overlapSecs', message: 'must be 0 to 2,592,000' }]);
      noteSaved(context, await rotateSigningSecret(services, id, args.actionId, overlapSecs));
      return services.database.prisma.integration.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
