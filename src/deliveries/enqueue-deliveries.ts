// The road's middle: events, their deliveries and one job each, in the caller's transaction. Matching is done in memory
// and guarded by the version of the integration set inside the statement, so that it is never done on an old set.
import { v7 as uuid } from 'uuid';
import { findActionKind } from '../actions/registry.ts';
import type { IdentityEvent } from '../domain/event.ts';
import { isTooDeep } from '../domain/loop-protection.ts';
import { searchWords } from '../domain/search-words.ts';
import { timeOfId } from '../domain/time-ids.ts';
import type { Tx } from '../infra/database.ts';
import type { AttemptJob, Queue } from '../infra/queue.ts';
import { liveChannel, workChannel } from './channels.ts';
import { countDuplicates, receiptsOf } from './event-duplicates.ts';
import { followQuietRules, isQuiet, type Match, type QuietIntegration } from './quiet-rules.ts';

/** The integrations as this step needs them. */
export interface IntegrationsForMatching {
  readonly version: bigint;
  /** Those that the event fires. */
  firing(event: IdentityEvent): readonly QuietIntegration[];
}

export interface EnqueueTools {
  readonly queue: Queue;
  readonly integrations: {
    current(): IntegrationsForMatching;
    atLeast(version: bigint): Promise<IntegrationsForMatching>;
  };
}

/** What became of one event. */
export interface Receipt {
  readonly eventUid: string;
  readonly eventId: string;
  /** The id was seen in the last 24 hours; the deliveries are those of the first time. */
  readonly duplicate: boolean;
  readonly deliveryIds: readonly string[];
}

interface PlannedDelivery {
  readonly id: string;
  readonly event_uid: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly integration_id: string;
  readonly integration_name: string;
  readonly action_id: string;
  readonly action_type: string;
  readonly max_attempts: number;
  /** Waits without a job until its integration is resumed. */
  readonly paused: boolean;
  /** The millisecond that the id begins with, so that lists by time can use the index of ids. */
  readonly created_at: Date;
}

/** Stores what is new of the events and queues their deliveries. Receipts come in the order of the events. */
export async function enqueueDeliveries(
  tools: EnqueueTools,
  tx: Tx,
  events: readonly IdentityEvent[],
): Promise<readonly Receipt[]> {
  if (events.length === 0) return [];
  // The same id twice in one group: the first is the event, the others are its duplicates.
  const firsts = new Map<string, IdentityEvent>();
  for (const event of events) if (!firsts.has(event.id)) firsts.set(event.id, event);
  const candidates = [...firsts.values()];

  let set = tools.integrations.current();
  for (;;) {
    const matches = candidates.flatMap((event) => (isTooDeep(event) ? [] : matchesOf(set, event)));
    const quiet = matches.filter(({ integration }) => isQuiet(integration));
    const planned = matches.filter(({ integration }) => !isQuiet(integration)).flatMap(planDeliveries);
    await keepPaused(tx, matches);
    const { version, fresh } = await store(tx, candidates, planned, set.version);
    if (version !== set.version) {
      set = await tools.integrations.atLeast(version);
      continue;
    }
    const passed = await followQuietRules(
      tx,
      quiet.filter(({ event }) => fresh.has(event.uid)),
    );
    const byEvent = Map.groupBy(
      [...planned.map(({ id, event_uid }) => ({ id, eventUid: event_uid })), ...passed],
      ({ eventUid }) => eventUid,
    );
    await tools.queue.add(tx, [
      ...planned.filter(({ event_uid, paused }) => fresh.has(event_uid) && !paused).map(firstAttempt),
      ...passed.flatMap(({ job }) => job ?? []),
    ]);
    const repeated = candidates.filter(({ uid }) => !fresh.has(uid)).map(({ id }) => id);
    const originals = await receiptsOf(tx, repeated);
    await countDuplicates(tx, events, ({ id }) => originals.get(id)?.eventUid ?? firsts.get(id)?.uid);
    const seen = new Set<string>();
    return events.map((event) => {
      const first = firsts.get(event.id) ?? event;
      const again = seen.has(event.id);
      seen.add(event.id);
      const original = originals.get(event.id);
      if (original) return original;
      const deliveryIds = (byEvent.get(first.uid) ?? []).map(({ id }) => id);
      return { eventUid: first.uid, eventId: first.id, duplicate: again, deliveryIds };
    });
  }
}

function newId() {
  const id = uuid();
  return { id, created_at: timeOfId(id) };
}

const matchesOf = (set: IntegrationsForMatching, event: IdentityEvent): Match[] =>
  set.firing(event).map((integration) => ({ event, integration }));

const planDeliveries = ({ event, integration }: Match): PlannedDelivery[] =>
  integration.actions.map((action) => ({
    ...newId(),
    event_uid: event.uid,
    event_id: event.id,
    event_type: event.type,
    integration_id: integration.id,
    integration_name: integration.name,
    action_id: action.id,
    action_type: action.type,
    max_attempts: findActionKind(action.type)?.retries(action.config).maxAttempts ?? 1,
    paused: integration.paused,
  }));

