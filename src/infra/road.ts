// The connections of an event's road, apart from those of clients, so that a heavy list never keeps a delivery waiting.
// Their statements are few and run all the time: they are prepared once, planned once, and sent together, so that a
// transaction of several costs one round trip.
import pg from 'pg';
import type { Tx } from './database.ts';
import type { Log } from './log.ts';
import { outsideRequests } from './request-scope.ts';

export interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
}

export interface Road extends Tx {
  /**
   * All of the statements or none of them, in one round trip; gives the rows of each.
   * @param options.lax the commit need not be on disk when this returns: only for what may be forgotten in a crash.
   */
  together<Row = Record<string, unknown>>(
    statements: readonly Statement[],
    options?: { readonly lax?: boolean },
  ): Promise<readonly (readonly Row[])[]>;
  /** Commits what `work` did, or nothing of it when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly pool: PoolUse;
  close(): Promise<void>;
}

/** Connections of a pool at this moment. */
export interface PoolUse {
  readonly total: number;
  readonly idle: number;
  /** Callers that wait for one. */
  readonly waiting: number;
  readonly most: number;
}

export const useOf = (pool: pg.Pool): PoolUse => ({
  total: pool.totalCount,
  idle: pool.idleCount,
  waiting: pool.waitingCount,
  most: pool.options.max,
});

// Every statement here finds its rows by a key. A plan is kept for long: made while the tables are small, it must not
// be one that reads them whole.
const session = `SET TIME ZONE 'UTC'; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
SET jit = off`;
/** Texts that are prepared. There are about a dozen; a bound keeps a mistake from filling the server's memory. */
const mostPrepared = 100;
const abortedTransaction = '25P02';

export function openRoad(options: { readonly url: string; readonly log: Log; readonly applicationName: string }): Road {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: 6,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    pipeline: true,
    onConnect: async (client) => void (await client.query(session)),
  });
  pool.on('error', (error) => outsideRequests(() => options.log.warn({ error }, 'database connection lost')));
  pool.on('connect', (client) => client.on('error', () => {}));

  const names = new Map<string, string>();
  const send = async <Row>(client: pg.PoolClient, text: string, params: readonly unknown[] = []): Promise<Row[]> => {
    let name = names.get(text);
    if (name === undefined && names.size < mostPrepared) {
      name = `road_${names.size}`;
      names.set(text, name);
    }
    const { rows } = await client.query({ text, values: params as unknown[], ...(name !== undefined && { name }) });
    return rows as Row[];
  };

  /** A connection that cannot even roll back is thrown away. */
  const rollBack = (client: pg.PoolClient) =>
    client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );

  return {
    get pool() {
      return useOf(pool);
    },
    query: async <Row>(text: string, params?: readonly unknown[]) => {
      const client = await pool.connect();
      try {
        return await send<Row>(client, text, params);
      } finally {
        client.release();
      }
    },
    together: async <Row>(statements: readonly Statement[], { lax = false } = {}) => {
      const client = await pool.connect();
      // One write for all of them: each one costs a system call, and wakes the server.
      client.connection.stream.cork();
      const sent = [
        send<Row>(client, 'BEGIN'),
        ...(lax ? [send<Row>(client, 'SET LOCAL synchronous_commit = off')] : []),
        ...statements.map(({ text, params }) => send<Row>(client, text, params)),
        send<Row>(client, 'COMMIT'),
      ];
      client.connection.stream.uncork();
      const results = await Promise.allSettled(sent);
      const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      if (errors.length === 0) {
        client.release();
        const rows = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
        return rows.slice(lax ? 2 : 1, -1);
      }
      await rollBack(client);
      throw errors.find((error) => (error as { code?: unknown }).code !== abortedTransaction) ?? errors[0];
    },
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        // Travels with the first statement of the work.
        const begun = send(client, 'BEGIN');
        begun.catch(() => {});
        const result = await work({
          query: <Row>(text: string, params?: readonly unknown[]) => send<Row>(client, text, params),
        });
        await begun;
        await send(client, 'COMMIT');
        client.release();
        return result;
      } catch (error) {
        await rollBack(client);
        throw error;
      }
    },
    close: async () => {
      if (!pool.ended) await pool.end();
    },
  };
}
