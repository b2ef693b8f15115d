// The live stream of delivery updates, read from the log in the database whenever a notification says that it grew.
// A reader's place in the log is a snapshot of transactions, not a number: rows that commit late are never skipped, on
// no node, and a client that comes back with its cursor gets exactly what it has not seen.
import { Refusal } from '../domain/refusal.ts';
import type { Database } from './database.ts';
import type { Delivery, Integration } from './generated/prisma/client.ts';
import { createLiveWatch } from './live-watch.ts';
import type { Log } from './log.ts';
import type { Queue } from './queue.ts';
import { createUpdateQueue, type UpdateQueue } from './update-queue.ts';

/** A delivery as it was at one change of its status. */
export interface DeliveryUpdate extends Delivery {
  readonly integration: Integration;
  /** Where the stream stands after this update; opaque. */
  readonly cursor: string;
}

export interface UpdateFilter {
  readonly integrationId?: string | undefined;
  readonly status?: readonly Delivery['status'][] | undefined;
}

export interface LiveUpdates {
  /**
   * Updates from now on, or from just after `after`, in order, each once.
   * Ends with a Refusal when the subscriber is too slow to be kept, or `after` is of another database or too old.
   * @throws RangeError when `after` is no cursor at all.
   */
  subscribe(filter: UpdateFilter, after?: string): AsyncIterableIterator<DeliveryUpdate>;
  /**
   * A cursor that stands where the stream is now: what is read of the history after this call, together with the
   * updates after the cursor, leaves nothing out.
   */
  cursor(): Promise<string>;
  /** Live subscribers of this process. */
  readonly subscribers: number;
  close(): Promise<void>;
}

interface Place {
  /** Everything visible in this snapshot was seen … */
  readonly before: string;
  /** … and of what became visible up to this one, */
  readonly upTo: string;
  /** what is numbered up to here. */
  readonly seq: string;
}

interface LogRow {
  /** The place of the row: see Place. */
  readonly before: string;
  readonly snapshot: string;
  readonly seq: string | null;
  readonly delivery_id: string;
  readonly status: Delivery['status'];
  readonly attempt_count: number;
  readonly at: Date;
}

/** A subscriber that missed more reads the history instead. */
const mostMissed = 10_000;

const newRows = `
SELECT $1::text AS before, pg_current_snapshot()::text AS snapshot, u.seq, u.delivery_id, u.status, u.attempt_count, u.at
FROM (SELECT 1) one LEFT JOIN delivery_updates u
  ON u.xid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(u.xid, $1::pg_snapshot)
ORDER BY u.seq`;

// The rest of the group in which the subscriber stopped, then all that came after it: each row's cursor is again a
// place that everything before it lies behind, whatever was committed late.
const missedRows = `
SELECT before, snapshot, seq, delivery_id, status, attempt_count, at FROM (
  SELECT 1 AS part, $1::text AS before, $2::text AS snapshot, u.* FROM delivery_updates u
  WHERE u.xid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(u.xid, $1::pg_snapshot)
    AND pg_visible_in_snapshot(u.xid, $2::pg_snapshot) AND u.seq > $3
  UNION ALL
  SELECT 2, $2::text, $4::text, u.* FROM delivery_updates u
  WHERE u.xid >= pg_snapshot_xmin($2::pg_snapshot) AND NOT pg_visible_in_snapshot(u.xid, $2::pg_snapshot)
    AND pg_visible_in_snapshot(u.xid, $4::pg_snapshot)
) missed ORDER BY part, seq LIMIT ${mostMissed + 1}`;

/** The number of the oldest change that is remembered, or of the next one. */
const oldestKept = `
SELECT coalesce((SELECT min(seq) FROM delivery_updates), (SELECT last_value + 1 FROM delivery_updates_seq_seq)) AS oldest`;

export interface LiveUpdatesTools {
  readonly database: Database;
  readonly queue: Queue;
  readonly log: Log;
  readonly channel: string;
}

