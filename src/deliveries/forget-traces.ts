// Removes what is only needed for a while: the log of live updates, the ids seen for de-duplication, and what thresholds
// have counted. In small batches, so that nobody waits for it; on several nodes at once it does no harm. Also files the
// words of new events.
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';

/** How long a subscriber can come back with its cursor, in seconds. */
export const keepUpdatesSecs = 3_600;
const batch = 5_000;
const everyMs = 60_000;

const statements = [
  // Rows are numbered in about the order of their time: the oldest are found at the low end of the index.
  `DELETE FROM delivery_updates WHERE seq IN (
     SELECT seq FROM (SELECT seq, at FROM delivery_updates ORDER BY seq LIMIT ${batch}) oldest
     WHERE at < now() - interval '${keepUpdatesSecs} seconds') RETURNING 1`,
  `DELETE FROM received_event_ids WHERE id IN (
     SELECT id FROM received_event_ids WHERE kept_until < now() ORDER BY kept_until LIMIT ${batch}) RETURNING 1`,
  // What is being counted at this moment is left alone, and so waits for nobody.
  `DELETE FROM threshold_counts WHERE (integration_id, key) IN (
     SELECT integration_id, key FROM threshold_counts WHERE expires_at < now() ORDER BY expires_at LIMIT ${batch}
     FOR UPDATE SKIP LOCKED) RETURNING 1`,
];

export function startForgetting({ database, log }: { database: Database; log: Log }): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  let stopped = false;
  const timer = setInterval(() => {
    running ??= forgetTraces(database, () => stopped)
      .catch((error: unknown) => log.warn({ error }, 'old traces could not be removed'))
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** One pass. */
export async function forgetTraces(database: Database, isStopped = () => false): Promise<void> {
  for (const statement of statements) {
    for (let removed = batch; removed === batch && !isStopped(); ) removed = (await database.query(statement)).length;
  }
  // Intake appends the words of events to a list that each search has to read through; this empties it into the index.
  if (!isStopped()) await database.query(`SELECT gin_clean_pending_list('events_words_idx')`);
}
