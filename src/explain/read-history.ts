// Stored events read newest first in batches, so that neither the memory nor the database's attention grows with them.
import type { IdentityEvent, JsonObject } from '../domain/event.ts';
import { firstIdAt } from '../domain/time-ids.ts';
import type { Tx } from '../infra/database.ts';

export interface PastEvent extends IdentityEvent {
  readonly receivedAt: Date;
  readonly stoppedBy: string | null;
  /** A person's data was taken out of it: nothing is sent of it any more. */
  readonly erased: boolean;
}

export interface Past {
  /** So many of the newest at most. */
  readonly last: number;
  /** Received at or after this time. Default: ever. */
  readonly since?: Date | undefined;
}

const batch = 500;

interface Row {
  readonly uid: string;
  readonly id: string;
  readonly type: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly ip_address: string | null;
  readonly fired_at: Date;
  readonly received_at: Date;
  readonly data: JsonObject;
  readonly depth: number;
  readonly source: string | null;
  readonly stopped_by: string | null;
  readonly erased: boolean;
}

const columns = `uid, id, type, actor_id, actor_email, ip_address, fired_at, received_at, data, depth, source, stopped_by,
  erased_at IS NOT NULL AS erased`;

/** Batches of the newest events. */
export async function* readHistory(database: Tx, { last, since }: Past): AsyncGenerator<readonly PastEvent[]> {
  let before = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  const from = since ? firstIdAt(since) : '00000000-0000-0000-0000-000000000000';
  for (let left = last; left > 0; left -= batch) {
    const take = Math.min(batch, left);
    const rows = await database.query<Row>(
      `SELECT ${columns} FROM events WHERE uid < $1 AND uid >= $2 ORDER BY uid DESC LIMIT $3`,
      [before, from, take],
    );
    if (rows.length > 0) yield rows.map(pastEvent);
    if (rows.length < take) return;
    before = rows.at(-1)?.uid ?? before;
  }
}

/** Certain events, in order of receipt. */
export async function readEvents(database: Tx, uids: readonly string[]): Promise<readonly PastEvent[]> {
  const rows = await database.query<Row>(`SELECT ${columns} FROM events WHERE uid = ANY($1::uuid[]) ORDER BY uid`, [
    uids,
  ]);
  return rows.map(pastEvent);
}

const pastEvent = (row: Row): PastEvent => ({
  uid: row.uid,
  id: row.id,
  type: row.type,
  actorId: row.actor_id,
  actorEmail: row.actor_email,
  ipAddress: row.ip_address,
  firedAt: row.fired_at,
  receivedAt: row.received_at,
  data: row.data,
  depth: row.depth,
  source: row.source,
  causedBy: null,
  stoppedBy: row.stopped_by,
  erased: row.erased,
});
