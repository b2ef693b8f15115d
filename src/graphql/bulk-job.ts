// Bulk jobs: work on many rows that goes on by itself. Progress, the live stream, and the end before the end.
import { cancelBulkJob } from '../history/bulk-jobs.ts';
import { BulkJobStatus } from '../infra/generated/prisma/client.ts';
import { builder, upperCase } from './builder.ts';
import { includedInNodes, keysetPage, storedText, uuidOrNotFound } from './keyset-page.ts';
import { Node } from './node.ts';
import { TimeSortEnum } from './sorted-page.ts';
import { between, idsAround } from './time-filter.ts';

export const BulkJobStatusEnum = builder.enumType('BulkJobStatus', {
  description: 'QUEUED: waits for a worker. RUNNING. DONE. CANCELLED by a person. FAILED: given up, see `error`.',
  values: upperCase(Object.values(BulkJobStatus)),
});

export const BulkJob = builder.prismaObject('BulkJob', {
  interfaces: [Node],
  description: 'Work on many rows, done step by step by whichever node is there; it outlives the end of any node.',
  fields: (t) => ({
    id: t.exposeID('id'),
    kind: t.exposeString('kind', {
      description: '`retry` or `cancel` deliveries, `drain` a backlog, `backfill` events, or `erase` a person.',
    }),
    status: t.expose('status', { type: BulkJobStatusEnum }),
    filter: t.expose('filter', { type: 'JSON', description: 'What it is done to.' }),
    ratePerSec: t.exposeFloat('ratePerSec', {
      nullable: true,
      description: 'Rows a second; null: as fast as it goes.',
    }),
    total: t.exposeInt('total', { nullable: true, description: 'Rows that were counted before it began.' }),
    done: t.exposeInt('done', { description: 'Rows to which it was done so far.' }),
    skipped: t.exposeInt('skipped', {
      description: 'Rows that could not take it any more, such as a paused integration’s.',
    }),
    failed: t.exposeInt('failed', { description: 'Rows where it failed.' }),
    result: t.expose('result', { type: 'JSON', nullable: true, description: 'What the kind says beside the counts.' }),
    error: t.exposeString('error', { nullable: true }),
    requestedBy: t.exposeString('requestedBy'),
    estimatedSecs: t.float({
      nullable: true,
      description: 'Seconds that the rest takes at its rate; null without a rate, or when it has ended.',
      resolve: ({ total, done, skipped, failed, ratePerSec, finishedAt }) =>
        total === null || ratePerSec === null || finishedAt
          ? null
          : Math.max(total - done - skipped - failed, 0) / ratePerSec,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

const BulkJobFilter = builder.inputType('BulkJobFilter', {
  description: 'Which bulk jobs; everything given must hold.',
  fields: (t) => ({
    kind: t.stringList(),
    status: t.field({ type: [BulkJobStatusEnum] }),
    requestedBy: t.string({ description: 'Asked for by exactly this name.' }),
    createdAfter: t.field({ type: 'DateTime', description: 'At or after this time.' }),
    createdBefore: t.field({ type: 'DateTime', description: 'Before this time.' }),
  }),
});

builder.queryFields((t) => ({
  bulkJobs: t.connection({
    type: BulkJob,
    description: 'Bulk jobs, newest first.',
    args: { filter: t.arg({ type: BulkJobFilter }), sort: t.arg({ type: TimeSortEnum }) },
    resolve: async (_root, args, context, info) => {
      const { kind, status, requestedBy, createdAfter, createdBefore } = args.filter ?? {};
      const createdAt = between(createdAfter, createdBefore);
      const where = {
        ...(kind && { kind: { in: kind.map(storedText) } }),
        ...(status && { status: { in: status } }),
        ...(requestedBy != null && { requestedBy: storedText(requestedBy) }),
        ...(createdAt && { createdAt, id: idsAround(createdAfter, createdBefore) }),
      };
      return keysetPage('bulkJobs', args, ({ id, orderBy, take }) =>
        context.services.database.prisma.bulkJob.findMany({
          ...includedInNodes(context, info),
          where: { AND: [where, { id }] },
          orderBy,
          take,
        }),
      );
    },
  }),
  bulkJob: t.prismaField({
    type: BulkJob,
    nullable: true,
    description: 'One bulk job, or null when there is none with this id.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services }) =>
      services.database.prisma.bulkJob.findUnique({ ...query, where: { id: uuidOrNotFound(id, 'bulk job') } }),
  }),
}));

builder.mutationField('cancelBulkJob', (t) =>
  t.prismaField({
    type: BulkJob,
    description: 'Ends a bulk job after its current step; what it has done stays done. CONFLICT when it has ended.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'bulk job');
      await cancelBulkJob(services.database, id, services.history.keptFilter);
      return services.database.prisma.bulkJob.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

builder.subscriptionField('bulkJobUpdated', (t) =>
  t.field({
    type: BulkJob,
    description: 'A bulk job as it is, then after each of its steps, from whichever node; ends with the job.',
    args: { id: t.arg.id({ required: true }) },
    subscribe: (_root, { id }, { services }) => services.history.bulkUpdates.subscribe(uuidOrNotFound(id, 'bulk job')),
    resolve: (job) => job,
  }),
);
