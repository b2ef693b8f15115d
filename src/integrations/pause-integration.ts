// A paused integration still sees events, and its deliveries wait: nothing is lost, nothing is sent. Resuming sends
// what has waited.
import { differences, openState } from '../domain/difference.ts';
import { Refusal } from '../domain/refusal.ts';
import { nothingToRecord, recordChange } from '../infra/audit.ts';
import type { Tx } from '../infra/database.ts';
import type { IntegrationsTools } from './change-integrations.ts';
import { moveSetVersion } from './set-version.ts';

export interface ResumeTools extends IntegrationsTools {
  /** Queues the deliveries that have waited; gives their number. */
  readonly queueWaiting: (tx: Tx, integrationId: string) => Promise<number>;
}

/** Pausing what is paused keeps the first reason. @throws Refusal NOT_FOUND. */
export async function pauseIntegration(
  { database }: Pick<IntegrationsTools, 'database'>,
  id: string,
  reason: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<{ name: string; was_paused: boolean }>(
      `UPDATE integrations i SET paused_at = coalesce(i.paused_at, now()),
         paused_reason = coalesce(i.paused_reason, $3), set_version = $2, updated_at = now()
       FROM (SELECT id, paused_at FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE) old
       WHERE i.id = old.id RETURNING i.name, old.paused_at IS NOT NULL AS was_paused`,
      [id, setVersion, reason],
    );
    if (!row) throw new Refusal('NOT_FOUND', 'no such integration');
    if (row.was_paused) return nothingToRecord(tx);
    await recordChange(tx, {
      action: 'pauseIntegration',
      object: { type: 'Integration', id, name: row.name },
      differences: differences(openState({ paused: false }), openState({ paused: true, pausedReason: reason })),
    });
  });
}

/** @returns how many deliveries had waited. @throws Refusal NOT_FOUND; CONFLICT when it is not paused. */
export async function resumeIntegration(tools: ResumeTools, id: string): Promise<number> {
  return tools.database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<{ name: string; paused: boolean; paused_reason: string | null }>(
      `SELECT name, paused_at IS NOT NULL AS paused, paused_reason FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`,
      [id],
    );
    if (!row) throw new Refusal('NOT_FOUND', 'no such integration');
    if (!row.paused) throw new Refusal('CONFLICT', 'this integration is not paused');
    await tx.query(
      `UPDATE integrations SET paused_at = NULL, paused_reason = NULL, set_version = $2, updated_at = now()
       WHERE id = $1`,
      [id, setVersion],
    );
    const before = openState({ paused: true, pausedReason: row.paused_reason });
    await recordChange(tx, {
      action: 'resumeIntegration',
      object: { type: 'Integration', id, name: row.name },
      differences: differences(before, openState({ paused: false })),
    });
    return tools.queueWaiting(tx, id);
  });
}
