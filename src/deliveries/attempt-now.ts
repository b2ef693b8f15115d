// What waits for the time of its next attempt, attempted at once: the same attempt, earlier. Its job is moved, not doubled.
import { Refusal } from '../domain/refusal.ts';
import { recordChange } from '../infra/audit.ts';
import { liveChannel, workChannel } from './channels.ts';
import type { RetryTools } from './retry-delivery.ts';

interface Row {
  readonly status: string;
  readonly attempt_count: number;
  readonly next_attempt_at: Date | null;
  readonly integration_id: string;
  readonly integration_name: string;
  readonly deleted: boolean;
}

export interface WantedAttempt {
  /** When given, the delivery must be one of this live integration. */
  readonly integrationId?: string | undefined;
  /** When given, the next attempt must have this number: who asks twice does not bring the one after it forward, too. */
  readonly attempt?: number | undefined;
}

/**
 * Makes the next attempt of a waiting delivery due now. It counts as the one that it is: those after it stay.
 * @throws Refusal NOT_FOUND; CONFLICT unless it waits for nothing but the time of that attempt.
 */
export async function attemptDeliveryNow(
  { database, queue }: RetryTools,
  id: string,
  { integrationId, attempt }: WantedAttempt = {},
): Promise<void> {
  await database.transaction(async (tx) => {
    const [row] = await tx.query<Row>(
      `SELECT d.status, d.attempt_count, d.next_attempt_at, d.integration_id, d.integration_name,
         i.deleted_at IS NOT NULL AS deleted
       FROM deliveries d JOIN integrations i ON i.id = d.integration_id WHERE d.id = $1 FOR UPDATE OF d`,
      [id],
    );
    const isElsewhere = row && integrationId !== undefined && (row.integration_id !== integrationId || row.deleted);
    if (!row || isElsewhere) throw new Refusal('NOT_FOUND', 'no such delivery');
    const { status, next_attempt_at: before } = row;
    if (status !== 'pending')
      throw new Refusal('CONFLICT', `only a delivery that waits can be attempted now: this one is ${status}`);
    const next = row.attempt_count + 1;
    if (attempt !== undefined && attempt !== next)
      throw new Refusal('CONFLICT', `its next attempt is number ${next}, not ${attempt}`);
    if (!before) throw new Refusal('CONFLICT', 'it waits for something else than its time: see waitsFor');
    const moved = await queue.bringForward(tx, { deliveryId: id, number: next, notBefore: before });
    if (!moved) throw new Refusal('CONFLICT', 'its attempt is about to begin');
    await tx.query(
      `WITH due AS (
         UPDATE deliveries SET next_attempt_at = now(), updated_at = now() WHERE id = $1 RETURNING id, attempt_count
       )
       INSERT INTO delivery_updates (delivery_id, status, attempt_count) SELECT id, 'pending', attempt_count FROM due`,
      [id],
    );
    await recordChange(tx, {
      action: 'attemptDeliveryNow',
      object: { type: 'Delivery', id, name: row.integration_name },
      differences: [{ path: 'nextAttemptAt', before: before.toISOString(), after: null }],
    });
    await tx.query(`SELECT pg_notify('${workChannel}', ''), pg_notify('${liveChannel}', '')`);
  });
}
