// The queue of task runs and the clock of their schedules (pg-boss). One job is one run; jobs of one task are never
// held twice at the same time, over all nodes. A tick of a schedule is one job, however many nodes there are.
import { type Db, PgBoss } from 'pg-boss';
import type { Tx } from './database.ts';
import type { Log } from './log.ts';
import type { Road } from './road.ts';
import { takingInTurns } from './take-in-turns.ts';

/** A job held by this process until it is settled or its heartbeat is missed. */
export interface HeldRun {
  readonly id: string;
  readonly retryCount: number;
  readonly runId: string;
}

export interface Schedule {
  /** Five fields, or a name such as @daily. */
  readonly cron: string;
  /** An IANA time zone. */
  readonly timeZone: string;
  /** What becomes of ticks that nobody saw: none, or one for all of them. */
  readonly missed: 'skip' | 'once';
}

export interface TaskQueue {
  add(tx: Tx, run: { readonly runId: string; readonly taskId: string }): Promise<void>;
  /** Takes up to `limit` runs, of each task one at most over all nodes. */
  take(limit: number): Promise<readonly HeldRun[]>;
  settle(tx: Tx, job: HeldRun): Promise<void>;
  /** Tells that these are still being worked on; those of a silent process go to others after 10 s. */
  heartbeat(jobs: readonly HeldRun[]): Promise<void>;
  /** Replaces the task's schedule; undefined: none. */
  schedule(tx: Tx, taskId: string, schedule: Schedule | undefined): Promise<void>;
  /** The next times after `from`. @throws for a cron text or zone that cannot be used. */
  nextTimes(schedule: Omit<Schedule, 'missed'>, from: Date, count: number): readonly Date[];
  /** Calls back for each tick, on one node, in the transaction that ends the tick. Needs `ticks`. */
  onTick(work: (tx: Tx, taskId: string) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export interface TaskQueueOptions {
  readonly url: string;
  /** Where jobs are taken. */
  readonly road: Road;
  readonly log: Log;
  /** False for a process that runs nothing: then it keeps no clock. */
  readonly ticks: boolean;
}

const runs = 'runs';
const cronTicks = 'task-cron';

export async function startTaskQueue({ url, road, log, ticks }: TaskQueueOptions): Promise<TaskQueue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'iam-integrations tasks',
    max: 4,
    // The queue of attempts keeps house for all queues.
    supervise: false,
    schedule: ticks,
    // A tick is at work within about 6 s.
    cronMonitorIntervalSeconds: 5,
    cronWorkerIntervalSeconds: 1,
    registerInstance: false,
  });
  boss.on('error', (error) => log.warn({ error }, 'task queue trouble'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'task queue warning'));
  await boss.start();
  // A run whose worker died comes back to be ended, not to be run again.
  const kept = { retryDelay: 0, deleteAfterSeconds: 600, retentionSeconds: 60 * 60 * 24 * 30 };
  await boss.createQueue(runs, { ...kept, retryLimit: 100, heartbeatSeconds: 10, expireInSeconds: 4_200 });
  await boss.createQueue(cronTicks, { ...kept, retryLimit: 5, expireInSeconds: 60 });
  const inTurns = takingInTurns(road, runs);
  return {
    add: async (tx, { runId, taskId }) => {
      const row = { data: { runId }, group: { id: taskId } };
      await boss.insert(runs, [row] as Parameters<typeof boss.insert>[1], { db: inside(tx), returnId: false });
    },
    take: async (limit) => {
      const jobs = await boss.fetch<{ runId: string }>(runs, { batchSize: limit, groupConcurrency: 1, db: inTurns });
      return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, runId: data.runId }));
    },
    settle: async (tx, { id, retryCount }) =>
      void (await boss.complete(runs, [{ id, retryCount }], null, { db: inside(tx) })),
    heartbeat: async (jobs) => {
      if (jobs.length === 0) return;
      await boss.touch(
        runs,
        jobs.map(({ id, retryCount }) => ({ id, retryCount })),
      );
    },
    schedule: async (tx, taskId, schedule) => {
      if (!schedule) return boss.unschedule(cronTicks, taskId, { db: inside(tx) });
      const { cron, timeZone: tz, missed } = schedule;
      await boss.schedule(cronTicks, cron, { taskId }, { key: taskId, tz, missed, db: inside(tx) });
    },
    nextTimes: ({ cron, timeZone }, from, count) => boss.previewSchedule(cron, { tz: timeZone, from, count }),
    onTick: async (work) => {
      if (!ticks) return;
      const options = { pollingIntervalSeconds: 1, transactional: true } as const;
      await boss.work<{ taskId: string }, void, typeof options>(cronTicks, options, async (jobs, db) => {
        for (const { data } of jobs) await work(txOf(db), data.taskId);
      });
    },
    stop: () => boss.stop({ graceful: false, close: true }),
  };
}

const inside = (tx: Tx): Db => ({
  executeSql: async (text, values) => ({ rows: await tx.query(text, values) }),
});

const txOf = (db: Db): Tx => ({
  query: async <Row>(sql: string, params?: readonly unknown[]) =>
    (await db.executeSql(sql, params as unknown[] | undefined)).rows as Row[],
});
