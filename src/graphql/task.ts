// Tasks: scripts and built-ins with their settings and schedules.
import type { Prisma } from '../infra/generated/prisma/client.ts';
import { type ConfigEntry, maskConfig, missedPolicies, overlaps } from '../tasks/stored-task.ts';
import { builder, upperCase } from './builder.ts';
import { IntegrationObject } from './integration.ts';
import { includedInNodes, keysetPage, searchText, storedText, uuidOrNotFound } from './keyset-page.ts';
import { Node } from './node.ts';
import { SortEnum, sortedPage, TimeSortEnum } from './sorted-page.ts';
import { runsWhere, TaskRunConnection, TaskRunFilter, TaskRunObject } from './task-run.ts';
import { between } from './time-filter.ts';

export const TaskOverlap = builder.enumType('TaskOverlap', {
  description:
    'Of runs by cron and by hand. SKIP: none begins while another is under way. QUEUE: one after the other. Runs for events do not wait.',
  values: upperCase(overlaps),
});

export const MissedRuns = builder.enumType('MissedRuns', {
  description: 'What becomes of times at which no worker was there. SKIP: nothing. ONCE: one run for all of them.',
  values: upperCase(missedPolicies),
});

const TaskConfigEntry = builder.objectRef<ConfigEntry>('TaskConfigEntry').implement({
  description: 'One setting of a task.',
  fields: (t) => ({
    key: t.exposeString('key'),
    value: t.exposeString('value', { description: 'Masked when it is secret.' }),
    secret: t.exposeBoolean('secret', { description: 'Encrypted at rest and never shown again.' }),
  }),
});

export const TaskObject = builder.prismaObject('Task', {
  interfaces: [Node],
  description: 'A script or a built-in that runs by its schedule, by hand, or for events.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    description: t.exposeString('description'),
    type: t.exposeString('type', { description: 'script, or the type of one of builtInTasks.' }),
    script: t.exposeString('script', { description: 'TypeScript or JavaScript; empty for a built-in.' }),
    config: t.field({
      type: [TaskConfigEntry],
      select: { config: true },
      resolve: ({ config }) => [...maskConfig(config as unknown as ConfigEntry[])],
    }),
    cron: t.exposeString('cron', { nullable: true, description: 'Five fields; null for no schedule.' }),
    timeZone: t.exposeString('timeZone', { description: 'The IANA time zone that cron is read in.' }),
    enabled: t.exposeBoolean('enabled', {
      description: 'A disabled task runs by hand only, and fails deliveries that run it.',
    }),
    timeoutSecs: t.exposeInt('timeoutSecs'),
    overlap: t.field({
      type: TaskOverlap,
      select: { overlap: true },
      resolve: ({ overlap }) => overlap as (typeof overlaps)[number],
    }),
    missed: t.field({
      type: MissedRuns,
      select: { missed: true },
      resolve: ({ missed }) => missed as (typeof missedPolicies)[number],
    }),
    nextRuns: t.field({
      type: ['DateTime'],
      description: 'The next five times of its schedule; empty when it has none or is disabled.',
      select: { cron: true, timeZone: true, enabled: true },
      resolve: ({ cron, timeZone, enabled }, _args, { services }) =>
        cron !== null && enabled ? [...services.tasks.nextRuns({ cron, timeZone })] : [],
    }),
    lastRun: t.field({
      type: TaskRunObject,
      nullable: true,
      description: 'Its newest one. Asked for of many tasks, they are found together.',
      select: { id: true },
      resolve: ({ id }, _args, { lastRunOf }) => lastRunOf(id),
    }),
    integrations: t.field({
      type: [IntegrationObject],
      description: 'Those with an action that runs it, by name. Asked for of many tasks, they are found together.',
      select: { id: true },
      resolve: async ({ id }, _args, { integrationsOfTask }) => [...(await integrationsOfTask(id))],
    }),
    version: t.exposeInt('version', { description: 'Grows with each change; name it in an update to detect others.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true, description: 'Set once it is history only.' }),
    runs: t.connection(
      {
        type: TaskRunObject,
        description: 'Its runs, newest first.',
        select: { id: true },
        args: { filter: t.arg({ type: TaskRunFilter }), sort: t.arg({ type: TimeSortEnum }) },
        resolve: async ({ id: taskId }, args, context, info) => {
          const where: Prisma.TaskRunWhereInput = { AND: [{ taskId }, runsWhere(args.filter)] };
          const page = await keysetPage('taskRuns', args, ({ id, orderBy, take }) =>
            context.services.database.prisma.taskRun.findMany({
              ...includedInNodes(context, info),
              where: { AND: [where, { id }] },
              orderBy,
              take,
            }),
          );
          return { ...page, where };
        },
      },
      TaskRunConnection,
    ),
  }),
});

const TaskFilter = builder.inputType('TaskFilter', {
  description: 'Which tasks; everything given must hold.',
  fields: (t) => ({
    name: t.string({ description: 'Part of the name, in any case.' }),
    type: t.stringList(),
    enabled: t.boolean(),
    scheduled: t.boolean({ description: 'True: it has a schedule. False: it has none.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'Made at or after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Made before this time.' }),
    updatedAfter: t.field({ type: 'DateTime', description: 'Last changed at or after this time.' }),
    updatedBefore: t.field({ type: 'DateTime', description: 'Last changed before this time.' }),
  }),
});

const TaskConnection = builder.connectionObject({
  type: TaskObject,
  name: 'TaskConnection',
  fields: (t) => ({
    totalCount: t.int({
      description: 'All tasks that the filter lets through.',
      resolve: (connection, _args, { services }) =>
        services.database.prisma.task.count({
          where: (connection as unknown as { where: Prisma.TaskWhereInput }).where,
        }),
    }),
  }),
});

builder.queryFields((t) => ({
  tasks: t.connection(
    {
      type: TaskObject,
      description: 'All tasks, newest first unless `sort` says otherwise.',
      args: { filter: t.arg({ type: TaskFilter }), sort: t.arg({ type: SortEnum }) },
      resolve: async (_root, args, context, info) => {
        const { name, type, enabled, scheduled, ...times } = args.filter ?? {};
        const createdAt = between(times.createdAfter, times.createdBefore);
        const updatedAt = between(times.updatedAfter, times.updatedBefore);
        const where: Prisma.TaskWhereInput = {
          deletedAt: null,
          ...(name != null && { name: { contains: searchText(name), mode: 'insensitive' } }),
          ...(type && { type: { in: type.map(storedText) } }),
          ...(enabled != null && { enabled }),
          ...(scheduled != null && { cron: scheduled ? { not: null } : null }),
          ...(createdAt && { createdAt }),
          ...(updatedAt && { updatedAt }),
        };
        const page = await sortedPage('tasks', args, ({ where: stretch, orderBy, take }) =>
          context.services.database.prisma.task.findMany({
            ...includedInNodes(context, info),
            where: { AND: [where, stretch] },
            orderBy,
            take,
          }),
        );
        return { ...page, where };
      },
    },
    TaskConnection,
  ),
  task: t.prismaField({
    type: TaskObject,
    nullable: true,
    description: 'One task, or null when there is none with this id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      services.database.prisma.task.findFirst({ ...query, where: { id: uuidOrNotFound(id, 'task'), deletedAt: null } }),
  }),
}));
