// Removes one batch of what ended long ago: runs, deliveries with their attempts, and events without deliveries.
import type { Database } from './database.ts';

export interface PurgedRows {
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly runs: number;
}

/** @param wanted what ended more days ago goes; rows of each kind at most. */
export async function purgeHistory(
  database: Database,
  wanted: { readonly olderThanDays: number; readonly batchSize: number },
): Promise<PurgedRows> {
  const [row] = await database.query<Record<keyof PurgedRows, number>>(
    `WITH border AS (SELECT now() - make_interval(days => $1) AS at),
     old_runs AS (
       DELETE FROM task_runs WHERE id IN (
         SELECT id FROM task_runs, border WHERE finished_at < border.at AND status IN ('success', 'error') LIMIT $2)
       RETURNING 1
     ),
     old_deliveries AS (
       DELETE FROM deliveries WHERE id IN (
         SELECT id FROM deliveries, border WHERE finished_at < border.at AND status IN ('success', 'failed') LIMIT $2)
       RETURNING id
     ),
     old_attempts AS (DELETE FROM attempts WHERE delivery_id IN (SELECT id FROM old_deliveries) RETURNING 1),
     old_events AS (
       DELETE FROM events WHERE uid IN (
         SELECT uid FROM events e, border WHERE e.received_at < border.at
           AND NOT EXISTS (SELECT FROM deliveries d WHERE d.event_uid = e.uid)
           AND NOT EXISTS (SELECT FROM task_runs r WHERE r.event_uid = e.uid) LIMIT $2)
       RETURNING 1
     )
     SELECT (SELECT count(*)::int FROM old_events) AS events, (SELECT count(*)::int FROM old_deliveries) AS deliveries,
       (SELECT count(*)::int FROM old_attempts) AS attempts, (SELECT count(*)::int FROM old_runs) AS runs`,
    [wanted.olderThanDays, wanted.batchSize],
  );
  return row ?? { events: 0, deliveries: 0, attempts: 0, runs: 0 };
}
