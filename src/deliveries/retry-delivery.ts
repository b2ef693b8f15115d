// What people do to deliveries: try a failed one again, and end the waiting ones of an integration that is deleted.
import { canBeRetried, type DeliveryStatus } from '../domain/delivery-rules.ts';
import { type Failure, failure } from '../domain/failure-causes.ts';
import { Refusal } from '../domain/refusal.ts';
import { recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Queue } from '../infra/queue.ts';
import { liveChannel, workChannel } from './channels.ts';
import { attemptToRepeat } from './repeat-request.ts';

export interface RetryTools {
  readonly database: Database;
  readonly queue: Queue;
}

export interface FailedDelivery {
  readonly id: string;
  readonly attempt_count: number;
  readonly integration_id: string;
}

export interface RetryOptions {
  /** When given, the delivery must be one of this live integration. */
  readonly integrationId?: string | undefined;
  /** What the last attempt sent is sent again as it was. Default: what the settings as they are now make of the event. */
  readonly asBefore?: boolean | undefined;
}

/**
 * Makes a failed delivery pending again: same id, next attempt number, due now.
 * @throws Refusal NOT_FOUND; CONFLICT when it is not failed, its integration is deleted or paused,
 * its event's data has been erased, or what it sent cannot be sent again as it was.
 */
export async function retryDelivery(
  { database, queue }: RetryTools,
  id: string,
  { integrationId, asBefore = false }: RetryOptions = {},
): Promise<void> {
  await database.transaction(async (tx) => {
    const [row] = await tx.query<
      FailedDelivery & {
        status: DeliveryStatus;
        integration_name: string;
        deleted: boolean;
        paused: boolean;
        erased: boolean;
      }
    >(
      `SELECT d.id, d.status, d.attempt_count, d.integration_id, d.integration_name, i.deleted_at IS NOT NULL AS deleted,
         i.paused_at IS NOT NULL AS paused, EXISTS (
           SELECT FROM events e WHERE e.uid = d.event_uid AND e.erased_at IS NOT NULL) AS erased
       FROM deliveries d JOIN integrations i ON i.id = d.integration_id WHERE d.id = $1 FOR UPDATE OF d`,
      [id],
    );
    const isElsewhere = row && integrationId !== undefined && (row.integration_id !== integrationId || row.deleted);
    if (!row || isElsewhere) throw new Refusal('NOT_FOUND', 'no such delivery');
    if (!canBeRetried(row.status))
      throw new Refusal('CONFLICT', `only a failed delivery can be retried: this one is ${row.status}`);
    if (row.deleted) throw new Refusal('CONFLICT', 'the integration of this delivery has been deleted');
    if (row.paused) throw new Refusal('CONFLICT', 'the integration of this delivery is paused: resume it first');
    if (row.erased) throw new Refusal('CONFLICT', 'the data of the event has been erased: there is nothing to send');
    const repeats = asBefore ? await attemptToRepeat(tx, id) : undefined;
    await queueAgain(queue, tx, [row], { repeats });
    await recordChange(tx, {
      action: 'retryDelivery',
      object: { type: 'Delivery', id, name: row.integration_name },
      differences: [
        { path: 'status', before: row.status, after: 'pending' },
        ...(asBefore ? [{ path: 'asBefore', before: null, after: true }] : []),
      ],
    });
  });
}

/**
 * Makes failed deliveries, whose rows the caller has locked, pending again: next attempt number, due now.
 * @param options.bulk nobody asked for this one in particular: it is no probe before its time.
 * @param options.repeats the attempt whose request is sent again as it was.
 */
export async function queueAgain(
  queue: Queue,
  tx: Tx,
  rows: readonly FailedDelivery[],
  { bulk, repeats }: { readonly bulk?: true; readonly repeats?: number | undefined } = {},
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `WITH again AS (
       UPDATE deliveries SET status = 'pending', next_attempt_at = now(), finished_at = NULL, updated_at = now(), held_by = NULL,
         max_attempts = greatest(max_attempts, attempt_count + 1), repeats_attempt = $2
       WHERE id = ANY($1::uuid[]) RETURNING id, attempt_count
     )
     INSERT INTO delivery_updates (delivery_id, status, attempt_count) SELECT id, 'pending', attempt_count FROM again`,
    [rows.map(({ id }) => id), repeats ?? null],
  );
  await queue.add(
    tx,
    rows.map((row) => ({
      deliveryId: row.id,
      number: row.attempt_count + 1,
      manual: true,
      bulk,
      integrationId: row.integration_id,
    })),
  );
  await tx.query(`SELECT pg_notify('${workChannel}', ''), pg_notify('${liveChannel}', '')`);
}

/** For the resume of an integration: what is held at a gate has its own way out, what stands in a line waits for it. */
const hasWaited = `status = 'pending' AND next_attempt_at IS NULL AND NOT waits_in_line
  AND coalesce(held_by, 'paused') IN ('paused', 'drain')`;

/** Marks them instead, for a bulk job that queues them one after the other: see drain-backlog.ts. Gives their number. */
export async function keepForDrain(tx: Tx, integrationId: string): Promise<number> {
  const rows = await tx.query(
    `UPDATE deliveries SET held_by = 'drain', updated_at = now() WHERE integration_id = $1 AND ${hasWaited} RETURNING id`,
    [integrationId],
  );
  return rows.length;
}

/** Queues the deliveries that waited while their integration was paused, as it is resumed. Gives their number. */
export async function queueWaitingDeliveries(queue: Queue, tx: Tx, integrationId: string): Promise<number> {
  const rows = await tx.query<{ id: string; attempt_count: number; manual: boolean }>(
    `UPDATE deliveries SET next_attempt_at = now(), updated_at = now(), held_by = NULL
     WHERE integration_id = $1 AND ${hasWaited} RETURNING id, attempt_count, held_manual AS manual`,
    [integrationId],
  );
  const jobs = rows.map((row) => ({
    deliveryId: row.id,
    number: row.attempt_count + 1,
    manual: row.manual,
    integrationId,
  }));
  await queue.add(tx, jobs);
  await tx.query(`SELECT pg_notify('${workChannel}', '')`);
  return rows.length;
}

/** Ends what was waiting: failed, 'integration deleted'. Raises no event; jobs find nothing left to do. */
export const endDeliveriesOfDeleted = (tx: Tx, integrationId: string): Promise<number> =>
  endWaiting(tx, integrationId, failure('integration_deleted'));

/** Ends all that waits, due or not, as its integration is resumed without it. Gives their number. */
export const dropBacklog = (tx: Tx, integrationId: string): Promise<number> =>
  endWaiting(tx, integrationId, failure('backlog_dropped'));

async function endWaiting(tx: Tx, integrationId: string, { cause, message }: Failure): Promise<number> {
  const [row] = await tx.query<{ ended: number }>(
    `WITH ended AS (
       UPDATE deliveries SET status = 'failed', cause = $2, error = $3, next_attempt_at = NULL, updated_at = now(),
         finished_at = now(), waits_in_line = false
       WHERE integration_id = $1 AND status = 'pending' RETURNING id, attempt_count
     ), logged AS (
       INSERT INTO delivery_updates (delivery_id, status, attempt_count)
       SELECT id, 'failed', attempt_count FROM ended RETURNING 1
     ), told AS (SELECT pg_notify('${liveChannel}', '') WHERE EXISTS (SELECT FROM logged))
     SELECT (SELECT count(*)::int FROM ended) AS ended, (SELECT count(*) FROM told)`,
    [integrationId, cause, message],
  );
  return row?.ended ?? 0;
}
