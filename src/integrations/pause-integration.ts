// A paused integration still sees events, and its deliveries wait: nothing is lost, nothing is sent. Resuming sends
// what has waited, at a rate if it is asked for, or drops it.
import { differences, openState } from '../domain/difference.ts';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';
import { nothingToRecord, recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import { type NoticeKind, raiseNotices } from '../infra/notices.ts';
import type { IntegrationsTools } from './change-integrations.ts';
import { moveSetVersion } from './set-version.ts';

export interface ResumeOrder {
  readonly integrationId: string;
  /** What becomes of what has waited: it is sent, or it ends failed without being sent. */
  readonly backlog: 'keep' | 'drop';
  /** Deliveries of it a second, 0.1 to 2,000; undefined: as fast as they go. */
  readonly ratePerSec: number | undefined;
  /** Who asks. */
  readonly by: string;
}

export interface ResumeTools extends IntegrationsTools {
  /** Does with what has waited as the order says; gives the number of deliveries. */
  readonly settleBacklog: (tx: Tx, order: ResumeOrder) => Promise<number>;
}

export interface PauseReason {
  readonly reason: string;
  /** Of the notice that tells of it. Default: none, since a person did it. */
  readonly kind?: NoticeKind | undefined;
}

/** Pausing what is paused keeps the first reason. @throws Refusal NOT_FOUND. */
export async function pauseIntegration(
  { database }: { readonly database: Database },
  id: string,
  { reason, kind }: PauseReason,
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
    if (kind) await raiseNotices(tx, [{ kind, integrationId: id, message: `The integration is paused: ${reason}` }]);
    await recordChange(tx, {
      action: 'pauseIntegration',
      object: { type: 'Integration', id, name: row.name },
      differences: differences(openState({ paused: false }), openState({ paused: true, pausedReason: reason })),
    });
  });
}

/**
 * Its targets get a new chance: what was counted against them is forgotten.
 * @returns how many deliveries had waited.
 * @throws Refusal NOT_FOUND; CONFLICT when it is not paused; BAD_USER_INPUT for a rate that cannot be.
 */
export async function resumeIntegration(tools: ResumeTools, order: ResumeOrder): Promise<number> {
  const { integrationId: id, backlog, ratePerSec } = order;
  if (ratePerSec !== undefined && !(ratePerSec >= 0.1 && ratePerSec <= 2_000))
    refuseIfAny([{ path: 'ratePerSec', message: 'must be 0.1 to 2,000' }]);
  if (ratePerSec !== undefined && backlog === 'drop')
    refuseIfAny([{ path: 'ratePerSec', message: 'has no meaning when the backlog is dropped' }]);
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
    const after = openState({ paused: false, ...(backlog === 'drop' && { backlog }) });
    await recordChange(tx, {
      action: 'resumeIntegration',
      object: { type: 'Integration', id, name: row.name },
      differences: differences(before, after),
    });
    await tx.query(
      `WITH locked AS (SELECT action_id FROM action_gates WHERE integration_id = $1 ORDER BY action_id FOR UPDATE)
       UPDATE action_gates SET breaker = 'closed', consecutive_failures = 0, failing_since = NULL, last_cause = NULL,
         last_error = NULL, opened_at = NULL, waits = 0, next_probe_at = NULL, probe_delivery_id = NULL, release_at = now()
       WHERE action_id IN (SELECT action_id FROM locked)`,
      [id],
    );
    return tools.settleBacklog(tx, order);
  });
}

/** The pause that nobody asked for: it never throws, since the attempts that led to it are recorded. */
export const createAutomaticPause =
  ({ database, log }: { readonly database: Database; readonly log: Log }) =>
  (id: string, why: PauseReason): Promise<void> =>
    pauseIntegration({ database }, id, why).then(
      () => log.warn({ integrationId: id, reason: why.reason }, 'integration paused'),
      (error: unknown) => log.warn({ error, integrationId: id }, 'integration could not be paused'),
    );
