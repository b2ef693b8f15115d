// After attempts were recorded: what they say of their targets. Counts failures in a row, opens and closes breakers, and
// tells of it. Comes to nothing, and is not even asked, while all is well.
import { afterAttempt, type Breaker, healthSign } from '../domain/breaker.ts';
import type { Database, Tx } from '../infra/database.ts';
import { type NewNotice, raiseNotices } from '../infra/notices.ts';
import { fromGateRow, type Gate, type GateRow, type GateSettings, saveGates } from './action-gates.ts';
import type { AttemptResult } from './attempt-delivery.ts';

export interface HealthTools {
  readonly database: Database;
  readonly gates: GateSettings;
}

export interface NotedHealth {
  /** Actions whose waiting deliveries may go now. */
  readonly free: readonly string[];
  /** Integrations that have failed for long without a success, each with its last error. */
  readonly failing: ReadonlyMap<string, string>;
}

/** Without a success for so long, an integration is paused. */
export const failingDays = 5;

type Noted = Pick<AttemptResult, 'claim' | 'outcome'>;

export const signOf = ({ outcome }: Pick<AttemptResult, 'outcome'>) => healthSign(outcome.failure?.cause);

/** @param results of reportable attempts that were recorded just now, in order. */
export async function noteHealth(tools: HealthTools, results: readonly Noted[]): Promise<NotedHealth> {
  return tools.database.road.transaction(async (tx) => {
    const gates = await lockGates(tx, results);
    const notices: NewNotice[] = [];
    const saved: Gate[] = [];
    const free: string[] = [];
    for (const { now, ...gate } of gates) {
      const own = results.filter(({ claim }) => claim.actionId === gate.actionId);
      const after = own.reduce((at, result) => withResult(at, result, tools.gates, now), gate as Gate);
      notices.push(...noticesOf(gate.breaker, after));
      saved.push(after);
      const { concurrency } = tools.gates.limits(gate.integrationId, gate.actionId);
      const mayBeFree = gate.breaker.state !== 'closed' || concurrency !== undefined;
      if (after.releaseAt && after.breaker.state === 'closed' && mayBeFree) free.push(gate.actionId);
    }
    await saveGates(tx, saved);
    await raiseNotices(tx, notices);
    return { free, failing: await failingForLong(tx, saved, tools.gates) };
  });
}

/** In the order of their ids, whether they were there or not. */
async function lockGates(tx: Tx, results: readonly Noted[]): Promise<readonly (Gate & { readonly now: Date })[]> {
  const integrationOf = new Map(results.map(({ claim }) => [claim.actionId, claim.integrationId]));
  const rows = await tx.query<GateRow>(
    `INSERT INTO action_gates AS g (action_id, integration_id)
     SELECT a, i FROM unnest($1::uuid[], $2::uuid[]) AS given(a, i)
       JOIN integrations ON id = i AND deleted_at IS NULL ORDER BY a
     ON CONFLICT (action_id) DO UPDATE SET integration_id = g.integration_id RETURNING g.*, clock_timestamp() AS now`,
    [[...integrationOf.keys()], [...integrationOf.values()]],
  );
  return rows.map((row) => ({ ...fromGateRow(row), now: row.now }));
}

function withResult(gate: Gate, { claim, outcome }: Noted, settings: GateSettings, now: Date): Gate {
  const sign = healthSign(outcome.failure?.cause);
  const rule = settings.breakerRule(gate.integrationId);
  const breaker = afterAttempt(gate.breaker, { sign, deliveryId: claim.job.deliveryId }, rule, now);
  const last =
    sign === 'down'
      ? { lastCause: outcome.failure?.cause ?? null, lastError: outcome.failure?.message ?? null }
      : sign === 'up'
        ? { lastCause: null, lastError: null }
        : {};
  // Those that wait are looked at when the next probe is due, or now that nothing keeps them back.
  const hasMoved = breaker.state !== gate.breaker.state || breaker.nextProbeAt !== gate.breaker.nextProbeAt;
  const releaseAt = gate.releaseAt && hasMoved ? (breaker.nextProbeAt ?? now) : gate.releaseAt;
  return { ...gate, ...last, breaker, releaseAt };
}

function noticesOf(before: Breaker, { breaker, ...gate }: Gate): readonly NewNotice[] {
  const wasClosed = before.state === 'closed';
  const isClosed = breaker.state === 'closed';
  const { integrationId, actionId } = gate;
  if (wasClosed && !isClosed) {
    const message = `${breaker.consecutiveFailures} attempts in a row failed: deliveries wait. The last one: ${gate.lastError}`;
    return [{ kind: 'breaker_opened', integrationId, actionId, message }];
  }
  if (!wasClosed && isClosed)
    return [{ kind: 'breaker_closed', integrationId, actionId, message: 'An attempt succeeded: what waited is sent.' }];
  return [];
}

/** Every action of them has failed for so long, and as often as opens a breaker. */
async function failingForLong(
  tx: Tx,
  gates: readonly Gate[],
  settings: GateSettings,
): Promise<ReadonlyMap<string, string>> {
  const border = Date.now() - failingDays * 86_400_000;
  const old = gates.filter(
    ({ integrationId, breaker: { failingSince, consecutiveFailures } }) =>
      failingSince !== null &&
      failingSince.getTime() <= border &&
      consecutiveFailures >= (settings.breakerRule(integrationId).failures || 10),
  );
  const failing = new Map<string, string>();
  for (const { integrationId, lastError } of old) {
    const [working] = await tx.query(
      `SELECT FROM integrations i, jsonb_array_elements(i.actions) a WHERE i.id = $1 AND NOT EXISTS (
         SELECT FROM action_gates g WHERE g.action_id = (a->>'id')::uuid AND g.failing_since <= $2) LIMIT 1`,
      [integrationId, new Date(border)],
    );
    if (!working) failing.set(integrationId, lastError ?? '');
  }
  return failing;
}
