// The job queue (pg-boss) in the words of this service: one job is one attempt of one delivery. Jobs are inserted and
// settled inside the caller's transaction, so that a record and its next job commit together or not at all.
import { type Db, PgBoss } from 'pg-boss';
import type { Tx } from './database.ts';
import { createEcho } from './echo.ts';
import type { Log } from './log.ts';
import type { Road, Statement } from './road.ts';
import { takingInTurns } from './take-in-turns.ts';

/** One attempt to make. Jobs carry ids, never payloads. */
export interface AttemptJob {
  readonly deliveryId: string;
  /** The attempt's number, from 1. */
  readonly number: number;
  /** True when a person asked for this attempt. */
  readonly manual: boolean;
  readonly integrationId: string;
  /** One of many that a person asked for at once: see domain/breaker.ts. */
  readonly bulk?: true | undefined;
  /** It has waited for its turn: those that come meanwhile go behind it. */
  readonly released?: true | undefined;
  /** Earliest time; undefined means now. */
  readonly notBefore?: Date | undefined;
  /** The span of the attempt that it repeats, if spans are made: see domain/trace-context.ts. */
  readonly trace?: string | undefined;
}

/** A job held by this process until it is settled, given back, or its heartbeat is missed. */
export interface HeldJob extends Omit<AttemptJob, 'notBefore'> {
  readonly id: string;
  readonly retryCount: number;
}

export interface Queue {
  add(tx: Tx, jobs: readonly AttemptJob[]): Promise<void>;
  /** Takes up to `limit` due jobs, at most `perIntegration` of one integration being held by all nodes together. */
  take(limit: number, perIntegration: number): Promise<readonly HeldJob[]>;
  /** Makes the job of an attempt due now that waits until `notBefore`. False: it does not, or not any more. */
  bringForward(tx: Tx, job: Required<Pick<AttemptJob, 'deliveryId' | 'number' | 'notBefore'>>): Promise<boolean>;
  settle(tx: Tx, jobs: readonly HeldJob[]): Promise<void>;
  /** What `add` does, to be sent together with other statements. */
  addition(jobs: readonly AttemptJob[]): Promise<readonly Statement[]>;
  /** What `settle` does, to be sent together with other statements. */
  settlement(jobs: readonly HeldJob[]): Promise<readonly Statement[]>;
  /** Gives jobs back to be taken again at once, by any node. */
  giveBack(jobs: readonly HeldJob[]): Promise<void>;
  /** Tells that these jobs are still being worked on; jobs of a silent process go to others after 10 s. */
  heartbeat(jobs: readonly HeldJob[]): Promise<void>;
  /** Calls back for each NOTIFY on a channel, and after each reconnect, when notifications may have been missed. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<{ close(): Promise<void> }>;
  /** Resolves when everything that listens here has been reached by a notification, however long that takes. */
  echo(): Promise<void>;
  stop(): Promise<void>;
}

export interface QueueOptions {
  readonly url: string;
  /** Where jobs are taken. */
  readonly road: Road;
  readonly log: Log;
  /** False for a process that only adds jobs. It then leaves the queue's housekeeping to workers. */
  readonly supervise: boolean;
}

const attempts = 'attempts';
const heartbeatSeconds = 10;

