// The input of applyConfiguration: the objects as their own mutations take them, each with a key beside its name.
import type { DesiredConfiguration } from '../configuration/open-kinds.ts';
import type { SourceInput } from '../sources/change-sources.ts';
import { taskDefaults } from '../tasks/change-tasks.ts';
import { actionFields, HttpActionInput, LogActionInput, SlackActionInput } from './action-input.ts';
import { breakerFields } from './breaker.ts';
import { builder } from './builder.ts';
import { conditionFields } from './condition.ts';
import { sourceFields, sourceInputFields } from './event-source-changes.ts';
import { integrationInputFields } from './integration-changes.ts';
import { digestFields, thresholdFields } from './quiet-rules.ts';
import { connectionFields, connectionInputFields } from './scim-connection.ts';
import { configFields, given, taskInputFields } from './task-changes.ts';

const keyRule = 'By which it is known from one apply to the next, so that its name can change. Default: its name.';

const ConfiguredActionInput = builder.inputType('ConfiguredActionInput', {
  description: 'One action, under the name of its kind. It keeps the id of the stored one that it most resembles.',
  isOneOf: true,
  fields: (t) => ({
    http: t.field({ type: HttpActionInput }),
    slack: t.field({ type: SlackActionInput }),
    log: t.field({ type: LogActionInput }),
    triggerTask: t.field({
      type: builder.inputType('ConfiguredTaskActionInput', {
        fields: (f) => ({
          task: f.string({ required: true, description: "The task's key in the configuration, its name, or its id." }),
        }),
      }),
    }),
  }),
});

const ConfiguredIntegrationInput = builder.inputType('ConfiguredIntegrationInput', {
  fields: (t) => ({
    key: t.string({ description: keyRule }),
    ...integrationInputFields(t),
    actions: t.field({ type: [ConfiguredActionInput], required: true }),
  }),
});

const ConfiguredTaskInput = builder.inputType('ConfiguredTaskInput', {
  fields: (t) => ({ key: t.string({ description: keyRule }), ...taskInputFields(t) }),
});

const ConfiguredScimConnectionInput = builder.inputType('ConfiguredScimConnectionInput', {
  fields: (t) => ({ key: t.string({ description: keyRule }), ...connectionInputFields(t) }),
});

const ConfiguredSourceInput = builder.inputType('ConfiguredSourceInput', {
  fields: (t) => ({ key: t.string({ description: keyRule }), ...sourceInputFields(t) }),
});

export const ApplyConfigurationInput = builder.inputType('ApplyConfigurationInput', {
  description: 'What there shall be, of each kind at most 1,000. A secret that is left out is the stored one.',
  fields: (t) => ({
    configuration: t.string({ description: 'Whose objects these are: letters, digits, _ . and -. Default: default.' }),
    integrations: t.field({ type: [ConfiguredIntegrationInput], description: 'Default: none.' }),
    tasks: t.field({ type: [ConfiguredTaskInput], description: 'Default: none.' }),
    scimConnections: t.field({ type: [ConfiguredScimConnectionInput], description: 'Default: none.' }),
    sources: t.field({ type: [ConfiguredSourceInput], description: 'Default: none.' }),
    prune: t.boolean({
      description:
        'Delete what an earlier apply of this configuration created, or adopted, and that is not in it any more. Default: false.',
    }),
    adopt: t.boolean({
      description: 'Objects that were made by hand and are in it become its own, and can be pruned. Default: false.',
    }),
    dryRun: t.boolean({ description: 'Change nothing, and tell what an apply would change. Default: false.' }),
    planHash: t.string({ description: 'Of a dry run: CONFLICT when an apply would not do just that any more.' }),
  }),
});

type Input = typeof ApplyConfigurationInput.$inferInput;

export const desiredConfiguration = (input: Input): DesiredConfiguration => ({
  integrations: (input.integrations ?? []).map((one) => ({
    key: one.key,
    name: one.name,
    description: one.description ?? '',
    enabled: one.enabled ?? true,
    triggers: one.triggers,
    conditions: conditionFields(one.conditions ?? []),
    threshold: thresholdFields(one.threshold),
    digest: digestFields(one.digest),
    breaker: breakerFields(one.breaker),
    orderingKey: one.orderingKey,
    actions: one.actions.map(actionFields),
  })),
  tasks: (input.tasks ?? []).map(({ key, name, ...rest }) => {
    const { config = [], ...fields } = given(rest);
    return { ...taskDefaults, ...fields, key, name, config: configFields(config) };
  }),
  scimConnections: (input.scimConnections ?? []).map(({ key, name, ...rest }) => ({
    ...connectionFields(rest),
    key,
    name,
  })),
  sources: (input.sources ?? []).map(({ key, name, kind, ...rest }) => {
    const fields: SourceInput = { description: '', rules: [], enabled: true, ...sourceFields(rest) };
    return { ...fields, key, name, kind };
  }),
});
