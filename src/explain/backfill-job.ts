// Sending for very many past events: a kind of bulk job. Each step takes the next of the events that were there when it
// was asked for, oldest first, and does with them what a backfill does at once.
import { Refusal } from '../domain/refusal.ts';
import { firstIdAt } from '../domain/time-ids.ts';
import type { BulkKind } from '../infra/bulk-kind.ts';
import { type BackfillCounts, type BackfillTools, backfillBatch } from './backfill.ts';
import { type EventSearch, findEvents } from './find-events.ts';

/** As it is kept with the job: the search under its own names, its times as in RFC 3339. */
export interface BackfillFilter extends Omit<EventSearch, 'receivedAfter' | 'receivedBefore'> {
  readonly integrationId: string;
  readonly again: boolean;
  readonly receivedAfter?: string | undefined;
  readonly receivedBefore?: string | undefined;
}

/** What its `result` says. */
interface BackfillResult extends BackfillCounts {
  /** Why it ended before its end, such as an integration that was disabled. */
  readonly stopped?: string;
}

export const backfillFilter = (integrationId: string, again: boolean, search: EventSearch): BackfillFilter => ({
  integrationId,
  again,
  ...search,
  receivedAfter: search.receivedAfter?.toISOString(),
  receivedBefore: search.receivedBefore?.toISOString(),
});

const time = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

export const backfillKind = (tools: Pick<BackfillTools, 'integrationAt' | 'addDeliveries'>): BulkKind => ({
  kind: 'backfill',
  step: async (tx, job, size) => {
    const { integrationId, again, receivedAfter, receivedBefore, ...search } = job.filter as BackfillFilter;
    const after = (job.cursor ?? undefined) as string | undefined;
    const before = firstIdAt(new Date(job.created_at.getTime() + 1));
    const sought = { ...search, receivedAfter: time(receivedAfter), receivedBefore: time(receivedBefore) };
    const uids = await findEvents(tx, sought, { order: 'asc', take: size, after, before });
    const sum = (job.result ?? { notMatching: 0, alreadyDelivered: 0, events: 0, deliveries: 0 }) as BackfillResult;
    try {
      const counts = await backfillBatch(tools, tx, { integrationId, again, dryRun: false }, uids);
      return {
        cursor: uids.at(-1) ?? after ?? null,
        done: counts.events,
        skipped: uids.length - counts.events,
        result: {
          notMatching: sum.notMatching + counts.notMatching,
          alreadyDelivered: sum.alreadyDelivered + counts.alreadyDelivered,
          events: sum.events + counts.events,
          deliveries: sum.deliveries + counts.deliveries,
        },
        ended: uids.length < size,
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { cursor: null, done: 0, result: { ...sum, stopped: error.message }, ended: true };
    }
  },
});
