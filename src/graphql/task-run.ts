// Runs of tasks: history, start, cancel, and the live stream.
import { type Prisma, RunStatus } from '../infra/generated/prisma/client.ts';
import { cancelRun } from '../tasks/cancel-run.ts';
import { startManualRun } from '../tasks/start-run.ts';
import { builder, upperCase } from './builder.ts';
import { includedInNodes, keysetPage, storedText, uuidOrNotFound } from './keyset-page.ts';
import { Node } from './node.ts';
import { TimeSortEnum } from './sorted-page.ts';
import { between, idsAround } from './time-filter.ts';

export const RunStatusEnum = builder.enumType('RunStatus', {
  description: 'PENDING: waits for a worker. RUNNING. SUCCESS. ERROR: failed, timed out, cancelled or lost.',
  values: upperCase(Object.values(RunStatus)),
});

export const TaskRunObject = builder.prismaObject('TaskRun', {
  interfaces: [Node],
  description: 'One execution of a task.',
  fields: (t) => ({
    id: t.exposeID('id'),
    task: t.relation('task', { description: 'A deleted one has kept its name only.' }),
    taskId: t.exposeID('taskId'),
    taskName: t.exposeString('taskName', { description: 'Its name when the run began.' }),
    taskType: t.exposeString('taskType'),
    status: t.expose('status', { type: RunStatusEnum }),
    triggeredBy: t.exposeString('triggeredBy', { description: 'cron, manual or integration:<name>.' }),
    event: t.relation('event', { nullable: true, description: 'The event that it runs for.' }),
    eventId: t.exposeID('eventId', { nullable: true }),
    delivery: t.relation('delivery', { nullable: true, description: 'The delivery that it is an attempt of.' }),
    deliveryId: t.exposeID('deliveryId', { nullable: true }),
    attemptNumber: t.exposeInt('attemptNumber', {
      nullable: true,
      description: 'The attempt of the delivery, from 1.',
    }),
    input: t.expose('input', { type: 'JSON', nullable: true, description: 'What it was started with by hand.' }),
    output: t.exposeString('output', { description: 'What it wrote; the last 64 KiB. Secrets are masked.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed; null otherwise.' }),
    cancelRequested: t.exposeBoolean('cancelRequested'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    durationMs: t.exposeInt('durationMs', { nullable: true }),
  }),
});

export const TaskRunFilter = builder.inputType('TaskRunFilter', {
  description: 'Which runs; everything given must hold.',
  fields: (t) => ({
    taskId: t.id(),
    status: t.field({ type: [RunStatusEnum] }),
    taskType: t.stringList(),
    triggeredBy: t.stringList({
      description: 'cron, manual, integration:<name>; `integration:` for every integration.',
    }),
    eventId: t.id(),
    deliveryId: t.id(),
    createdAfter: t.field({ type: 'DateTime', description: 'At or after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Before this time.' }),
  }),
});

export function runsWhere(filter: typeof TaskRunFilter.$inferInput | null | undefined): Prisma.TaskRunWhereInput {
  const { taskId, status, taskType, triggeredBy, eventId, deliveryId, createdAfter, createdBefore } = filter ?? {};
  return {
    ...(taskId != null && { taskId: uuidOrNotFound(taskId, 'task') }),
    ...(status && { status: { in: status } }),
    ...(taskType && { taskType: { in: taskType.map(storedText) } }),
    ...(triggeredBy && {
      OR: triggeredBy.map((by) => ({
        triggeredBy: by === 'integration:' ? { startsWith: by } : storedText(by),
      })),
    }),
    ...(eventId != null && { eventId: storedText(eventId) }),
    ...(deliveryId != null && { deliveryId: uuidOrNotFound(deliveryId, 'delivery') }),
    ...((createdAfter || createdBefore) && {
      createdAt: between(createdAfter, createdBefore) ?? {},
      id: idsAround(createdAfter, createdBefore),
    }),
  };
}

export const TaskRunConnection = builder.connectionObject({
  type: TaskRunObject,
  name: 'TaskRunConnection',
  fields: (t) => ({
    totalCount: t.int({
      description: 'All runs that the filter lets through. Counted only when asked for.',
      resolve: (connection, _args, { services }) =>
        services.database.prisma.taskRun.count({
          where: (connection as unknown as { where: Prisma.TaskRunWhereInput }).where,
        }),
    }),
  }),
});

builder.queryFields((t) => ({
  taskRuns: t.connection(
    {
      type: TaskRunObject,
      description: 'What was run, newest first.',
      args: { filter: t.arg({ type: TaskRunFilter }), sort: t.arg({ type: TimeSortEnum }) },
      resolve: async (_root, args, context, info) => {
        const where = runsWhere(args.filter);
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
  taskRun: t.prismaField({
    type: TaskRunObject,
    nullable: true,
    description: 'One run, or null when there is none with this id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      services.database.prisma.taskRun.findUnique({ ...query, where: { id: uuidOrNotFound(id, 'run') } }),
  }),
}));

builder.mutationFields((t) => ({
  runTask: t.prismaField({
    type: TaskRunObject,
    description:
      'Starts a run and answers with it at once. CONFLICT when the task does not overlap and one is under way.',
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: 'JSON', description: 'What the script finds as `input`.' }),
    },
    resolve: async (query, _root, { id, input }, { services }) => {
      const runId = await startManualRun(services.tasks, uuidOrNotFound(id, 'task'), input);
      return services.database.prisma.taskRun.findUniqueOrThrow({ ...query, where: { id: runId } });
    },
  }),
  cancelTaskRun: t.prismaField({
    type: TaskRunObject,
    description: 'Ends a run that waits or runs, on whichever node; it ends as ERROR. CONFLICT when it has ended.',
    args: {
      id: t.arg.id({ required: true }),
      taskId: t.arg.id({ description: 'When given, the run must be one of this task.' }),
    },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'run');
      await cancelRun(services.tasks, id, args.taskId == null ? undefined : uuidOrNotFound(args.taskId, 'task'));
      return services.database.prisma.taskRun.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));

builder.subscriptionField('taskRunUpdated', (t) =>
  t.field({
    type: TaskRunObject,
    description:
      'A run after each change, its output as it is written, from whichever node. Of a single run first how it is now.',
    args: {
      taskId: t.arg.id({ description: 'Only runs of this task.' }),
      runId: t.arg.id({ description: 'Only this run.' }),
    },
    subscribe: (_root, { taskId, runId }, { services }) =>
      services.tasks.runUpdates.subscribe({
        taskId: taskId == null ? undefined : uuidOrNotFound(taskId, 'task'),
        runId: runId == null ? undefined : uuidOrNotFound(runId, 'run'),
      }),
    resolve: (run) => run,
  }),
);
