// What becomes of jobs whose delivery was not claimed on the road. Most have nothing left to do; those of a paused
// integration wait without a job until it is resumed; and where an action has a gate, the deliveries that its breaker,
// its rate and its concurrency let through are claimed here, and the others wait without a job for release-held.ts. The
// gate's row is locked meanwhile: over all nodes one decision comes after the other.
import { type Breaker, beginProbe, closedBreaker } from '../domain/breaker.ts';
import { allowed } from '../domain/pace.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { HeldJob, Queue } from '../infra/queue.ts';
import { countRunning, fromGateRow, type Gate, type GateRow, type GateSettings, saveGates } from './action-gates.ts';
import { type ClaimedGroup, claimInside } from './claim-deliveries.ts';

export interface AdmitTools {
  readonly database: Database;
  readonly queue: Queue;
  readonly gates: GateSettings;
}

export interface Admitted extends Pick<ClaimedGroup, 'claims' | 'integrationsVersion' | 'logged'> {
  /** When those that wait are to be looked at; undefined: by no clock. */
  readonly releaseInMs: number | undefined;
}

export const heldReasons = ['paused', 'breaker', 'rate', 'concurrency', 'drain'] as const;
export type HeldReason = (typeof heldReasons)[number];

interface Arrival {
  readonly job: HeldJob;
  readonly integrationId: string;
  readonly actionId: string;
  readonly paused: boolean;
}

/** How often those that wait for a free slot are looked at although nobody told that there is one. */
export const backstopMs = 5_000;
/** From one release of an action to the next: at a high rate several go together. */
export const leastReleaseMs = 50;

export async function admitDeliveries(tools: AdmitTools, jobs: readonly HeldJob[]): Promise<Admitted> {
  return tools.database.transaction(async (tx) => {
    const arrivals = await waitingFor(tx, jobs);
    const paused = arrivals.filter((arrival) => arrival.paused);
    const gates = await lockGates(
      tx,
      arrivals.filter((arrival) => !arrival.paused).map(({ actionId }) => actionId),
    );
    const decisions: Decision[] = [];
    for (const gate of gates.values()) decisions.push(await decide(tools, tx, gate, arrivals));
    const held = [...paused.map(({ job }) => heldOf(job, 'paused')), ...decisions.flatMap((decision) => decision.held)];
    await hold(tx, held);
    await saveGates(
      tx,
      decisions.map(({ gate }) => gate),
    );
    const isHeld = new Set(held.map(({ id }) => id));
    // Where there is no gate any more, or the integration was resumed at this very moment, nothing keeps it back.
    const through = arrivals.filter(({ job }) => !isHeld.has(job.deliveryId)).map(({ job }) => job);
    const claimed = await claimInside(tx, through);
    const inHand = new Set(claimed.claims.map(({ job }) => job.id));
    await tools.queue.settle(
      tx,
      jobs.filter(({ id }) => !inHand.has(id)),
    );
    const times = decisions.flatMap(({ releaseInMs }) => releaseInMs ?? []);
    return { ...claimed, releaseInMs: times.length > 0 ? Math.min(...times) : undefined };
  });
}

/** Those of the jobs whose delivery waits for exactly this attempt, oldest first. */
async function waitingFor(tx: Tx, jobs: readonly HeldJob[]): Promise<readonly Arrival[]> {
  const byDelivery = new Map(jobs.map((job) => [job.deliveryId, job]));
  // The lock keeps a resume from looking for waiting deliveries before these are among them.
  const rows = await tx.query<{ id: string; integration_id: string; action_id: string; paused: boolean }>(
    `SELECT d.id, d.integration_id, d.action_id, i.paused_at IS NOT NULL AS paused
     FROM json_to_recordset($1::json) AS g(id uuid, number int)
     JOIN deliveries d ON d.id = g.id AND d.status IN ('pending', 'running') AND d.attempt_count = g.number - 1
     JOIN integrations i ON i.id = d.integration_id ORDER BY i.id, d.id FOR SHARE OF i`,
    [JSON.stringify([...byDelivery.values()].map(({ deliveryId, number }) => ({ id: deliveryId, number })))],
  );
  return rows.flatMap((row) => {
    const job = byDelivery.get(row.id);
    return job ? [{ job, integrationId: row.integration_id, actionId: row.action_id, paused: row.paused }] : [];
  });
}

async function lockGates(tx: Tx, actionIds: readonly string[]): Promise<ReadonlyMap<string, Gate & { now: Date }>> {
  if (actionIds.length === 0) return new Map();
  const rows = await tx.query<GateRow>(
    `SELECT *, clock_timestamp() AS now FROM action_gates WHERE action_id = ANY($1::uuid[])
     ORDER BY action_id FOR UPDATE`,
    [[...new Set(actionIds)]],
  );
  return new Map(rows.map((row) => [row.action_id, { ...fromGateRow(row), now: row.now }]));
}