export async function startQueue({ url, road, log, supervise }: QueueOptions): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'iam-integrations queue',
    max: 4,
    supervise,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    monitorVacuum: false,
    registerInstance: false,
  });
  // Without a listener a lost connection would end the process; the next call meets the same fault and handles it.
  boss.on('error', (error) => log.warn({ error }, 'queue trouble'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'queue warning'));
  await boss.start();
  await boss.createQueue(attempts, {
    policy: 'standard',
    heartbeatSeconds,
    // A job lost with its worker is taken again and again: the attempt itself decides when a delivery has failed.
    retryLimit: 10_000,
    retryDelay: 0,
    // Longer than the longest task that an attempt may run.
    expireInSeconds: 4_200,
    deleteAfterSeconds: 60,
    retentionSeconds: 60 * 60 * 24 * 30,
  });
  const inTurns = takingInTurns(road, attempts);
  const echo = createEcho((channels, payload) =>
    road.query('SELECT pg_notify(channel, $2) FROM unnest($1::text[]) AS channel', [channels, payload]),
  );
  const addTo = async (db: Db, jobs: readonly AttemptJob[]) => {
    if (jobs.length === 0) return;
    const rows = jobs.map(({ deliveryId, number, manual, integrationId, bulk, released, notBefore, trace }) => ({
      data: {
        deliveryId,
        number,
        manual,
        integrationId,
        ...(bulk && { bulk }),
        ...(released && { released }),
        ...(trace !== undefined && { trace }),
      },
      group: { id: integrationId },
      ...(notBefore && { startAfter: notBefore.toISOString() }),
    }));
    await boss.insert(attempts, rows as Parameters<typeof boss.insert>[1], { db, returnId: false });
  };
  const settleIn = async (db: Db, jobs: readonly HeldJob[]) => {
    if (jobs.length > 0) await boss.complete(attempts, fences(jobs), null, { db });
  };
  return {
    add: (tx, jobs) => addTo(inside(tx), jobs),
    bringForward: async (tx, job) => (await tx.query(moveJob, [job.notBefore, job.deliveryId, job.number])).length > 0,
    settle: (tx, jobs) => settleIn(inside(tx), jobs),
    addition: (jobs) => statementsOf((db) => addTo(db, jobs)),
    settlement: (jobs) => statementsOf((db) => settleIn(db, jobs)),
    take: async (limit, perIntegration) => {
      const jobs = await boss.fetch<Omit<HeldJob, 'id' | 'retryCount'>>(attempts, {
        batchSize: roundedDown(limit),
        groupConcurrency: perIntegration,
        db: inTurns,
      });
      return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, ...data }));
    },
    giveBack: async (jobs) => {
      if (jobs.length > 0) await boss.fail(attempts, fences(jobs));
    },
    heartbeat: async (jobs) => {
      if (jobs.length > 0) await boss.touch(attempts, fences(jobs));
    },
    listen: async (channel, onNotify) => {
      const listen = boss.getDb().listen;
      if (!listen) throw new Error('this database connection cannot LISTEN');
      const heard = echo.hear(channel, onNotify);
      const listening = await listen.call(boss.getDb(), channel, heard.onNotify, () => onNotify(''));
      return {
        close: async () => {
          heard.end();
          await listening.close();
        },
      };
    },
    echo: echo.check,
    stop: () => boss.stop({ graceful: false, close: true }),
  };
}

// By the index (name, state, blocked, start_after). Those of the same moment are few.
const moveJob = `UPDATE pgboss.job SET start_after = now()
  WHERE name = '${attempts}' AND state IN ('created', 'retry') AND NOT blocked
    AND start_after BETWEEN $1::timestamptz - interval '1 ms' AND $1::timestamptz + interval '1 ms'
    AND data->>'deliveryId' = $2::text AND (data->>'number')::int = $3::int
  RETURNING 1`;

/** The limit is part of the statement's text: few different ones, so that each is prepared once. */
const roundedDown = (limit: number) => (limit >= 200 ? 200 : 2 ** Math.floor(Math.log2(Math.max(limit, 1))));

/** The statements that pg-boss would run. */
async function statementsOf(run: (db: Db) => Promise<void>): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  await run({
    executeSql: async (text, params = []) => {
      statements.push({ text, params });
      // What completes jobs is asked how many there were.
      return { rows: [{ count: 0 }] };
    },
  });
  return statements;
}

const fences = (jobs: readonly HeldJob[]) => jobs.map(({ id, retryCount }) => ({ id, retryCount }));

const inside = (tx: Tx): Db => ({
  executeSql: async (text, values) => ({ rows: await tx.query(text, values) }),
});
