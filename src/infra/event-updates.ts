// Live events: each new event once, on whichever node it came in. A notification says that there are some; a reader
// looks a little behind the newest that it has seen, because events that are stored later may have older ids.
import { triggerMatches } from '../domain/matching.ts';
import { Refusal } from '../domain/refusal.ts';
import { firstIdAt, timeOfId } from '../domain/time-ids.ts';
import type { Database } from './database.ts';
import type { Event } from './generated/prisma/client.ts';
import { createLiveWatch } from './live-watch.ts';
import type { Log } from './log.ts';
import type { Queue } from './queue.ts';
import { createUpdateQueue, type UpdateQueue } from './update-queue.ts';

export interface EventUpdates {
  /**
   * Events from now on, or from just after the one with the uid `after`, each once.
   * @param types event types or groups such as user.*; undefined: all.
   * Ends with a Refusal when the subscriber is too slow to be kept, or has missed more than 10,000.
   */
  subscribe(types: readonly string[] | undefined, after?: string): AsyncIterableIterator<Event>;
  readonly subscribers: number;
  close(): Promise<void>;
}

export interface EventUpdatesTools {
  readonly database: Database;
  readonly queue: Pick<Queue, 'listen'>;
  readonly log: Log;
  /** Where a notification says that something was stored while somebody watches. */
  readonly channel: string;
}

interface Place {
  readonly uid: string;
  readonly type: string;
}

/** A subscriber that missed more reads the list instead. */
const mostMissed = 10_000;
/** Notifications that come within this time are read together, in ms. */
const burstMs = 40;
/** How far behind the newest event a notification, and now and then the backstop, looks for late ones, in ms. */
const lateMs = 500;
const veryLateMs = 30_000;
/** Ids that are read, and events that are loaded, at once. */
const idsAtOnce = 10_000;
const eventsAtOnce = 250;

export async function startEventUpdates({ database, queue, log, channel }: EventUpdatesTools): Promise<EventUpdates> {
  const subscribers = new Map<UpdateQueue<Event>, readonly string[] | undefined>();
  const watch = createLiveWatch(database);
  /** What was pushed of the last half minute; older ones are not looked at any more. */
  let seen = new Set<string>();
  let newest = '';
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => {});
    return mine;
  };
  const before = (uid: string, ms: number) => firstIdAt(new Date(timeOfId(uid).getTime() - ms));

  /** What is stored behind a place, oldest first. */
  const placesAfter = async (uid: string, limit = Number.POSITIVE_INFINITY) => {
    const found: Place[] = [];
    for (let at = uid; found.length < limit; ) {
      const rows = await database.query<Place>('SELECT uid, type FROM events WHERE uid > $1 ORDER BY uid LIMIT $2', [
        at,
        Math.min(limit - found.length, idsAtOnce),
      ]);
      found.push(...rows);
      at = rows.at(-1)?.uid ?? at;
      if (rows.length < idsAtOnce) break;
    }
    return found;
  };
  /** Loads what somebody wants, a part at a time, so that it is taken meanwhile. */
  const give = async (places: readonly Place[], wanted: (type: string) => boolean, push: (event: Event) => void) => {
    const uids = places.filter(({ type }) => wanted(type)).map(({ uid }) => uid);
    for (let at = 0; at < uids.length; at += eventsAtOnce) {
      const part = uids.slice(at, at + eventsAtOnce);
      const events = await database.prisma.event.findMany({ where: { uid: { in: part } }, orderBy: { uid: 'asc' } });
      for (const event of events) push(event);
    }
  };

  const read = async (behindMs: number) => {
    if (subscribers.size === 0) return;
    await watch.keepOn();
    const fresh = (await placesAfter(before(newest, behindMs))).filter(({ uid }) => !seen.has(uid));
    if (fresh.length === 0) return;
    for (const { uid } of fresh) {
      seen.add(uid);
      if (uid > newest) newest = uid;
    }
    const forgotten = before(newest, veryLateMs);
    for (const uid of seen) if (uid <= forgotten) seen.delete(uid);
    const isWanted = (type: string) => [...subscribers.values()].some((types) => passes(types, type));
    await give(fresh, isWanted, (event) => {
      for (const [subscriber, types] of subscribers) if (passes(types, event.type)) subscriber.push(event);
    });
  };
  const failed = (error: unknown) => log.warn({ error }, 'live events wait for the database');
  const readSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      inTurn(() => read(lateMs)).catch(failed);
    }, burstMs);
  };

  const join = async (subscriber: UpdateQueue<Event>, types: readonly string[] | undefined, after?: string) => {
    await watch.keepOn();
    if (subscribers.size === 0) {
      const [row] = await database.query<{ now: Date }>('SELECT now() AS now');
      newest = firstIdAt(row?.now ?? new Date());
      seen = new Set();
      // What is there already is not news.
      for (const { uid } of await placesAfter(before(newest, veryLateMs))) {
        seen.add(uid);
        if (uid > newest) newest = uid;
      }
    } else await read(lateMs);
    if (after !== undefined) {
      const settled = before(newest, veryLateMs);
      const places = await placesAfter(after, mostMissed + 1);
      if (places.length > mostMissed) throw tooOld();
      // What has come since and is not seen yet comes with the live ones.
      const missed = places.filter(({ uid }) => uid <= settled || seen.has(uid));
      await give(
        missed,
        (type) => passes(types, type),
        (event) => subscriber.push(event),
      );
    }
    if (!subscriber.ended()) subscribers.set(subscriber, types);
  };

  const listening = await queue.listen(channel, readSoon);
  const backstop = setInterval(() => void inTurn(() => read(veryLateMs)).catch(failed), 5_000);
  return {
    subscribe: (types, after) => {
      const subscriber: UpdateQueue<Event> = createUpdateQueue<Event>({
        start: () => inTurn(() => join(subscriber, types, after)),
        onEnd: () => subscribers.delete(subscriber),
        limit: mostMissed,
      });
      return subscriber.iterator;
    },
    get subscribers() {
      return subscribers.size;
    },
    close: async () => {
      clearInterval(backstop);
      clearTimeout(timer);
      await listening.close();
      for (const subscriber of [...subscribers.keys()]) subscriber.end();
      await turn;
    },
  };
}

const tooOld = () =>
  new Refusal('BAD_USER_INPUT', 'after: is too old', [
    { path: 'after', message: 'is too old: read the list of events instead' },
  ]);

const passes = (types: readonly string[] | undefined, type: string): boolean =>
  types === undefined || types.some((one) => one === type || triggerMatches(one, type));
