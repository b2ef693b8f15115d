// Removes what ended long ago, batch by batch: deliveries with their attempts and runs, other runs, then the events that
// nothing refers to any more. Each kind is walked by its primary key, whose ids begin with their time, from the oldest
// on: what stays is passed once, and what is locked is left for the next walk.
import { firstIdAt } from '../domain/time-ids.ts';
import type { Tx } from './database.ts';

export interface PurgedRows {
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly runs: number;
}

export interface PurgeWanted {
  /** What ended more days ago goes; what is under way stays. */
  readonly olderThanDays: number;
  /** Rows of each kind, at most. */
  readonly batchSize: number;
}

/** One walk: removes the next batch in the caller's transaction, and nothing any more when the walk is over. */
export type PurgeWalk = (tx: Tx, wanted: PurgeWanted) => Promise<PurgedRows>;

const lowest = '00000000-0000-0000-0000-000000000000';
export const nothingPurged: PurgedRows = { events: 0, deliveries: 0, attempts: 0, runs: 0 };

// The next rows by id are found before it is asked which of them may go, and travel in arrays: so the planner has no way
// but the primary keys and the indexes, whatever it believes of the table.
const removeDeliveries = (next: string, isOld: string) => `
WITH next AS MATERIALIZED (SELECT id FROM deliveries WHERE ${next} ORDER BY id LIMIT $1),
old AS (
  SELECT id FROM deliveries WHERE id = ANY(ARRAY(SELECT id FROM next)) AND status IN ('success', 'failed') AND ${isOld}
  FOR UPDATE SKIP LOCKED
),
gone AS (DELETE FROM deliveries WHERE id = ANY(ARRAY(SELECT id FROM old)) RETURNING id),
tries AS (DELETE FROM attempts WHERE delivery_id = ANY(ARRAY(SELECT id FROM gone)) RETURNING 1),
their_runs AS (DELETE FROM task_runs WHERE delivery_id = ANY(ARRAY(SELECT id FROM gone)) RETURNING 1)
SELECT (SELECT count(*)::int FROM gone) AS deliveries, (SELECT count(*)::int FROM tries) AS attempts,
  (SELECT count(*)::int FROM their_runs) AS runs, (SELECT id FROM next ORDER BY id DESC LIMIT 1) AS last`;

const removeOldDeliveries = removeDeliveries('id > $2 AND id < $3', 'finished_at < $4');
const removeSurplusDeliveries = removeDeliveries('integration_id = $4 AND id > $2 AND id <= $3', 'true');

/** Runs for deliveries go with these. */
const removeOldRuns = `
WITH next AS MATERIALIZED (SELECT id FROM task_runs WHERE id > $2 AND id < $3 ORDER BY id LIMIT $1),
old AS (
  SELECT id FROM task_runs r WHERE id = ANY(ARRAY(SELECT id FROM next)) AND status IN ('success', 'error')
    AND finished_at < $4 AND (SELECT 1 FROM deliveries d WHERE d.id = r.delivery_id) IS NULL
  FOR UPDATE SKIP LOCKED
),
gone AS (DELETE FROM task_runs WHERE id = ANY(ARRAY(SELECT id FROM old)) RETURNING 1)
SELECT (SELECT count(*)::int FROM gone) AS runs, (SELECT id FROM next ORDER BY id DESC LIMIT 1) AS last`;

/** Once none of its deliveries is left. */
const removeOldDigests = `
WITH next AS MATERIALIZED (SELECT id FROM digests WHERE id > $2 AND id < $3 ORDER BY id LIMIT $1),
gone AS (
  DELETE FROM digests g WHERE id = ANY(ARRAY(SELECT id FROM next)) AND due_at < $4
    AND NOT EXISTS (SELECT FROM deliveries d WHERE d.id = ANY(g.delivery_ids))
  RETURNING id
),
their_events AS (DELETE FROM digest_events WHERE digest_id = ANY(ARRAY(SELECT id FROM gone)))
SELECT (SELECT id FROM next ORDER BY id DESC LIMIT 1) AS last`;

