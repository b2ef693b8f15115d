// Configuration as code: what there shall be, applied as a whole.
import type { AppliedConfiguration as Applied, AppliedObject } from '../configuration/apply-configuration.ts';
import { applyConfiguration } from '../configuration/apply-configuration.ts';
import type { Difference } from '../configuration/differences.ts';
import { builder, upperCase } from './builder.ts';
import { ApplyConfigurationInput, desiredConfiguration } from './configuration-input.ts';

const ConfiguredKind = builder.enumType('ConfiguredKind', {
  values: upperCase(['integration', 'task', 'scim_connection', 'source']),
});
const ConfiguredOutcome = builder.enumType('ConfiguredOutcome', {
  values: upperCase(['created', 'updated', 'unchanged', 'deleted']),
});

const ConfiguredDifference = builder.objectRef<Difference>('ConfiguredDifference').implement({
  description: 'A field that was, or would be, changed.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'Such as actions[0].url. Headers and settings are named.' }),
    before: t.expose('before', { type: 'JSON', nullable: true, description: 'Null: it is not there.' }),
    after: t.expose('after', { type: 'JSON', nullable: true, description: 'Null: it is not there.' }),
    secret: t.exposeBoolean('secret', { description: 'It is compared, and shown as a mask.' }),
  }),
});

interface Revealed {
  readonly actionId: string;
  readonly secret: string;
}

const RevealedSecret = builder.objectRef<Revealed>('RevealedSecret').implement({
  description: 'A secret that the service has just made. It is not shown again.',
  fields: (t) => ({ actionId: t.exposeID('actionId'), secret: t.exposeString('secret') }),
});

const ConfiguredObject = builder.objectRef<AppliedObject>('ConfiguredObject').implement({
  description: 'What became, or would become, of one object.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ConfiguredKind }),
    key: t.exposeString('key'),
    name: t.exposeString('name'),
    outcome: t.expose('outcome', { type: ConfiguredOutcome }),
    id: t.id({
      nullable: true,
      description: 'Null for what a dry run would create.',
      resolve: ({ id }) => id ?? null,
    }),
    differences: t.field({
      type: [ConfiguredDifference],
      description: 'Of a new object each field that says something; of a deleted one none.',
      resolve: (object) => [...object.differences],
    }),
    revealed: t.field({
      type: [RevealedSecret],
      description: 'Signing keys of actions that are new. Empty in a dry run.',
      resolve: ({ revealed }) => [...revealed].map(([actionId, secret]) => ({ actionId, secret })),
    }),
  }),
});

const AppliedConfiguration = builder.objectRef<Applied>('AppliedConfiguration').implement({
  description: 'What an apply did, or would do.',
  fields: (t) => ({
    dryRun: t.exposeBoolean('dryRun'),
    planHash: t.exposeString('planHash', {
      description: 'The same for the same changes of the same stored objects, secrets too.',
    }),
    objects: t.field({
      type: [ConfiguredObject],
      description: 'Deleted ones first, then SCIM connections, sources, tasks, integrations, as in the input.',
      resolve: ({ objects }) => [...objects],
    }),
  }),
});

builder.mutationField('applyConfiguration', (t) =>
  t.field({
    type: AppliedConfiguration,
    description:
      'Makes integrations, tasks, SCIM connections and sources what the input says, all or none. What is as it should be is not touched: a second apply changes nothing. BAD_USER_INPUT names each bad field, such as integrations[2].actions[0].url.',
    args: { input: t.arg({ type: ApplyConfigurationInput, required: true }) },
    resolve: (_root, { input }, { services }) =>
      applyConfiguration(services, {
        ...desiredConfiguration(input),
        configuration: input.configuration ?? 'default',
        prune: input.prune ?? false,
        adopt: input.adopt ?? false,
        dryRun: input.dryRun ?? false,
        planHash: input.planHash ?? undefined,
      }),
  }),
);

const byRule = 'The configuration that created it; null: made by hand.';
const keyRule = 'Its key in that configuration.';
builder.prismaObjectFields('Integration', (t) => ({
  managedBy: t.exposeString('managedBy', { nullable: true, description: byRule }),
  managedKey: t.exposeString('managedKey', { nullable: true, description: keyRule }),
}));
builder.prismaObjectFields('Task', (t) => ({
  managedBy: t.exposeString('managedBy', { nullable: true, description: byRule }),
  managedKey: t.exposeString('managedKey', { nullable: true, description: keyRule }),
}));
builder.prismaObjectFields('ScimConnection', (t) => ({
  managedBy: t.exposeString('managedBy', { nullable: true, description: byRule }),
  managedKey: t.exposeString('managedKey', { nullable: true, description: keyRule }),
}));
builder.prismaObjectFields('EventSource', (t) => ({
  managedBy: t.exposeString('managedBy', { nullable: true, description: byRule }),
  managedKey: t.exposeString('managedKey', { nullable: true, description: keyRule }),
}));
