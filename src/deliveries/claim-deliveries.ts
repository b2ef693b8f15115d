// The first step of an attempt: of the jobs taken, which deliveries are still waiting for exactly this attempt? Those
// become running. The others have been done already (or ended by a person), and their jobs are simply over.
import type { IdentityEvent, JsonObject } from '../domain/event.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { HeldJob } from '../infra/queue.ts';
import { liveChannel } from './channels.ts';
import type { Line } from './lines.ts';
import { logChanges } from './live-log.ts';

/** A delivery in this process's hands for one attempt. */
export interface Claim {
  readonly job: HeldJob;
  readonly integrationId: string;
  readonly integrationName: string;
  readonly actionId: string;
  /** The kind of the action when the delivery was made. */
  readonly actionType: string;
  /** Made to try an integration: its failure is no news. */
  readonly test: boolean;
  /** The event; of a digest the first one. */
  readonly event: IdentityEvent;
  /** The digest that it tells of, if any. */
  readonly digestId: string | undefined;
  /** The attempt whose request is sent again as it was; undefined: the settings as they are now. */
  readonly repeats: number | undefined;
  /** Where the next one waits for its end. */
  readonly line: Line | undefined;
}

export interface ClaimedGroup {
  readonly claims: readonly Claim[];
  /** Jobs that have nothing left to do: others of deliveries that are claimed here. */
  readonly moot: readonly HeldJob[];
  /** Jobs whose delivery was not waiting for them, is of a paused integration, or has to pass a gate. */
  readonly unclaimed: readonly HeldJob[];
  /** The integrations' version at the time of the claim: the attempt uses a configuration at least as new. */
  readonly integrationsVersion: bigint;
  /** Whether live subscribers have something to read. */
  readonly logged: boolean;
}

interface Row {
  readonly id: string;
  readonly integration_id: string;
  readonly integration_name: string;
  readonly action_id: string;
  readonly action_type: string;
  readonly test: boolean;
  readonly version: string;
  readonly uid: string;
  readonly event_id: string;
  readonly type: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly ip_address: string | null;
  readonly fired_at: Date;
  readonly data: JsonObject;
  readonly depth: number;
  readonly source: string | null;
  readonly trace: string | null;
  readonly digest_id: string | null;
  readonly ordering_key: string | null;
  readonly repeats_attempt: number | null;
  readonly logged: boolean;
}

// Deliveries of a paused integration, and of an action whose gate is not open to all, are not claimed, tests apart: see
// admit-deliveries.ts.
// A running delivery whose job could be taken again has lost its worker: the same attempt is made again, under the
// same number and the same webhook-id.
// The ids and the status as text leave the planner one way, by the primary key: in a burst, before the first ANALYZE,
// it would otherwise take the table for empty and walk through the status index.
const claimWhere = (condition: string) => `
WITH given AS (SELECT * FROM json_to_recordset($1::json) AS g(id uuid, number int)),
claimed AS (
  UPDATE deliveries d SET status = 'running', updated_at = now(), next_attempt_at = NULL, held_by = NULL
  FROM given j
  WHERE d.id = ANY($2::uuid[]) AND d.id = j.id AND d.attempt_count = j.number - 1
    AND d.status::text IN ('pending', 'running')
    AND ${condition}
  RETURNING d.id, d.integration_id, d.integration_name, d.action_id, d.action_type, d.event_uid, d.event_id, d.attempt_count,
    d.digest_id, d.ordering_key, d.repeats_attempt, d.test
),
logged AS (${logChanges("SELECT id, 'running'::delivery_status AS status, attempt_count FROM claimed")})
SELECT s.version, c.id, c.integration_id, c.integration_name, c.action_id, c.action_type, c.event_id, c.test, e.uid, e.type,
  e.actor_id, e.actor_email, e.ip_address, e.fired_at, e.data, e.depth, e.source, e.trace, c.digest_id, c.ordering_key,
  c.repeats_attempt,  EXISTS (SELECT FROM logged) AS logged
FROM integration_set s LEFT JOIN (claimed c JOIN events e ON e.uid = c.event_uid) ON true WHERE s.id = 1`;

