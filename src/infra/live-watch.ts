// Switches the log of delivery updates on while somebody watches on any node, and for as long after as a subscriber can
// come back with its cursor.
import type { Database } from './database.ts';

/** Longer than the log is kept, so that whoever comes back in time finds it without a gap. */
const watchedSecs = 4_800;
const renewAfterMs = 600_000;

export interface LiveWatch {
  /** Call before a subscriber joins and now and then while there are some. True when it had been off until now. */
  keepOn(): Promise<boolean>;
  /** Whether the log has had no gap since the transactions that this snapshot sees. */
  reachesBackTo(snapshot: string): Promise<boolean>;
}

export function createLiveWatch(database: Database): LiveWatch {
  let renewAt = 0;
  return {
    keepOn: async () => {
      if (Date.now() < renewAt) return false;
      const renewed = await database.query(
        `UPDATE live_watch SET watched_until = now() + interval '${watchedSecs} seconds' WHERE watched_until > now()
         RETURNING id`,
      );
      const wasOff = renewed.length === 0;
      if (wasOff) await switchOn(database);
      renewAt = Date.now() + renewAfterMs;
      return wasOff;
    },
    reachesBackTo: async (snapshot) => {
      const [row] = await database.query<{ whole: boolean | null }>(
        'SELECT pg_visible_in_snapshot(since, $1::pg_snapshot) AS whole FROM live_watch',
        [snapshot],
      );
      return row?.whole === true;
    },
  };
}

/** Waits for transactions that have begun without logging; those that come later wait for this one, and log. */
async function switchOn(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('LOCK TABLE delivery_updates IN SHARE MODE');
    await tx.query(
      `UPDATE live_watch SET watched_until = now() + interval '${watchedSecs} seconds',
         since = CASE WHEN watched_until > now() THEN since ELSE pg_current_xact_id() END`,
    );
  });
}
