// A paused integration still sees events, and its deliveries wait: nothing is lost, nothing is sent. Resuming sends
// what has waited.
import { Refusal } from '../domain/refusal.ts';
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
    const rows = await tx.query(
      `UPDATE integrations SET paused_at = coalesce(paused_at, now()), paused_reason = coalesce(paused_reason, $3),
         set_version = $2, updated_at = now() WHERE id = $1 AND deleted_at IS NULL RETURNING id`,
      [id, setVersion, reason],
    );
    if (rows.length === 0) throw new Refusal('NOT_FOUND', 'no such integration');
  });
}

/** @returns how many deliveries had waited. @throws Refusal NOT_FOUND; CONFLICT when it is not paused. */
export async function resumeIntegration(tools: ResumeTools, id: string): Promise<number> {
  return tools.database.transaction(async (tx) => {
    const setVersion = await moveSetVersion(tx);
    const [row] = await tx.query<{ paused: boolean }>(
      `SELECT paused_at IS NOT NULL AS paused FROM integrations WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`,
      [id],
    );
    if (!row) throw new Refusal('NOT_FOUND', 'no such integration');
    if (!row.paused) throw new Refusal('CONFLICT', 'this integration is not paused');
    await tx.query(
      `UPDATE integrations SET paused_at = NULL, paused_reason = NULL, set_version = $2, updated_at = now()
       WHERE id = $1`,
      [id, setVersion],
    );
    return tools.queueWaiting(tx, id);
  });
}
