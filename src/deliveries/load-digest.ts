// What a digest holds, for the attempt that tells of it. The first attempt closes the window: from then on every attempt,
// also one by hand, has the same events.
import type { IdentityEvent, JsonObject } from '../domain/event.ts';
import { maxDigestBytes, maxDigestEvents } from '../domain/quiet-rules.ts';
import type { Database } from '../infra/database.ts';

export interface LoadedDigest {
  /** All events of the window. */
  readonly count: number;
  /** The newest that fit, the oldest first. */
  readonly events: readonly IdentityEvent[];
}

interface Row {
  readonly uid: string;
  readonly id: string;
  readonly type: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly ip_address: string | null;
  readonly fired_at: Date;
  readonly data: JsonObject;
  readonly depth: number;
  readonly source: string | null;
}

const eventsStatement = `
SELECT uid, id, type, actor_id, actor_email, ip_address, fired_at, data, depth, source FROM (
  SELECT e.*, sum(octet_length(e.data::text)) OVER (ORDER BY g.event_uid DESC) AS bytes
  FROM (SELECT event_uid FROM digest_events WHERE digest_id = $1 ORDER BY event_uid DESC LIMIT ${maxDigestEvents}) g
  JOIN events e ON e.uid = g.event_uid
) sized WHERE bytes <= ${maxDigestBytes} ORDER BY uid`;

export async function loadDigest(database: Database, id: string): Promise<LoadedDigest> {
  // Waits for those who are adding to it; what they add is there afterwards.
  const [digest] = await database.query<{ count: number }>(
    'UPDATE digests SET open_for = NULL WHERE id = $1 RETURNING count',
    [id],
  );
  const rows = await database.query<Row>(eventsStatement, [id]);
  return { count: digest?.count ?? rows.length, events: rows.map(eventOf) };
}

const eventOf = (row: Row): IdentityEvent => ({
  uid: row.uid,
  id: row.id,
  type: row.type,
  actorId: row.actor_id,
  actorEmail: row.actor_email,
  ipAddress: row.ip_address,
  firedAt: row.fired_at,
  data: row.data,
  depth: row.depth,
  source: row.source,
  causedBy: null,
});
