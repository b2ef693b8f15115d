// Deliveries that a person asks for, of stored events: to send again what was missed, or to try an integration.
import { findActionKind } from '../actions/registry.ts';
import type { IdentityEvent } from '../domain/event.ts';
import { searchWords } from '../domain/search-words.ts';
import { timeOfId } from '../domain/time-ids.ts';
import type { Tx } from '../infra/database.ts';
import { newId } from '../infra/new-id.ts';
import type { Queue } from '../infra/queue.ts';
import { liveChannel, workChannel } from './channels.ts';
import { lockLines, moveLinesOn, orderingValue } from './lines.ts';

export interface WantedDeliveries {
  readonly event: IdentityEvent;
  readonly integration: {
    readonly id: string;
    readonly name: string;
    readonly paused: boolean;
    readonly digest: object | null;
    readonly orderingKey: string | null;
    readonly actions: readonly {
      readonly id: string;
      readonly type: string;
      readonly config: Record<string, unknown>;
    }[];
  };
}

export interface AddOptions {
  /** One attempt each, at once even if the integration is paused; counted nowhere, and a failure is no news. */
  readonly test: boolean;
}

// The events first, in order of uid, as in event-duplicates.ts.
const statement = `
WITH given AS (
  SELECT * FROM json_to_recordset($1::json) AS d(id uuid, integration_id uuid, integration_name text, action_id uuid,
    action_type text, event_uid uuid, event_id text, event_type text, max_attempts int, waits boolean, test boolean,
    digest_id uuid, ordering_key text, created_at timestamptz)
),
counts AS (SELECT event_uid, count(*)::int AS made FROM given WHERE NOT test GROUP BY event_uid),
locked AS (SELECT e.uid FROM events e JOIN counts c ON c.event_uid = e.uid ORDER BY e.uid FOR UPDATE OF e),
counted AS (
  UPDATE events e SET delivery_count = e.delivery_count + c.made
  FROM counts c JOIN locked ON locked.uid = c.event_uid WHERE e.uid = c.event_uid
),
queued AS (
  INSERT INTO deliveries (id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
    event_type, status, test, max_attempts, next_attempt_at, digest_id, created_at, updated_at, ordering_key,
    waits_in_line, line_position)
  SELECT id, integration_id, integration_name, action_id, action_type, event_uid, event_id, event_type, 'pending', test,
    max_attempts, CASE WHEN waits OR ordering_key IS NOT NULL THEN NULL ELSE now() END, digest_id, created_at, created_at,
    ordering_key, ordering_key IS NOT NULL, CASE WHEN ordering_key IS NOT NULL THEN nextval('delivery_line_position') END
  FROM (SELECT * FROM given ORDER BY id) g
),
gathered AS (
  INSERT INTO digests (id, integration_id, opened_at, due_at, count, delivery_ids)
  SELECT digest_id, integration_id, now(), now(), 1, array_agg(id) FROM given WHERE digest_id IS NOT NULL
  GROUP BY digest_id, integration_id
),
members AS (
  INSERT INTO digest_events (digest_id, event_uid)
  SELECT DISTINCT digest_id, event_uid FROM given WHERE digest_id IS NOT NULL
),
logged AS (
  INSERT INTO delivery_updates (delivery_id, status, attempt_count) SELECT id, 'pending', 0 FROM given RETURNING 1
)
SELECT pg_notify('${workChannel}', ''), pg_notify('${liveChannel}', ''), (SELECT count(*) FROM logged)`;

/** @returns the ids, in the order of what is wanted and of the actions. */
export async function addDeliveries(
  queue: Queue,
  tx: Tx,
  wanted: readonly WantedDeliveries[],
  { test }: AddOptions,
): Promise<readonly string[]> {
  const rows = wanted.flatMap(({ event, integration }) => {
    // Where templates tell of a digest, there is one with this event alone.
    const digestId = integration.digest ? newId() : undefined;
    // As the road does it: neither a digest nor a test stands in a line.
    const isOrdered = !test && digestId === undefined;
    const key = isOrdered ? orderingValue(integration.orderingKey, event) : undefined;
    return integration.actions.map((action) => {
      const id = newId();
      return {
        id,
        integration_id: integration.id,
        integration_name: integration.name,
        action_id: action.id,
        action_type: action.type,
        event_uid: event.uid,
        event_id: event.id,
        event_type: event.type,
        max_attempts: test ? 1 : (findActionKind(action.type)?.retries(action.config).maxAttempts ?? 1),
        waits: integration.paused && !test,
        test,
        digest_id: digestId,
        ordering_key: key,
        created_at: timeOfId(id),
      };
    });
  });
  if (rows.length === 0) return [];
  const lines = rows.flatMap(({ integration_id, action_id, ordering_key }) =>
    ordering_key === undefined ? [] : [{ integrationId: integration_id, actionId: action_id, key: ordering_key }],
  );
  if (lines.length > 0) {
    const { text, params } = lockLines(lines);
    await tx.query(text, params);
  }
  await tx.query(statement, [JSON.stringify(rows)]);
  await moveLinesOn(queue, tx, lines);
  const jobs = rows
    .filter(({ waits, ordering_key }) => !waits && ordering_key === undefined)
    .map((row) => ({ deliveryId: row.id, number: 1, manual: test, integrationId: row.integration_id }));
  await queue.add(tx, jobs);
  return rows.map(({ id }) => id);
}

/** Keeps an event that was made for a test, so that its delivery has one: nothing else comes of it. */
export async function storeTestEvent(tx: Tx, event: IdentityEvent): Promise<void> {
  await tx.query(
    `INSERT INTO events (uid, id, type, actor_id, actor_email, ip_address, fired_at, data, depth, stopped_by, received_at, words)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'test', $10, $11::tsvector)`,
    [
      event.uid,
      event.id,
      event.type,
      event.actorId,
      event.actorEmail,
      event.ipAddress,
      event.firedAt,
      JSON.stringify(event.data),
      event.depth,
      timeOfId(event.uid),
      searchWords(event).join(' '),
    ],
  );
}
