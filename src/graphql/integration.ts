// Integrations: triggers, conditions, actions.
import { type BreakerRule as BreakerRuleShape, defaultBreaker } from '../domain/breaker.ts';
import type { Condition as ConditionShape } from '../domain/condition.ts';
import type { Digest as DigestShape, Threshold as ThresholdShape } from '../domain/quiet-rules.ts';
import { failingIntegrations } from '../figures/read-figures.ts';
import type { Prisma } from '../infra/generated/prisma/client.ts';
import { type Warning as WarningShape, warningCodes } from '../integrations/lint/lint-integration.ts';
import { shownAction } from '../integrations/shown-action.ts';
import type { StoredAction } from '../integrations/stored-integration.ts';
import { Action, type ShownAction } from './action.ts';
import { Breaker, BreakerRule, breakersOf } from './breaker.ts';
import { builder, upperCase } from './builder.ts';
import { Condition } from './condition.ts';
import { Delivery, DeliveryConnection } from './delivery.ts';
import { includedInNodes, keysetPage, searchText, storedText, uuidOrNotFound } from './keyset-page.ts';
import { Node } from './node.ts';
import { DigestRule, ThresholdRule } from './quiet-rules.ts';
import { SortEnum, sortedPage, TimeSortEnum } from './sorted-page.ts';
import { between } from './time-filter.ts';

const WarningCode = builder.enumType('WarningCode', {
  description: 'What a warning is about; docs/conditions.md explains each.',
  values: upperCase(warningCodes),
});

export const Warning = builder.objectRef<WarningShape>('Warning').implement({
  description: 'What a person should know of an integration. No warning keeps it from being saved.',
  fields: (t) => ({
    code: t.expose('code', { type: WarningCode }),
    path: t.exposeString('path', { description: 'Such as actions[0].url; empty for the integration as a whole.' }),
    message: t.exposeString('message'),
  }),
});

export const orderingWords =
  'The field, such as Data.user_id, whose value names the subject that deliveries are made in order for.';

export const IntegrationObject = builder.prismaObject('Integration', {
  interfaces: [Node],
  description: 'What happens when certain identity events come in.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    description: t.exposeString('description'),
    enabled: t.exposeBoolean('enabled', { description: 'A disabled integration does not see events.' }),
    triggers: t.exposeStringList('triggers', { description: 'Event types, groups such as user.*, or *.' }),
    conditions: t.field({
      type: [Condition],
      select: { conditions: true },
      resolve: ({ conditions }) => conditions as unknown as ConditionShape[],
    }),
    threshold: t.field({
      type: ThresholdRule,
      nullable: true,
      description: 'It fires for many events only; null: for each.',
      select: { threshold: true },
      resolve: ({ threshold }) => threshold as ThresholdShape | null,
    }),
    digest: t.field({
      type: DigestRule,
      nullable: true,
      description: 'One delivery for all events of a window; null: for each event its own.',
      select: { digest: true },
      resolve: ({ digest }) => digest as DigestShape | null,
    }),
    breaker: t.field({
      type: BreakerRule,
      description: 'When the breakers of its actions open.',
      select: { breaker: true },
      resolve: ({ breaker }) => (breaker as BreakerRuleShape | null) ?? defaultBreaker,
    }),
    breakers: t.field({
      type: [Breaker],
      description: 'Of each action: whether its deliveries are attempted, or wait since it fails.',
      select: { id: true, actions: true, gates: true },
      resolve: ({ actions, gates }) =>
        breakersOf(
          (actions as unknown as StoredAction[]).map(({ id }) => id),
          gates,
        ),
    }),
    orderingKey: t.exposeString('orderingKey', { nullable: true, description: orderingWords }),
    actions: t.field({
      type: [Action],
      description: 'In order. Secrets are masked.',
      select: { actions: true },
      resolve: ({ actions }, _args, { services }): ShownAction[] =>
        (actions as unknown as StoredAction[]).map((action) => shownAction(services.vault, action)),
    }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when its deliveries wait instead of being attempted; null when they do not.',
    }),
    pausedReason: t.exposeString('pausedReason', { nullable: true }),
    warnings: t.field({
      type: [Warning],
      description: 'What is valid and probably not what was meant. Computed when it is asked for.',
      select: {
        id: true,
        name: true,
        triggers: true,
        conditions: true,
        threshold: true,
        digest: true,
        actions: true,
        likeness: true,
        deletedAt: true,
      },
      resolve: async ({ deletedAt, conditions, threshold, digest, actions, ...rest }, _args, { warningsOf }) =>
        deletedAt !== null
          ? []
          : [
              ...(await warningsOf({
                ...rest,
                conditions: conditions as unknown as readonly ConditionShape[],
                threshold: threshold as ThresholdShape | null,
                digest: digest as DigestShape | null,
                actions: actions as unknown as readonly StoredAction[],
              })),
            ],
    }),
    version: t.exposeInt('version', { description: 'Grows with each change; name it in an update to detect others.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true, description: 'Set once it is history only.' }),
    lastDelivery: t.field({
      type: Delivery,
      nullable: true,
      description: 'Its newest one. Asked for of many integrations, they are found together.',
      select: { id: true },
      resolve: ({ id }, _args, { lastDeliveryOf }) => lastDeliveryOf(id),
    }),
    deliveries: t.connection(
      {
        type: Delivery,
        description: 'Its deliveries, newest first.',
        select: { id: true },
        args: { sort: t.arg({ type: TimeSortEnum }) },
        resolve: async ({ id: integrationId }, args, context, info) => {
          const where: Prisma.DeliveryWhereInput = { integrationId };
          const page = await keysetPage('deliveries', args, ({ id, orderBy, take }) =>
            context.services.database.prisma.delivery.findMany({
              ...includedInNodes(context, info),
              where: { integrationId, id },
              orderBy,
              take,
            }),
          );
          return { ...page, where };
        },
      },
      DeliveryConnection,
    ),
  }),
});

