// The rows that say what keeps an action's deliveries from being attempted. Who decides on them locks them, always in
// the order of their ids, and after integrations; rows of actions that nothing keeps back do not exist.
import type { Breaker, BreakerRule } from '../domain/breaker.ts';
import type { Pace } from '../domain/pace.ts';
import type { Tx } from '../infra/database.ts';

/** How much an action sends at most, as its configuration says. */
export interface ActionLimits {
  /** Attempts a second. */
  readonly ratePerSec: number | undefined;
  /** Attempts at the same time, over all nodes. */
  readonly concurrency: number | undefined;
}

/** The settings that gates go by, from the set of integrations. */
export interface GateSettings {
  limits(integrationId: string, actionId: string): ActionLimits;
  breakerRule(integrationId: string): BreakerRule;
  /** Brings them up to date. */
  refresh(): Promise<unknown>;
}

export interface Gate {
  readonly actionId: string;
  readonly integrationId: string;
  readonly breaker: Breaker;
  readonly lastCause: string | null;
  readonly lastError: string | null;
  readonly pace: Pace;
  /** When those that wait are looked at again; null: none waits. */
  readonly releaseAt: Date | null;
  /** Has a rate or a concurrency. */
  readonly limited: boolean;
}

export interface GateRow {
  readonly action_id: string;
  readonly integration_id: string;
  readonly limited: boolean;
  readonly breaker: Breaker['state'];
  readonly consecutive_failures: number;
  readonly failing_since: Date | null;
  readonly last_cause: string | null;
  readonly last_error: string | null;
  readonly opened_at: Date | null;
  readonly waits: number;
  readonly next_probe_at: Date | null;
  readonly probe_delivery_id: string | null;
  readonly pace: number | null;
  readonly release_at: Date | null;
  /** The database's clock, which all nodes go by. */
  readonly now: Date;
}

export const fromGateRow = (row: GateRow): Gate => ({
  actionId: row.action_id,
  integrationId: row.integration_id,
  breaker: {
    state: row.breaker,
    consecutiveFailures: row.consecutive_failures,
    failingSince: row.failing_since,
    openedAt: row.opened_at,
    waits: row.waits,
    nextProbeAt: row.next_probe_at,
    probeDeliveryId: row.probe_delivery_id,
  },
  lastCause: row.last_cause,
  lastError: row.last_error,
  pace: row.pace,
  releaseAt: row.release_at,
  limited: row.limited,
});

const saveStatement = `
UPDATE action_gates a SET breaker = g.breaker, consecutive_failures = g.consecutive_failures,
  failing_since = g.failing_since, last_cause = g.last_cause, last_error = g.last_error, opened_at = g.opened_at,
  waits = g.waits, next_probe_at = g.next_probe_at, probe_delivery_id = g.probe_delivery_id, pace = g.pace,
  release_at = g.release_at
FROM json_to_recordset($1::json) AS g(action_id uuid, breaker breaker_state, consecutive_failures int,
  failing_since timestamptz, last_cause text, last_error text, opened_at timestamptz, waits int,
  next_probe_at timestamptz, probe_delivery_id uuid, pace float8, release_at timestamptz)
WHERE a.action_id = ANY($2::uuid[]) AND a.action_id = g.action_id`;

const removeStatement = 'DELETE FROM action_gates WHERE action_id = ANY($1::uuid[])';

const isIdle = ({ limited, breaker, releaseAt }: Gate) =>
  !limited && breaker.state === 'closed' && breaker.consecutiveFailures === 0 && releaseAt === null;

/** Stores gates whose rows this transaction has locked; those that keep nothing back any more are removed. */
export async function saveGates(tx: Tx, gates: readonly Gate[]): Promise<void> {
  const idle = gates.filter(isIdle).map(({ actionId }) => actionId);
  const kept = gates.filter((gate) => !isIdle(gate));
  if (idle.length > 0) await tx.query(removeStatement, [idle]);
  if (kept.length === 0) return;
  const rows = kept.map(({ breaker, ...gate }) => ({
    action_id: gate.actionId,
    breaker: breaker.state,
    consecutive_failures: breaker.consecutiveFailures,
    failing_since: breaker.failingSince,
    last_cause: gate.lastCause,
    last_error: gate.lastError,
    opened_at: breaker.openedAt,
    waits: breaker.waits,
    next_probe_at: breaker.nextProbeAt,
    probe_delivery_id: breaker.probeDeliveryId,
    pace: gate.pace,
    release_at: gate.releaseAt,
  }));
  await tx.query(saveStatement, [JSON.stringify(rows), kept.map(({ actionId }) => actionId)]);
}

/** Attempts of these actions that are under way on any node, those of the given deliveries apart. */
export async function countRunning(
  tx: Tx,
  actionIds: readonly string[],
  apartFrom: readonly string[] = [],
): Promise<ReadonlyMap<string, number>> {
  if (actionIds.length === 0) return new Map();
  const rows = await tx.query<{ action_id: string; count: number }>(
    `SELECT action_id, count(*)::int FROM deliveries
     WHERE status = 'running' AND NOT test AND action_id = ANY($1::uuid[]) AND NOT id = ANY($2::uuid[])
     GROUP BY action_id`,
    [actionIds, apartFrom],
  );
  return new Map(rows.map((row) => [row.action_id, row.count]));
}