const claimUngated = claimWhere(`(d.test OR (
      (SELECT i.paused_at FROM integrations i WHERE i.id = d.integration_id) IS NULL
      AND (SELECT g.limited OR g.breaker <> 'closed' FROM action_gates g WHERE g.action_id = d.action_id) IS NOT TRUE))`);
const claimAny = claimWhere('true');

export async function claimDeliveries(database: Database, jobs: readonly HeldJob[]): Promise<ClaimedGroup> {
  // Two jobs of one delivery in one group cannot both be claimed; the later one is moot.
  const byDelivery = new Map<string, HeldJob>();
  for (const job of jobs) if (!byDelivery.has(job.deliveryId)) byDelivery.set(job.deliveryId, job);
  // What a crash makes the server forget of it is claimed once more.
  const wanted = { text: claimUngated, params: wantedOf([...byDelivery.values()]) };
  const [rows = []] = await database.road.together<Row>([wanted], { lax: true });
  const claimed = claimedOf(rows, byDelivery);
  const held = new Set(claimed.claims.map(({ job }) => job.id));
  const deliveries = new Set(claimed.claims.map(({ job }) => job.deliveryId));
  const others = jobs.filter(({ id }) => !held.has(id));
  return {
    ...claimed,
    moot: others.filter(({ deliveryId }) => deliveries.has(deliveryId)),
    unclaimed: others.filter(({ deliveryId }) => !deliveries.has(deliveryId)),
  };
}

/** Claims deliveries that may go whatever their integration and gate say, in the caller's transaction. */
export async function claimInside(tx: Tx, jobs: readonly HeldJob[]): Promise<Omit<ClaimedGroup, 'moot' | 'unclaimed'>> {
  if (jobs.length === 0) return { claims: [], integrationsVersion: 0n, logged: false };
  return claimedOf(await tx.query<Row>(claimAny, wantedOf(jobs)), new Map(jobs.map((job) => [job.deliveryId, job])));
}

const wantedOf = (jobs: readonly HeldJob[]) => [
  JSON.stringify(jobs.map(({ deliveryId, number }) => ({ id: deliveryId, number }))),
  jobs.map(({ deliveryId }) => deliveryId),
];

const claimedOf = (rows: readonly Row[], byDelivery: ReadonlyMap<string, HeldJob>) => ({
  claims: rows.flatMap((row) => {
    const job = byDelivery.get(row.id);
    return job ? [claimOf(row, job)] : [];
  }),
  integrationsVersion: BigInt(rows[0]?.version ?? 0),
  logged: rows[0]?.logged === true,
});

function claimOf(row: Row, job: HeldJob): Claim {
  return {
    job,
    integrationId: row.integration_id,
    integrationName: row.integration_name,
    actionId: row.action_id,
    actionType: row.action_type,
    digestId: row.digest_id ?? undefined,
    repeats: row.repeats_attempt ?? undefined,
    line:
      row.ordering_key === null
        ? undefined
        : { integrationId: row.integration_id, actionId: row.action_id, key: row.ordering_key },
    test: row.test,
    event: {
      uid: row.uid,
      id: row.event_id,
      type: row.type,
      actorId: row.actor_id,
      actorEmail: row.actor_email,
      ipAddress: row.ip_address,
      firedAt: row.fired_at,
      data: row.data,
      depth: row.depth,
      source: row.source,
      trace: row.trace,
      causedBy: null,
    },
  };
}

/** Deliveries whose attempt was cut short go back to waiting; the attempt does not count. */
export async function unclaimDeliveries(database: Database, claims: readonly Claim[]): Promise<void> {
  await database.query(
    `WITH given_back AS (
       UPDATE deliveries SET status = 'pending', updated_at = now(), next_attempt_at = now()
       WHERE id = ANY($1) AND status = 'running' RETURNING id, attempt_count
     ), logged AS (
       INSERT INTO delivery_updates (delivery_id, status, attempt_count)
       SELECT id, 'pending', attempt_count FROM given_back RETURNING 1
     )
     SELECT pg_notify('${liveChannel}', '') WHERE EXISTS (SELECT FROM logged)`,
    [claims.map(({ job }) => job.deliveryId)],
  );
}
