// Sending for past events what was missed.
import { refuseIfAny } from '../domain/refusal.ts';
import { type Backfill, backfill, maxAtOnce, maxCounted, maxExamined } from '../explain/backfill.ts';
import { backfillFilter } from '../explain/backfill-job.ts';
import { addBulkJob } from '../history/bulk-jobs.ts';
import { builder } from './builder.ts';
import { BulkJob } from './bulk-job.ts';
import { EventFilter, eventSearch } from './event-search.ts';
import { storedText, uuidOrNotFound } from './keyset-page.ts';

const BackfillObject = builder.objectRef<Backfill>('Backfill').implement({
  description: 'What a backfill did, or would do.',
  fields: (t) => ({
    chosen: t.exposeInt('chosen', {
      description: `Events that were chosen; ${maxCounted} also where there are more.`,
    }),
    examined: t.exposeInt('examined', {
      description: `The newest of them, which the counts below are about: at most ${maxExamined} of a dry run, none of a bulk job.`,
    }),
    cut: t.exposeBoolean('cut', { description: 'More were chosen than examined.' }),
    notMatching: t.exposeInt('notMatching', { description: 'The integration does not fire for so many.' }),
    alreadyDelivered: t.exposeInt('alreadyDelivered', { description: 'So many have a delivery of it already.' }),
    events: t.exposeInt('events', { description: 'For so many there are, or would be, new deliveries.' }),
    deliveries: t.exposeInt('deliveries', { description: 'So many: one for each event and action.' }),
    job: t.prismaField({
      type: BulkJob,
      nullable: true,
      description: `Sends where the filter finds more than ${maxAtOnce} events; its result has these counts. Else null.`,
      resolve: (query, { jobId }, _args, { services }) =>
        jobId === undefined
          ? null
          : services.database.prisma.bulkJob.findUniqueOrThrow({ ...query, where: { id: jobId } }),
    }),
  }),
});

builder.mutationField('backfill', (t) =>
  t.field({
    type: BackfillObject,
    description: `Sends for past events what an integration would send for them now: those that it fires for, and that it has no delivery of, oldest first. Up to ${maxAtOnce} events in one transaction; more as a bulk job, with progress, which can be cancelled. Each event is sent by itself, also where it would be in a digest; with an ordering key it stands at the end of its line. CONFLICT when the integration is disabled or has a threshold; of a paused one the deliveries wait.`,
    args: {
      integrationId: t.arg.id({ required: true }),
      eventIds: t.arg.idList({
        description: `The events, by id or uid, at most ${maxAtOnce}. NOT_FOUND when one is not there.`,
      }),
      filter: t.arg({ type: EventFilter, description: 'Instead: all that it finds.' }),
      dryRun: t.arg.boolean({ description: 'Only count. Default: true.' }),
      again: t.arg.boolean({ description: 'Also where it has a delivery already. Default: false.' }),
      ratePerSec: t.arg.float({
        description: 'Events a second of a bulk job, 0.1 to 2,000. Default: as fast as it goes.',
      }),
    },
    resolve: (_root, args, { services, principal }) => {
      const integrationId = uuidOrNotFound(args.integrationId, 'integration');
      const search = args.filter ? eventSearch(args.filter) : undefined;
      const again = args.again ?? false;
      const ratePerSec = args.ratePerSec ?? undefined;
      if (ratePerSec !== undefined && !(ratePerSec >= 0.1 && ratePerSec <= 2_000))
        refuseIfAny([{ path: 'ratePerSec', message: 'must be 0.1 to 2,000' }]);
      const request = { integrationId, eventIds: args.eventIds?.map(storedText), search, again };
      return backfill(services.trials, { ...request, dryRun: args.dryRun ?? true }, (tx, total) =>
        addBulkJob(tx, {
          kind: 'backfill',
          filter: backfillFilter(integrationId, again, search ?? {}),
          ...{ total, ratePerSec, by: principal.name, action: 'backfill' },
        }),
      );
    },
  }),
);
