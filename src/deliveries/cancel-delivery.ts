// Ending deliveries before they have ended by themselves: what waits is not sent, what runs is over from this moment on,
// whatever its worker still learns. The worker's part is only to let go: a notification makes it break off the request.
import { type Failure, failure } from '../domain/failure-causes.ts';
import { Refusal } from '../domain/refusal.ts';
import { recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import { cancelPrefix, liveChannel, workChannel } from './channels.ts';

/** Ids in one notification, whose text may have 8,000 bytes. */
const idsAtOnce = 200;

// The status as text leaves the planner one way, by the primary key. A running attempt counts: it may have been processed. Its record, if one comes later, finds the delivery ended.
const statement = `
WITH open AS (
  SELECT id, status, updated_at FROM deliveries WHERE id = ANY($1::uuid[]) AND status::text IN ('pending', 'running')
  ORDER BY id FOR UPDATE
),
ended AS (
  UPDATE deliveries d SET status = 'failed', cause = $2, error = $3, next_attempt_at = NULL, updated_at = now(),
    finished_at = now(), waits_in_line = false, attempt_count = d.attempt_count + (CASE WHEN open.status = 'running' THEN 1 ELSE 0 END)
  FROM open WHERE d.id = ANY($1::uuid[]) AND d.id = open.id
  RETURNING d.id, d.attempt_count, open.status = 'running' AS was_running, open.updated_at AS begun_at
),
kept AS (
  INSERT INTO attempts (delivery_id, number, started_at, duration_ms, manual, cause, error)
  SELECT id, attempt_count, begun_at, least(extract(epoch FROM now() - begun_at) * 1000, 2000000000)::int, false, $2, $3
  FROM ended WHERE was_running
),
logged AS (
  INSERT INTO delivery_updates (delivery_id, status, attempt_count)
  SELECT id, 'failed', attempt_count FROM ended RETURNING 1
),
told AS (SELECT pg_notify('${liveChannel}', '') WHERE EXISTS (SELECT FROM logged))
SELECT id, was_running, (SELECT count(*) FROM told) FROM ended`;

/**
 * Ends those of the deliveries that wait or run as failed, in one statement, and raises no event.
 * @returns the ids of those.
 */
export async function endDeliveries(tx: Tx, ids: readonly string[], why: Failure): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ id: string; was_running: boolean }>(statement, [ids, why.cause, why.message]);
  const running = rows.filter((row) => row.was_running).map(({ id }) => id);
  for (let from = 0; from < running.length; from += idsAtOnce)
    await tx.query(`SELECT pg_notify('${workChannel}', $1)`, [
      cancelPrefix + running.slice(from, from + idsAtOnce).join(' '),
    ]);
  return rows.map(({ id }) => id);
}

/**
 * Ends a delivery that waits or runs: failed, `cancelled`. It can be retried by hand like any failed one.
 * @param integrationId when given, the delivery must be one of this live integration.
 * @throws Refusal NOT_FOUND; CONFLICT when it has ended.
 */
export async function cancelDelivery(database: Database, id: string, integrationId?: string): Promise<void> {
  await database.transaction(async (tx) => {
    const [row] = await tx.query<{
      status: string;
      integration_id: string;
      integration_name: string;
      deleted: boolean;
    }>(
      `SELECT d.status, d.integration_id, d.integration_name, i.deleted_at IS NOT NULL AS deleted
       FROM deliveries d JOIN integrations i ON i.id = d.integration_id WHERE d.id = $1 FOR UPDATE OF d`,
      [id],
    );
    const isElsewhere = row && integrationId !== undefined && (row.integration_id !== integrationId || row.deleted);
    if (!row || isElsewhere) throw new Refusal('NOT_FOUND', 'no such delivery');
    if ((await endDeliveries(tx, [id], failure('cancelled'))).length === 0)
      throw new Refusal('CONFLICT', `only a delivery that waits or runs can be cancelled: this one is ${row.status}`);
    await recordChange(tx, {
      action: 'cancelDelivery',
      object: { type: 'Delivery', id, name: row.integration_name },
      differences: [{ path: 'status', before: row.status, after: 'failed' }],
    });
  });
}
