// Erasing a person's data.
import { addBulkJob } from '../history/bulk-jobs.ts';
import { checkSubject, withoutSubject } from '../history/erase-subject.ts';
import { builder } from './builder.ts';
import { BulkJob } from './bulk-job.ts';
import { storedText } from './keyset-page.ts';

builder.mutationField('eraseSubject', (t) =>
  t.prismaField({
    type: BulkJob,
    description:
      'Takes a person’s data out of events, deliveries, attempts, and inputs and outputs of runs, and leaves `[erased]` and the fact that something happened. What waits to be sent of their events is cancelled. The job’s `result` says how much of each.',
    args: {
      userId: t.arg.string({ description: 'As the identity provider writes it. Give both where both are known.' }),
      userEmail: t.arg.string({ description: 'In any case.' }),
      dryRun: t.arg.boolean({ description: 'Only count. Default: false.' }),
    },
    resolve: async (query, _root, args, { services, principal }) => {
      const subject = {
        ...(args.userId != null && { userId: storedText(args.userId) }),
        ...(args.userEmail != null && { userEmail: storedText(args.userEmail.trim()) }),
      };
      checkSubject(subject);
      const filter = { ...subject, dryRun: args.dryRun ?? false };
      const id = await services.database.transaction((tx) =>
        addBulkJob(tx, {
          ...{ kind: 'erase', filter, by: principal.name, action: 'eraseSubject' },
          recordedFilter: withoutSubject(filter),
        }),
      );
      return services.database.prisma.bulkJob.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