/** Nothing refers to the event e. */
const isUnused = `(SELECT 1 FROM deliveries d WHERE d.event_uid = e.uid LIMIT 1) IS NULL
    AND (SELECT 1 FROM task_runs r WHERE r.event_uid = e.uid LIMIT 1) IS NULL
    AND (SELECT 1 FROM digest_events g WHERE g.event_uid = e.uid LIMIT 1) IS NULL`;

const lockOldEvents = `
WITH next AS MATERIALIZED (SELECT uid FROM events WHERE uid > $2 AND uid < $3 ORDER BY uid LIMIT $1),
old AS (
  SELECT uid FROM events e WHERE uid = ANY(ARRAY(SELECT uid FROM next)) AND received_at < $4 AND ${isUnused}
  FOR UPDATE SKIP LOCKED
)
SELECT ARRAY(SELECT uid FROM old) AS old, (SELECT uid FROM next ORDER BY uid DESC LIMIT 1) AS last`;

// Asked again behind the lock: who makes a new delivery of an old event holds a lock on the event, too.
const removeEvents = `DELETE FROM events e WHERE uid = ANY($1::uuid[]) AND ${isUnused} RETURNING 1`;

type Batch = Partial<PurgedRows> & { readonly last?: string | null };
type Step = (tx: Tx, size: number, after: string, border: Date) => Promise<Batch | undefined>;

const byStatement =
  (statement: string): Step =>
  async (tx, size, after, border) =>
    (await tx.query<Batch>(statement, [size, after, firstIdAt(border), border]))[0];

const removeOldEvents: Step = async (tx, size, after, border) => {
  const [found] = await tx.query<{ old: string[]; last: string | null }>(lockOldEvents, [
    size,
    after,
    firstIdAt(border),
    border,
  ]);
  const gone = found && found.old.length > 0 ? await tx.query(removeEvents, [found.old]) : [];
  return { events: gone.length, last: found?.last ?? null };
};

/** Events come last: by then nothing old refers to them. */
const steps: readonly Step[] = [
  byStatement(removeOldDeliveries),
  byStatement(removeOldRuns),
  byStatement(removeOldDigests),
  removeOldEvents,
];

export function createPurgeWalk(): PurgeWalk {
  let at = 0;
  let after = lowest;
  return async (tx, { olderThanDays, batchSize }) => {
    const border = new Date(Date.now() - olderThanDays * 86_400_000);
    for (let step = steps[at]; step; step = steps[at]) {
      const { last = null, ...removed } = (await step(tx, batchSize, after, border)) ?? {};
      if (last === null) at += 1;
      after = last ?? lowest;
      if (isSome(removed)) return { ...nothingPurged, ...removed };
    }
    return nothingPurged;
  };
}

const isSome = (removed: Partial<PurgedRows>) => Object.values(removed).some((count) => count > 0);

/** The newest delivery that is too many, of each integration that has more than `keep`. */
const surplus = `
SELECT integration, last FROM (
  SELECT i.id AS integration,
    (SELECT d.id FROM deliveries d WHERE d.integration_id = i.id ORDER BY d.id DESC OFFSET $1 LIMIT 1) AS last
  FROM integrations i) found
WHERE last IS NOT NULL`;

/** One walk over the ended deliveries that each integration has beyond its newest `keep`. */
export function createSurplusWalk(keep: number): (tx: Tx, batchSize: number) => Promise<PurgedRows> {
  let left: { integration: string; last: string }[] | undefined;
  let after = lowest;
  return async (tx, batchSize) => {
    left ??= await tx.query(surplus, [keep]);
    for (let first = left[0]; first; first = left[0]) {
      const given = [batchSize, after, first.last, first.integration];
      const { last = null, ...removed } = (await tx.query<Batch>(removeSurplusDeliveries, given))[0] ?? {};
      if (last === null) left.shift();
      after = last ?? lowest;
      if (isSome(removed)) return { ...nothingPurged, ...removed };
    }
    return nothingPurged;
  };
}