/**
 * What is stored without a job is queued by the resume of its integration. A resume that runs at the same time either
 * waits for this transaction and finds its deliveries, or has ended before it and shows in the version of the set.
 */
async function keepPaused(tx: Tx, matches: readonly Match[]): Promise<void> {
  const ids = new Set(matches.filter(({ integration }) => integration.paused).map(({ integration }) => integration.id));
  if (ids.size > 0) await tx.query('SELECT FROM integrations WHERE id = ANY($1) ORDER BY id FOR SHARE', [[...ids]]);
}

const firstAttempt = (delivery: PlannedDelivery): AttemptJob => ({
  deliveryId: delivery.id,
  number: 1,
  manual: false,
  integrationId: delivery.integration_id,
});

const storeStatement = `
WITH current AS (SELECT version FROM integration_set WHERE id = 1),
given AS (
  SELECT * FROM json_to_recordset($1::json) AS e(uid uuid, id text, type text, actor_id text, actor_email text,
    ip_address text, fired_at timestamptz, data jsonb, depth int, cause_event_uid uuid, cause_delivery_id uuid,
    stopped_by text, received_at timestamptz, delivery_count int, words tsvector)
),
fresh AS (
  INSERT INTO received_event_ids (id, event_uid, received_at)
  SELECT given.id, given.uid, now() FROM given, current WHERE current.version = $3 ORDER BY given.id
  ON CONFLICT (id) DO UPDATE SET event_uid = EXCLUDED.event_uid, received_at = EXCLUDED.received_at
    WHERE received_event_ids.received_at < now() - interval '24 hours'
  RETURNING event_uid
),
stored AS (
  INSERT INTO events (uid, id, type, actor_id, actor_email, ip_address, fired_at, data, depth, cause_event_uid,
    cause_delivery_id, stopped_by, received_at, delivery_count, words)
  SELECT uid, id, type, actor_id, actor_email, ip_address, fired_at, data, depth, cause_event_uid,
    cause_delivery_id, stopped_by, received_at, delivery_count, words
  FROM given JOIN fresh ON fresh.event_uid = given.uid
),
queued AS (
  INSERT INTO deliveries (id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
    event_type, status, max_attempts, next_attempt_at, created_at, updated_at)
  SELECT d.id, integration_id, integration_name, action_id, action_type, d.event_uid, event_id,
    event_type, 'pending', max_attempts, CASE WHEN paused THEN NULL ELSE now() END, created_at, created_at
  FROM json_to_recordset($2::json) AS d(id uuid, integration_id uuid, integration_name text, action_id uuid,
    action_type text, event_uid uuid, event_id text, event_type text, max_attempts int, paused boolean, created_at timestamptz)
  JOIN fresh ON fresh.event_uid = d.event_uid
  RETURNING id
),
logged AS (
  INSERT INTO delivery_updates (delivery_id, status, attempt_count) SELECT id, 'pending', 0 FROM queued RETURNING 1
),
told AS (
  SELECT pg_notify('${workChannel}', ''), pg_notify('${liveChannel}', '') WHERE EXISTS (SELECT FROM logged)
)
SELECT (SELECT version FROM current) AS version,
  (SELECT coalesce(array_agg(event_uid), '{}') FROM fresh) AS fresh,
  (SELECT count(*) FROM told) AS told`;

async function store(
  tx: Tx,
  events: readonly IdentityEvent[],
  planned: readonly PlannedDelivery[],
  version: bigint,
): Promise<{ version: bigint; fresh: ReadonlySet<string> }> {
  const counts = new Map<string, number>();
  for (const { event_uid } of planned) counts.set(event_uid, (counts.get(event_uid) ?? 0) + 1);
  const rows = events.map((event) => ({
    uid: event.uid,
    id: event.id,
    type: event.type,
    actor_id: event.actorId,
    actor_email: event.actorEmail,
    ip_address: event.ipAddress,
    fired_at: event.firedAt,
    data: event.data,
    depth: event.depth,
    cause_event_uid: event.causedBy?.eventUid,
    cause_delivery_id: event.causedBy?.deliveryId,
    stopped_by: isTooDeep(event) ? 'depth' : undefined,
    // The millisecond that the uid begins with, so that lists by time can use the index of uids.
    received_at: timeOfId(event.uid),
    delivery_count: counts.get(event.uid) ?? 0,
    words: searchWords(event).join(' '),
  }));
  const [row] = await tx.query<{ version: string; fresh: string[] }>(storeStatement, [
    JSON.stringify(rows),
    JSON.stringify(planned),
    version.toString(),
  ]);
  return { version: BigInt(row?.version ?? 0), fresh: new Set(row?.fresh) };
}
