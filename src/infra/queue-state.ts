// How much waits in the queues and for how long, asked at most every few seconds whoever asks how often. Index entries
// are counted up to a bound; of a longer queue the count is the one that pg-boss keeps, a few seconds old.
import type { Database } from './database.ts';

export interface QueueState {
  readonly queue: 'attempts' | 'runs';
  /** Jobs that could be taken now. */
  readonly due: number;
  /** Jobs whose time has not come. */
  readonly later: number;
  /** Jobs in work, over all nodes. */
  readonly running: number;
  /** Seconds since the oldest of the due jobs could have been taken; 0 without any. */
  readonly oldestDueSecs: number;
}

/** Index entries that are counted at most, of each state. */
const mostCounted = 10_000;
const keptMs = 5_000;

// Each part reads the index (name, state, blocked, start_after) of what is not over; a job that was given back or whose
// worker died is in the state `retry`.
const count = (state: string, more = '') => `(SELECT count(*)::int FROM (SELECT FROM pgboss.job j
    WHERE j.name = q.name AND j.state = '${state}' ${more} LIMIT ${mostCounted}) counted)`;
const due = 'AND NOT j.blocked AND j.start_after <= now()';
const oldest = (state: string) => `(SELECT j.start_after FROM pgboss.job j
    WHERE j.name = q.name AND j.state = '${state}' AND NOT j.blocked ORDER BY j.start_after LIMIT 1)`;

export const queueStateStatement = `
SELECT q.name AS queue,
  ${count('created', due)} + ${count('retry', due)} AS due,
  ${count('created', 'AND NOT j.blocked AND j.start_after > now()')} AS later,
  ${count('active')} AS running,
  q.ready_count, q.deferred_count, q.active_count,
  greatest(0, extract(epoch FROM now() - least(${oldest('created')}, ${oldest('retry')})))::float8 AS age
FROM pgboss.queue q WHERE q.name IN ('attempts', 'runs')`;

interface Row {
  readonly queue: QueueState['queue'];
  readonly due: number;
  readonly later: number;
  readonly running: number;
  readonly ready_count: number;
  readonly deferred_count: number;
  readonly active_count: number;
  readonly age: number | null;
}

/** @returns a function that asks, or answers with what it was told within the last seconds. */
export const createQueueState = (database: Pick<Database, 'query'>): (() => Promise<readonly QueueState[]>) =>
  keptFor(async () => (await database.query<Row>(queueStateStatement)).map(stateOf));

/** The same for any question. */
export function keptFor<T>(ask: () => Promise<T>, ms = keptMs): () => Promise<T> {
  let known: Promise<T> | undefined;
  let knownUntil = 0;
  return () => {
    if (known && performance.now() < knownUntil) return known;
    knownUntil = performance.now() + ms;
    known = ask();
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
}

const whole = (counted: number, kept: number) => (counted < mostCounted ? counted : Math.max(counted, kept));

const stateOf = (row: Row): QueueState => ({
  queue: row.queue,
  due: whole(row.due, row.ready_count),
  later: whole(row.later, row.deferred_count),
  running: whole(row.running, row.active_count),
  oldestDueSecs: row.age ?? 0,
});