interface Held {
  readonly id: string;
  readonly held_by: HeldReason;
  readonly manual: boolean;
}

interface Decision {
  readonly gate: Gate;
  readonly held: readonly Held[];
  readonly releaseInMs: number | undefined;
}

async function decide(
  { gates }: AdmitTools,
  tx: Tx,
  { now, ...gate }: Gate & { readonly now: Date },
  all: readonly Arrival[],
): Promise<Decision> {
  const arrivals = all.filter(({ actionId, paused }) => actionId === gate.actionId && !paused);
  const { failures } = gates.breakerRule(gate.integrationId);
  const breaker = failures === 0 ? closedBreaker : gate.breaker;
  if (breaker.state !== 'closed') return probe({ ...gate, breaker }, arrivals, now);

  const { ratePerSec, concurrency } = gates.limits(gate.integrationId, gate.actionId);
  if (ratePerSec === undefined && concurrency === undefined)
    return { gate: { ...gate, breaker }, held: [], releaseInMs: undefined };
  const ids = arrivals.map(({ job }) => job.deliveryId);
  const running =
    concurrency === undefined ? 0 : ((await countRunning(tx, [gate.actionId], ids)).get(gate.actionId) ?? 0);
  const free = concurrency === undefined ? arrivals.length : Math.max(0, concurrency - running);
  // Whoever comes while others wait goes behind them.
  const mayGo = ({ job }: Arrival) => job.released === true || (job.manual && !job.bulk) || gate.releaseAt === null;
  const wanted = arrivals.filter(mayGo).slice(0, free);
  const paced =
    ratePerSec === undefined
      ? { count: wanted.length, pace: gate.pace, nextAtMs: now.getTime() + backstopMs }
      : allowed(gate.pace, ratePerSec, wanted.length, now.getTime());
  const through = new Set(wanted.slice(0, paced.count));
  const isFull = concurrency !== undefined && through.size >= free;
  const reason: HeldReason = isFull || ratePerSec === undefined ? 'concurrency' : 'rate';
  const held = arrivals.filter((arrival) => !through.has(arrival)).map(({ job }) => heldOf(job, reason));
  const inMs = isFull ? backstopMs : Math.max(paced.nextAtMs - now.getTime(), leastReleaseMs);
  return release({ ...gate, breaker, pace: paced.pace }, held, now, inMs);
}

/** While the breaker is not closed: one may be the probe, the others wait. */
function probe(gate: Gate, arrivals: readonly Arrival[], now: Date): Decision {
  let { breaker }: { breaker: Breaker } = gate;
  const held: Held[] = [];
  for (const { job } of arrivals) {
    const begun = beginProbe(breaker, { deliveryId: job.deliveryId, manual: job.manual && !job.bulk }, now);
    if (begun) breaker = begun;
    else held.push(heldOf(job, 'breaker'));
  }
  const inMs = breaker.nextProbeAt ? Math.max(breaker.nextProbeAt.getTime() - now.getTime(), 0) : backstopMs;
  return release({ ...gate, breaker, releaseAt: null }, held, now, inMs, gate.releaseAt !== null);
}

/** With the time at which those that wait are looked at again, if there are any. */
function release(gate: Gate, held: Decision['held'], now: Date, inMs: number, othersWait = false): Decision {
  if (held.length === 0 && !othersWait) return { gate, held, releaseInMs: undefined };
  const at = new Date(now.getTime() + inMs);
  const releaseAt = gate.releaseAt && gate.releaseAt < at ? gate.releaseAt : at;
  return { gate: { ...gate, releaseAt }, held, releaseInMs: Math.max(releaseAt.getTime() - now.getTime(), 0) };
}

const heldOf = ({ deliveryId, manual }: HeldJob, held_by: HeldReason): Held => ({ id: deliveryId, held_by, manual });

/** They wait without a job; no attempt is counted. */
async function hold(tx: Tx, held: readonly Held[]): Promise<void> {
  if (held.length === 0) return;
  await tx.query(
    `UPDATE deliveries d SET status = 'pending', updated_at = now(), next_attempt_at = NULL, held_by = g.held_by,
       held_manual = g.manual
     FROM json_to_recordset($1::json) AS g(id uuid, held_by text, manual boolean)
     WHERE d.id = ANY($2::uuid[]) AND d.id = g.id AND d.status IN ('pending', 'running')`,
    [JSON.stringify(held), held.map(({ id }) => id)],
  );
}
