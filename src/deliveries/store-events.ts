// The statement that stores events with their deliveries, where no event with the same id came before and the set of
// integrations is still the one that they were matched with.
import type { IdentityEvent } from '../domain/event.ts';
import { isTooDeep } from '../domain/loop-protection.ts';
import { searchWords } from '../domain/search-words.ts';
import { timeOfId } from '../domain/time-ids.ts';
import type { Statement } from '../infra/road.ts';
import { logChanges } from './live-log.ts';
import type { PlannedDelivery } from './plan-deliveries.ts';

/** The row that the statement gives. */
export interface StoredRow {
  /** Of the set of integrations; when it is another than the given one, nothing was stored. */
  readonly version: string;
  /** Uids of the events that were stored; the others are duplicates. */
  readonly fresh: readonly string[];
  /** Whether live subscribers have something to read. */
  readonly logged: boolean;
}

const text = `
WITH current AS (SELECT version FROM integration_set WHERE id = 1),
given AS (
  SELECT * FROM json_to_recordset($1::json) AS e(uid uuid, id text, type text, actor_id text, actor_email text,
    ip_address text, fired_at timestamptz, data jsonb, depth int, cause_event_uid uuid, cause_delivery_id uuid,
    stopped_by text, source text, original_type text, received_at timestamptz, delivery_count int, words tsvector, trace text)
),
fresh AS (
  INSERT INTO received_event_ids (id, event_uid, kept_until)
  SELECT given.id, given.uid, now() + CASE WHEN given.source IS NULL THEN interval '24 hours' ELSE interval '14 days' END
  FROM given, current WHERE current.version = $3 ORDER BY given.id
  ON CONFLICT (id) DO UPDATE SET event_uid = EXCLUDED.event_uid, kept_until = EXCLUDED.kept_until
    WHERE received_event_ids.kept_until < now()
  RETURNING event_uid
),
stored AS (
  INSERT INTO events (uid, id, type, actor_id, actor_email, ip_address, fired_at, data, depth, cause_event_uid,
    cause_delivery_id, stopped_by, source, original_type, received_at, delivery_count, words, trace)
  SELECT uid, id, type, actor_id, actor_email, ip_address, fired_at, data, depth, cause_event_uid,
    cause_delivery_id, stopped_by, source, original_type, received_at, delivery_count, words, trace
  FROM given JOIN fresh ON fresh.event_uid = given.uid
),
queued AS (
  INSERT INTO deliveries (id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
    event_type, status, max_attempts, next_attempt_at, created_at, updated_at, ordering_key, waits_in_line, line_position)
  SELECT d.id, integration_id, integration_name, action_id, action_type, d.event_uid, event_id,
    event_type, 'pending', max_attempts, CASE WHEN paused OR ordering_key IS NOT NULL THEN NULL ELSE created_at END,
    created_at, created_at, ordering_key, ordering_key IS NOT NULL,
    CASE WHEN ordering_key IS NOT NULL THEN nextval('delivery_line_position') END
  FROM (
    SELECT d.* FROM json_to_recordset($2::json) AS d(id uuid, integration_id uuid, integration_name text, action_id uuid,
      action_type text, event_uid uuid, event_id text, event_type text, max_attempts int, paused boolean,
      created_at timestamptz, ordering_key text)
    JOIN fresh ON fresh.event_uid = d.event_uid ORDER BY d.id
  ) d
  RETURNING id
),
logged AS (${logChanges("SELECT id, 'pending'::delivery_status AS status, 0 AS attempt_count FROM queued")})
SELECT (SELECT version FROM current) AS version,
  (SELECT coalesce(array_agg(event_uid), '{}') FROM fresh) AS fresh,
  EXISTS (SELECT FROM live_watch WHERE watched_until > now()) AS logged`;

export function storeEvents(
  events: readonly IdentityEvent[],
  planned: readonly PlannedDelivery[],
  version: bigint,
): Statement {
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
    source: event.source,
    original_type: event.originalType,
    // The millisecond that the uid begins with, so that lists by time can use the index of uids.
    received_at: timeOfId(event.uid),
    delivery_count: counts.get(event.uid) ?? 0,
    words: searchWords(event).join(' '),
    trace: event.trace,
  }));
  return { text, params: [JSON.stringify(rows), JSON.stringify(planned), version.toString()] };
}
