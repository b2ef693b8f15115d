// Looks after those that wait at a gate: when a probe is due, when the rate allows more, when a slot is free, or when
// nothing keeps them back any more, the oldest get a job again. That decides nothing: a job that was given too early is
// held again by admit-deliveries.ts.
import { type Breaker, closedBreaker, withoutProbe } from '../domain/breaker.ts';
import { allowed } from '../domain/pace.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Queue } from '../infra/queue.ts';
import { countRunning, fromGateRow, type Gate, type GateRow, type GateSettings, saveGates } from './action-gates.ts';
import { backstopMs, leastReleaseMs } from './admit-deliveries.ts';

export interface ReleaseTools {
  readonly database: Database;
  readonly queue: Queue;
  readonly gates: GateSettings;
}

/** Jobs that one step gives at most, per action. */
const batch = 500;

interface Step {
  readonly gate: Gate;
  /** How many may go. */
  readonly quota: number;
  /** When more may, if some are left. */
  readonly nextInMs: number;
}

/**
 * One look at the gates whose time has come, and at those of the given actions.
 * @returns how many deliveries got a job, and when the next look is due; undefined: nothing waits at these gates.
 */
export async function releaseHeld(
  tools: ReleaseTools,
  actionIds: readonly string[] = [],
): Promise<{ readonly released: number; readonly nextInMs: number | undefined }> {
  const { database, queue, gates: settings } = tools;
  // A change of the integration may be what lets them go.
  await settings.refresh();
  return database.transaction(async (tx) => {
    const rows = await tx.query<GateRow>(
      `SELECT g.*, clock_timestamp() AS now FROM action_gates g
       WHERE g.action_id = ANY(ARRAY(
         SELECT action_id FROM action_gates WHERE action_id = ANY($1::uuid[]) AND release_at IS NOT NULL
         UNION (SELECT action_id FROM action_gates WHERE release_at <= clock_timestamp() ORDER BY release_at LIMIT 50)))
       ORDER BY g.action_id FOR UPDATE`,
      [actionIds],
    );
    const saved: Gate[] = [];
    let released = 0;
    let nextInMs: number | undefined;
    for (const row of rows) {
      const step = await stepOf(tx, settings, fromGateRow(row), row.now);
      const ids = step.quota > 0 ? await queueOldest(queue, tx, step) : [];
      const isOver = !(await someWait(tx, row.action_id));
      released += ids.length;
      // Where nothing could go although it might, the integration is paused.
      const isStuck = step.quota > 0 && ids.length === 0;
      const inMs = isStuck ? backstopMs : Math.max(step.nextInMs, leastReleaseMs);
      saved.push({ ...step.gate, releaseAt: isOver ? null : new Date(row.now.getTime() + inMs) });
      if (!isOver) nextInMs = Math.min(nextInMs ?? inMs, inMs);
    }
    await saveGates(tx, saved);
    return { released, nextInMs };
  });
}

async function stepOf(tx: Tx, settings: GateSettings, gate: Gate, now: Date): Promise<Step> {
  const isOff = settings.breakerRule(gate.integrationId).failures === 0;
  const breaker = isOff ? closedBreaker : await stillProbing(tx, gate.breaker, now);
  const at = { ...gate, breaker };
  if (breaker.state !== 'closed') {
    const waitMs = breaker.nextProbeAt ? breaker.nextProbeAt.getTime() - now.getTime() : backstopMs;
    const isDue = breaker.state === 'open' && waitMs <= 0;
    return { gate: at, quota: isDue ? 1 : 0, nextInMs: isDue ? backstopMs : waitMs };
  }
  const { ratePerSec, concurrency } = settings.limits(gate.integrationId, gate.actionId);
  const running = concurrency === undefined ? 0 : ((await countRunning(tx, [gate.actionId])).get(gate.actionId) ?? 0);
  const free = concurrency === undefined ? batch : Math.min(Math.max(concurrency - running, 0), batch);
  if (ratePerSec === undefined) return { gate: at, quota: free, nextInMs: concurrency === undefined ? 0 : backstopMs };
  // What goes now is counted when it is admitted.
  const paced = allowed(gate.pace, ratePerSec, free, now.getTime());
  return { gate: at, quota: paced.count, nextInMs: free === 0 ? backstopMs : paced.nextAtMs - now.getTime() };
}

/**
 * A probe whose delivery was ended otherwise, as by a person, is none any more. What has ended just now may still be
 * about to be noted.
 */
async function stillProbing(tx: Tx, breaker: Breaker, now: Date): Promise<Breaker> {
  if (breaker.state !== 'half_open') return breaker;
  const [row] = await tx.query(
    `SELECT FROM deliveries
     WHERE id = $1 AND (status IN ('pending', 'running') OR updated_at > now() - interval '10 seconds')`,
    [breaker.probeDeliveryId],
  );
  return row ? breaker : withoutProbe(breaker, now);
}

async function queueOldest(queue: Queue, tx: Tx, { gate, quota }: Step): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string; integration_id: string; attempt_count: number; manual: boolean }>(
    `UPDATE deliveries SET held_by = NULL, next_attempt_at = now(), updated_at = now()
     WHERE id = ANY(ARRAY(
       SELECT d.id FROM deliveries d JOIN integrations i ON i.id = d.integration_id AND i.paused_at IS NULL
       WHERE d.action_id = $1 AND d.status = 'pending' AND d.held_by IN ('breaker', 'rate', 'concurrency')
       ORDER BY d.id LIMIT $2 FOR UPDATE OF d SKIP LOCKED))
     RETURNING id, integration_id, attempt_count, held_manual AS manual`,
    [gate.actionId, quota],
  );
  const jobs = rows.map((row) => ({
    deliveryId: row.id,
    number: row.attempt_count + 1,
    manual: row.manual,
    bulk: row.manual ? (true as const) : undefined,
    integrationId: row.integration_id,
    released: true as const,
  }));
  await queue.add(tx, jobs);
  return rows.map(({ id }) => id);
}

async function someWait(tx: Tx, actionId: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT FROM deliveries WHERE action_id = $1 AND status = 'pending'
       AND held_by IN ('breaker', 'rate', 'concurrency') LIMIT 1`,
    [actionId],
  );
  return rows.length > 0;
}
