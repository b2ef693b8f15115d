// What people do to deliveries beside retrying one.
import { attemptDeliveryNow } from '../deliveries/attempt-now.ts';
import {
  type BulkDeliveryKind,
  checkStatuses,
  countDeliveries,
  defaultRetryRate,
} from '../deliveries/bulk-deliveries.ts';
import { cancelDelivery } from '../deliveries/cancel-delivery.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import { addBulkJob } from '../history/bulk-jobs.ts';
import { builder } from './builder.ts';
import { BulkJob } from './bulk-job.ts';
import type { Context } from './context.ts';
import { DeliveryFilter, type DeliveryFilterInput, storedFilter } from './delivery-filter.ts';
import { uuidOrNotFound } from './keyset-page.ts';

interface BulkStart {
  readonly total: number;
  readonly ratePerSec: number | undefined;
  readonly jobId: string | undefined;
}

export const BulkStartObject = builder.objectRef<BulkStart>('BulkStart').implement({
  description: 'What a bulk job is going to do, or would do.',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'Rows that the filter lets through now.' }),
    estimatedSecs: t.float({
      nullable: true,
      description: 'Seconds that it takes at its rate; null without a rate.',
      resolve: ({ total, ratePerSec }) => (ratePerSec === undefined ? null : total / ratePerSec),
    }),
    job: t.prismaField({
      type: BulkJob,
      nullable: true,
      description: 'Null for a dry run.',
      resolve: (query, { jobId }, _args, { services }) =>
        jobId === undefined
          ? null
          : services.database.prisma.bulkJob.findUniqueOrThrow({ ...query, where: { id: jobId } }),
    }),
  }),
});

interface BulkArgs {
  readonly filter: DeliveryFilterInput;
  readonly dryRun: boolean;
  readonly ratePerSec: number | undefined;
}

/** Counts, and unless it is a dry run begins, in one transaction. */
function startBulk(kind: BulkDeliveryKind, args: BulkArgs, { services, principal }: Context): Promise<BulkStart> {
  const filter = storedFilter(args.filter);
  checkStatuses(kind, filter);
  const { ratePerSec, dryRun } = args;
  if (ratePerSec !== undefined && !(ratePerSec >= 0.1 && ratePerSec <= 2_000))
    refuseIfAny([{ path: 'ratePerSec', message: 'must be 0.1 to 2,000' }]);
  return services.database.transaction(async (tx) => {
    const total = await countDeliveries(tx, kind, filter);
    const action = kind === 'retry' ? 'bulkRetry' : 'cancelDeliveries';
    const job = { kind, filter, total, ratePerSec, by: principal.name, action };
    return { total, ratePerSec, jobId: dryRun ? undefined : await addBulkJob(tx, job) };
  });
}

builder.mutationFields((t) => ({
  bulkRetry: t.field({
    type: BulkStartObject,
    description:
      'Retries every failed delivery that the filter lets through, as retryDelivery does: the oldest failure first, each once. Those of paused and deleted integrations are skipped.',
    args: {
      filter: t.arg({ type: DeliveryFilter, required: true }),
      dryRun: t.arg.boolean({ description: 'Only count. Default: false.' }),
      ratePerSec: t.arg.float({ description: `Deliveries a second, 0.1 to 2,000. Default: ${defaultRetryRate}.` }),
    },
    resolve: (_root, { filter, dryRun, ratePerSec }, context) =>
      startBulk('retry', { filter, dryRun: dryRun ?? false, ratePerSec: ratePerSec ?? defaultRetryRate }, context),
  }),
  cancelDeliveries: t.field({
    type: BulkStartObject,
    description: 'Ends every delivery that waits or runs and that the filter lets through, as cancelDelivery does.',
    args: {
      filter: t.arg({ type: DeliveryFilter, required: true }),
      dryRun: t.arg.boolean({ description: 'Only count. Default: false.' }),
    },
    resolve: (_root, { filter, dryRun }, context) =>
      startBulk('cancel', { filter, dryRun: dryRun ?? false, ratePerSec: undefined }, context),
  }),
  attemptDeliveryNow: t.prismaField({
    type: 'Delivery',
    description:
      'Makes the next attempt of a delivery due that waits for its time; those after it stay. CONFLICT when it does not wait, or waits for something else: see `waitsFor`.',
    args: {
      id: t.arg.id({ required: true }),
      integrationId: t.arg.id({ description: 'When given, the delivery must be one of this integration.' }),
      attempt: t.arg.int({
        description:
          'When given, the next attempt must have this number: who asks twice does not bring the one after it forward, too.',
      }),
    },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'delivery');
      const integrationId = args.integrationId == null ? undefined : uuidOrNotFound(args.integrationId, 'integration');
      await attemptDeliveryNow(services, id, { integrationId, attempt: args.attempt ?? undefined });
      return services.database.prisma.delivery.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  cancelDelivery: t.prismaField({
    type: 'Delivery',
    description:
      'Ends a delivery that waits or runs as FAILED with the cause `cancelled`; no event tells of it. A request under way is broken off, on whichever node; it may have been processed. CONFLICT when it has ended.',
    args: {
      id: t.arg.id({ required: true }),
      integrationId: t.arg.id({ description: 'When given, the delivery must be one of this integration.' }),
    },
    resolve: async (query, _root, args, { services }) => {
      const id = uuidOrNotFound(args.id, 'delivery');
      const integrationId = args.integrationId == null ? undefined : uuidOrNotFound(args.integrationId, 'integration');
      await cancelDelivery(services.database, id, integrationId);
      return services.database.prisma.delivery.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
