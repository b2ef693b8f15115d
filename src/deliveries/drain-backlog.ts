// Sending what waited while an integration was paused at a rate of its own: a bulk job that begins with its resume.
import type { BulkKind } from '../infra/bulk-kind.ts';
import type { Tx } from '../infra/database.ts';
import type { Queue } from '../infra/queue.ts';
import { tellOfGates, workChannel } from './channels.ts';
import { dropBacklog, keepForDrain, queueWaitingDeliveries } from './retry-delivery.ts';

/** What becomes of the backlog of an integration that is resumed. */
export interface BacklogOrder {
  readonly integrationId: string;
  readonly backlog: 'keep' | 'drop';
  /** Deliveries a second; undefined: as fast as they go. */
  readonly ratePerSec: number | undefined;
  /** Who asked. */
  readonly by: string;
}

export interface BacklogTools {
  readonly queue: Queue;
  readonly addBulkJob: (
    tx: Tx,
    job: { kind: string; filter: object; total: number; ratePerSec: number; by: string; action: string },
  ) => Promise<string>;
}

const kind = 'drain';

/** In the transaction that resumes it. Gives the number of deliveries that had waited. */
export async function settleBacklog(tools: BacklogTools, tx: Tx, order: BacklogOrder): Promise<number> {
  const { integrationId, ratePerSec, by } = order;
  await tellOfGates(tx);
  if (order.backlog === 'drop') return dropBacklog(tx, integrationId);
  if (ratePerSec === undefined) return queueWaitingDeliveries(tools.queue, tx, integrationId);
  const total = await keepForDrain(tx, integrationId);
  const job = { kind, filter: { integrationId }, total, ratePerSec, by, action: 'resumeIntegration' };
  if (total > 0) await tools.addBulkJob(tx, job);
  return total;
}

const isNewest = async (tx: Tx, id: string, integrationId: string) => {
  const later = await tx.query(
    `SELECT FROM bulk_jobs WHERE kind = '${kind}' AND filter->>'integrationId' = $2 AND id > $1 LIMIT 1`,
    [id, integrationId],
  );
  return later.length === 0;
};

/** Oldest first. Ends when the integration is paused again: what is left then waits for its next resume. */
export const drainKind = (queue: Queue): BulkKind => ({
  kind,
  step: async (tx, { id, filter }, size) => {
    const { integrationId } = filter as { integrationId: string };
    if (!(await isNewest(tx, id, integrationId))) return { cursor: null, done: 0, ended: true };
    const rows = await tx.query<{ id: string; attempt_count: number; manual: boolean }>(
      `UPDATE deliveries SET next_attempt_at = now(), updated_at = now(), held_by = NULL
       WHERE status = 'pending' AND id = ANY(ARRAY(
         SELECT d.id FROM deliveries d JOIN integrations i ON i.id = d.integration_id AND i.paused_at IS NULL
         WHERE d.integration_id = $1 AND d.status = 'pending' AND d.held_by = 'drain'
         ORDER BY d.id LIMIT $2 FOR UPDATE OF d SKIP LOCKED))
       RETURNING id, attempt_count, held_manual AS manual`,
      [integrationId, size],
    );
    await queue.add(
      tx,
      rows.map((row) => ({ deliveryId: row.id, number: row.attempt_count + 1, manual: row.manual, integrationId })),
    );
    await tx.query(`SELECT pg_notify('${workChannel}', '')`);
    return { cursor: null, done: rows.length, ended: rows.length === 0 };
  },
});