export async function startLiveUpdates({ database, queue, log, channel }: LiveUpdatesTools): Promise<LiveUpdates> {
  const subscribers = new Map<UpdateQueue<DeliveryUpdate>, UpdateFilter>();
  const watch = createLiveWatch(database);
  let snapshot: string | undefined;
  let isReadQueued = false;
  let closed = false;
  // Reads and joins take turns: what a subscriber missed ends exactly where its live part begins.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => {});
    return mine;
  };

  const read = () => {
    if (isReadQueued || closed || subscribers.size === 0) return;
    isReadQueued = true;
    inTurn(() => {
      isReadQueued = false;
      return readOnce();
    }).catch((error: unknown) => {
      log.warn({ error }, 'live updates wait for the database');
      setTimeout(read, 1_000);
    });
  };

  const readOnce = async () => {
    // Off in spite of subscribers: the database was away for long. They come back and are told what they missed.
    if (await watch.keepOn()) for (const subscriber of [...subscribers.keys()]) subscriber.end();
    const since = snapshot ?? (await currentSnapshot(database));
    const rows = await database.query<LogRow>(newRows, [since]);
    const updates = await withDeliveries(database, rows);
    snapshot = rows[0]?.snapshot ?? since;
    for (const update of updates)
      for (const [subscriber, filter] of subscribers) if (passes(filter, update)) subscriber.push(update);
  };

  const join = async (subscriber: UpdateQueue<DeliveryUpdate>, filter: UpdateFilter, place: Place | undefined) => {
    await watch.keepOn();
    // The cursor may come from a node that has read further than this one: catch up before comparing.
    if (place && subscribers.size > 0) await readOnce();
    const now = subscribers.size === 0 ? undefined : snapshot;
    const joinedAt = now ?? (await currentSnapshot(database));
    if (place) {
      if (xmaxOf(place.upTo) > xmaxOf(joinedAt)) throw badCursor('is not a cursor of this database');
      const rows = await database.query<LogRow>(missedRows, [place.before, place.upTo, place.seq, joinedAt]);
      // Asked after the read: what was forgotten meanwhile counts too.
      const [kept] = await database.query<{ oldest: string }>(oldestKept);
      const isWhole = await watch.reachesBackTo(place.before);
      const isForgotten = BigInt(place.seq) < BigInt(kept?.oldest ?? 0) - 1n;
      if (!isWhole || isForgotten || rows.length > mostMissed)
        throw badCursor('is too old: read the deliveries instead');
      for (const update of await withDeliveries(database, rows)) if (passes(filter, update)) subscriber.push(update);
    }
    snapshot = joinedAt;
    if (closed) subscriber.end();
    if (!subscriber.ended()) subscribers.set(subscriber, filter);
  };

  const listening = await queue.listen(channel, read);
  // The listening connection comes back later than the database does: after a long outage by half a minute.
  const backstop = setInterval(read, 5_000);
  return {
    subscribe: (filter, after) => {
      const place = after === undefined ? undefined : decodeCursor(after);
      const subscriber: UpdateQueue<DeliveryUpdate> = createUpdateQueue<DeliveryUpdate>({
        start: () => inTurn(() => join(subscriber, filter, place)).then(read),
        onEnd: () => subscribers.delete(subscriber),
      });
      return subscriber.iterator;
    },
    cursor: async () => {
      await watch.keepOn();
      const [row] = await database.query<{ snapshot: string; seq: string }>(
        'SELECT pg_current_snapshot()::text AS snapshot, last_value AS seq FROM delivery_updates_seq_seq',
      );
      if (!row) throw new Error('no snapshot');
      return encodeCursor({ before: row.snapshot, upTo: row.snapshot, seq: row.seq });
    },
    get subscribers() {
      return subscribers.size;
    },
    close: async () => {
      closed = true;
      clearInterval(backstop);
      await listening.close();
      for (const subscriber of [...subscribers.keys()]) subscriber.end();
      await turn;
    },
  };
}

async function currentSnapshot(database: Database): Promise<string> {
  const [row] = await database.query<{ snapshot: string }>('SELECT pg_current_snapshot()::text AS snapshot');
  if (!row) throw new Error('no snapshot');
  return row.snapshot;
}

/** One query for all deliveries of a group of log rows. */
async function withDeliveries(database: Database, rows: readonly LogRow[]): Promise<DeliveryUpdate[]> {
  const logged = rows.filter((row) => row.seq !== null);
  if (logged.length === 0) return [];
  const found = await database.prisma.delivery.findMany({
    where: { id: { in: [...new Set(logged.map((row) => row.delivery_id))] } },
    include: { integration: true },
  });
  const byId = new Map(found.map((delivery) => [delivery.id, delivery]));
  return logged.flatMap((row) => {
    const delivery = byId.get(row.delivery_id);
    if (!delivery) return [];
    const cursor = encodeCursor({ before: row.before, upTo: row.snapshot, seq: row.seq ?? '0' });
    const then = { status: row.status, attemptCount: row.attempt_count, updatedAt: row.at, cursor };
    return [{ ...delivery, ...then }];
  });
}

function passes({ integrationId, status }: UpdateFilter, update: DeliveryUpdate): boolean {
  if (integrationId !== undefined && update.integrationId !== integrationId) return false;
  return status === undefined || status.includes(update.status);
}

const encodeCursor = ({ before, upTo, seq }: Place) => Buffer.from(`${before}|${upTo}|${seq}`).toString('base64url');

const badCursor = (message: string) => new Refusal('BAD_USER_INPUT', `after: ${message}`, [{ path: 'after', message }]);

const xmaxOf = (snapshot: string) => BigInt(snapshot.split(':')[1] ?? 0);

/** PostgreSQL's `xmin:xmax:xip,…`, which it refuses unless xmin <= each xip < xmax and they ascend. */
function isSnapshot(text: string): boolean {
  const found = /^([1-9]\d{0,17}):([1-9]\d{0,17}):((?:\d{1,18}(?:,\d{1,18})*)?)$/.exec(text);
  if (!found) return false;
  const running = found[3] ? found[3].split(',').map(BigInt) : [];
  const [xmin, xmax] = [BigInt(found[1] ?? 0), BigInt(found[2] ?? 0)];
  if (xmin > xmax) return false;
  return running.every((xid, index) => xid >= (running[index - 1] ?? xmin) && xid < xmax);
}

function decodeCursor(cursor: string): Place {
  const [before = '', upTo = '', seq = ''] = Buffer.from(cursor, 'base64url').toString().split('|');
  if (!isSnapshot(before) || !isSnapshot(upTo) || !/^\d{1,18}$/.test(seq))
    throw new RangeError('is not a cursor of this stream');
  return { before, upTo, seq };
}
