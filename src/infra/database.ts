// PostgreSQL as the service sees it: Prisma for what clients read and administrators change, plain statements for the
// road of an event, where one statement carries many rows.
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { refuseLooseChange, unrecordedMutation } from './audit.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import type { Log } from './log.ts';
import { outsideRequests } from './request-scope.ts';
import { openRoad, type PoolUse, type Road, useOf } from './road.ts';

/** What a step of a transaction may do. Who changes two things opens the transaction and passes this on. */
export interface Tx {
  /** Runs one statement; parameters as $1, $2 … */
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Tx {
  readonly prisma: PrismaClient;
  /** The connections of an event's road. */
  readonly road: Road;
  /** The connections of everything else. */
  readonly pool: PoolUse;
  /** Commits what `work` did, or nothing of it when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** The same database where connections keep their session; default: `url`. */
  readonly sessionUrl?: string;
  readonly log: Log;
  /** Connections at most. Default 10. */
  readonly connections?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
}

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // Prisma's adapter reads a timestamp's digits and drops its offset: true only of a session in UTC.
    onConnect: async (client) => void (await client.query("SET TIME ZONE 'UTC'")),
  });
  // An idle connection that the server closes is replaced at the next use; it must not end the process.
  pool.on('error', (error) => outsideRequests(() => options.log.warn({ error }, 'database connection lost')));
  pool.on('connect', (client) => client.on('error', () => {}));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const road = openRoad({
    ...options,
    url: options.sessionUrl ?? options.url,
    applicationName: `${options.applicationName} road`,
  });
  return {
    prisma,
    road,
    get pool() {
      return useOf(pool);
    },
    query: async <Row>(sql: string, params?: readonly unknown[]) => {
      refuseLooseChange(sql);
      return (await pool.query(sql, params as unknown[] | undefined)).rows as Row[];
    },
    transaction: async (work) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const tx: Tx = {
          query: async <Row>(sql: string, params?: readonly unknown[]) =>
            (await client.query(sql, params as unknown[] | undefined)).rows as Row[],
        };
        const result = await work(tx);
        await refuseUnrecorded(tx);
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        // A connection that cannot even roll back is thrown away.
        await client.query('ROLLBACK').then(
          () => client.release(),
          () => client.release(true),
        );
        throw error;
      }
    },
    close: async () => {
      await prisma.$disconnect();
      await road.close();
      if (!pool.ended) await pool.end();
    },
  };
}

/** No change of a mutation without its entry in the audit log. */
async function refuseUnrecorded(tx: Tx): Promise<void> {
  const mutation = unrecordedMutation(tx);
  if (mutation === undefined) return;
  const [row] = await tx.query<{ xid: string | null }>('SELECT pg_current_xact_id_if_assigned()::text AS xid');
  if (row?.xid != null)
    throw new Error(`${mutation} changes something that is not in the audit log: see recordChange in infra/audit.ts`);
}

const unavailableMessages =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|is not queryable|Can't reach/i;

/** True for errors that say "the database cannot be reached now", not "the statement is wrong". */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const isConnectionCode =
    typeof code === 'string' && /^(08|57P0[123]|53300|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|P1\d|P2024)/.test(code);
  return isConnectionCode || (typeof message === 'string' && unavailableMessages.test(message));
}