const mostFailing = 1_000;

const IntegrationFilter = builder.inputType('IntegrationFilter', {
  description: 'Which integrations; everything given must hold.',
  fields: (t) => ({
    name: t.string({ description: 'Part of the name, in any case.' }),
    enabled: t.boolean(),
    trigger: t.string({ description: 'With exactly this trigger.' }),
    paused: t.boolean({ description: 'True: its deliveries wait. False: they do not.' }),
    failing: t.boolean({
      description: `True: with failed deliveries in the last 24 hours, at most the ${mostFailing} with the most. False: without.`,
    }),
    createdAfter: t.field({ type: 'DateTime', description: 'Made at or after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Made before this time.' }),
    updatedAfter: t.field({ type: 'DateTime', description: 'Last changed at or after this time.' }),
    updatedBefore: t.field({ type: 'DateTime', description: 'Last changed before this time.' }),
  }),
});

const IntegrationConnection = builder.connectionObject({
  type: IntegrationObject,
  name: 'IntegrationConnection',
  fields: (t) => ({
    totalCount: t.int({
      description: 'All integrations that the filter lets through.',
      resolve: (connection, _args, { services }) =>
        services.database.prisma.integration.count({
          where: (connection as unknown as { where: Prisma.IntegrationWhereInput }).where,
        }),
    }),
  }),
});

builder.queryFields((t) => ({
  integrations: t.connection(
    {
      type: IntegrationObject,
      description: 'All integrations, newest first unless `sort` says otherwise.',
      args: { filter: t.arg({ type: IntegrationFilter }), sort: t.arg({ type: SortEnum }) },
      resolve: async (_root, args, context, info) => {
        const { name, enabled, trigger, paused, failing, ...times } = args.filter ?? {};
        const worst =
          failing == null ? [] : await failingIntegrations(context.services.database, 'day', mostFailing, new Date());
        const createdAt = between(times.createdAfter, times.createdBefore);
        const updatedAt = between(times.updatedAfter, times.updatedBefore);
        const where: Prisma.IntegrationWhereInput = {
          deletedAt: null,
          ...(name != null && { name: { contains: searchText(name), mode: 'insensitive' } }),
          ...(enabled != null && { enabled }),
          ...(trigger != null && { triggers: { has: storedText(trigger) } }),
          ...(paused != null && { pausedAt: paused ? { not: null } : null }),
          ...(failing != null && { id: failing ? { in: [...worst] } : { notIn: [...worst] } }),
          ...(createdAt && { createdAt }),
          ...(updatedAt && { updatedAt }),
        };
        const page = await sortedPage('integrations', args, ({ where: stretch, orderBy, take }) =>
          context.services.database.prisma.integration.findMany({
            ...includedInNodes(context, info),
            where: { AND: [where, stretch] },
            orderBy,
            take,
          }),
        );
        return { ...page, where };
      },
    },
    IntegrationConnection,
  ),
  integration: t.prismaField({
    type: 'Integration',
    nullable: true,
    description: 'One integration, or null when there is none with this id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      services.database.prisma.integration.findFirst({
        ...query,
        where: { id: uuidOrNotFound(id, 'integration'), deletedAt: null },
      }),
  }),
}));
