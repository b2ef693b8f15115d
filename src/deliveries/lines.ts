// Lines: the deliveries of one action for one subject, of an integration with an ordering key. Only the first of a line
// has a job; when it is over, the next one gets one. Whoever adds to a line or ends its first delivery holds the line's
// lock until its commit, so that the one always sees what the other did.
import { createHash } from 'node:crypto';
import type { IdentityEvent } from '../domain/event.ts';
import { lookUpField } from '../domain/event.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Queue } from '../infra/queue.ts';
import type { Statement } from '../infra/road.ts';

export interface Line {
  readonly integrationId: string;
  readonly actionId: string;
  /** The subject: see orderingValue. */
  readonly key: string;
}

/** The value of an ordering key in an event. Undefined when it has none: then the delivery stands in no line. */
export function orderingValue(field: string | null, event: IdentityEvent): string | undefined {
  if (field === null) return undefined;
  const value = lookUpField(event, field);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  // Short enough for an index.
  return text.length <= 200 ? text : createHash('sha256').update(text).digest('hex');
}

const columns = (lines: readonly Line[]) => [
  lines.map(({ integrationId }) => integrationId),
  lines.map(({ actionId }) => actionId),
  lines.map(({ key }) => key),
];

/** To run before deliveries are added to the lines. Always in one order, so that two transactions cannot lock each other out. */
export const lockLines = (lines: readonly Line[]): Statement => ({
  text: `SELECT pg_advisory_xact_lock(lock) FROM (
    SELECT DISTINCT hashtextextended(concat_ws(' ', i, a, k), 0) AS lock
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS line(i, a, k) ORDER BY lock) locks`,
  params: columns(lines),
});

/** Gives a job to the first delivery of each line that waits for its turn. @returns how many. */
export async function moveLinesOn(queue: Queue, tx: Tx, lines: readonly Line[]): Promise<number> {
  if (lines.length === 0) return 0;
  const lock = lockLines(lines);
  await tx.query(lock.text, lock.params);
  const rows = await tx.query<{ id: string; integration_id: string; attempt_count: number }>(
    `WITH given AS (SELECT DISTINCT i, a, k FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS line(i, a, k)),
     heads AS (
       SELECT head.id FROM given CROSS JOIN LATERAL (
         SELECT id, waits_in_line FROM deliveries
         WHERE integration_id = i AND action_id = a AND ordering_key = k AND status IN ('pending', 'running')
         ORDER BY line_position LIMIT 1) head
       WHERE head.waits_in_line
     )
     UPDATE deliveries d SET waits_in_line = false, next_attempt_at = now(), updated_at = now()
     FROM heads WHERE d.id = heads.id RETURNING d.id, d.integration_id, d.attempt_count`,
    columns(lines),
  );
  await queue.add(
    tx,
    rows.map((row) => ({
      deliveryId: row.id,
      number: row.attempt_count + 1,
      manual: false,
      integrationId: row.integration_id,
    })),
  );
  return rows.length;
}

/**
 * Moves on the lines whose first delivery was ended otherwise than by an attempt: cancelled, erased, or removed.
 * @returns how many deliveries were queued.
 */
export async function moveStuckLinesOn({ database, queue }: { database: Database; queue: Queue }): Promise<number> {
  const stuck = await database.query<{ integration_id: string; action_id: string; ordering_key: string }>(
    `SELECT d.integration_id, d.action_id, d.ordering_key FROM deliveries d
     WHERE d.waits_in_line AND d.status = 'pending' AND NOT EXISTS (
       SELECT FROM deliveries f WHERE f.integration_id = d.integration_id AND f.action_id = d.action_id
         AND f.ordering_key = d.ordering_key AND f.status IN ('pending', 'running') AND f.line_position < d.line_position)
     LIMIT 200`,
  );
  const lines = stuck.map((row) => ({
    integrationId: row.integration_id,
    actionId: row.action_id,
    key: row.ordering_key,
  }));
  return lines.length === 0 ? 0 : database.transaction((tx) => moveLinesOn(queue, tx, lines));
}
