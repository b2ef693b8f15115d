// Takes queued runs (by cron and by hand), executes them and records their end with the job, one transaction each. A
// job that comes back with its run still running has lost its worker: that run is ended, never run again.
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Queue } from '../infra/queue.ts';
import { runsChannel } from '../infra/run-updates.ts';
import type { HeldRun, TaskQueue } from '../infra/task-queue.ts';
import { endRun, type PublishEvent, type RunEnd, workerDied } from './end-run.ts';
import { type ExecuteTools, executeRun } from './execute-run.ts';
import type { RunningRuns } from './running-runs.ts';
import { runWorkChannel } from './start-run.ts';
import { type TaskRow, taskFromRow } from './stored-task.ts';

export interface WorkerTools extends ExecuteTools {
  readonly database: Database;
  readonly queue: Pick<Queue, 'listen'>;
  readonly taskQueue: TaskQueue;
  readonly running: RunningRuns;
  readonly log: Log;
  readonly publish: PublishEvent;
  readonly metrics: Pick<Metrics, 'taskRunEnded'>;
}

/** Queued runs at the same time in this process. */
const slots = 3;
const heartbeatMs = 3_000;
/** Jobs of dead workers, and those that waited for another run of their task, come without a notification. */
const backstopMs = 2_000;
/** What runs has so long to end at a stop before it is cut short. */
const stopAfterMs = 5_000;

export async function startRunWorker(tools: WorkerTools): Promise<{ stop(): Promise<void> }> {
  const { taskQueue, log } = tools;
  const held = new Set<HeldRun>();
  const idle = async (limitMs: number) => {
    const deadline = performance.now() + limitMs;
    while (held.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  let looping: Promise<void> | undefined;
  let wanted = false;
  let stopping = false;

  const wake = () => {
    wanted = true;
    looping ??= loop().finally(() => {
      looping = undefined;
      if (wanted && !stopping) wake();
    });
  };
  const loop = async () => {
    while (wanted && !stopping && held.size < slots) {
      wanted = false;
      try {
        const jobs = await taskQueue.take(slots - held.size);
        for (const job of jobs) void work(job);
        wanted = jobs.length > 0;
      } catch (error) {
        log.warn({ error }, 'cannot take runs: trying again');
        return;
      }
    }
    if (held.size >= slots) wanted = false;
  };
  const work = async (job: HeldRun) => {
    held.add(job);
    try {
      await runJob(tools, job);
    } catch (error) {
      // The heartbeat ends with this process's interest in it: the job is taken again, and its run ended.
      log.warn({ error, runId: job.runId }, 'run could not be recorded');
    }
    held.delete(job);
    if (!stopping) wake();
  };

  const beat = setInterval(() => {
    taskQueue.heartbeat([...held]).catch((error: unknown) => log.warn({ error }, 'heartbeat of runs failed'));
  }, heartbeatMs);
  const backstop = setInterval(wake, backstopMs);
  const listening = await tools.queue.listen(runWorkChannel, wake);
  wake();
  return {
    stop: async () => {
      stopping = true;
      clearInterval(backstop);
      await looping;
      await listening.close();
      await idle(stopAfterMs);
      await tools.running.stop();
      await idle(60_000);
      clearInterval(beat);
    },
  };
}

async function runJob(tools: WorkerTools, job: HeldRun): Promise<void> {
  const run = await begin(tools, job);
  if (!run) return;
  const signal = tools.running.enter(job.runId, []);
  try {
    const end = await executeRun(tools, run, signal);
    await tools.database.transaction(async (tx) => {
      await endRun(tools.publish, tx, end);
      await tools.taskQueue.settle(tx, job);
    });
    noteRun(tools, run.task, end);
  } finally {
    tools.running.leave(job.runId);
  }
}

/** The run, now running, with its task as it is now; undefined when there is nothing to run any more. */
async function begin({ database, taskQueue, publish }: WorkerTools, job: HeldRun) {
  const { runId } = job;
  return database.transaction(async (tx) => {
    const [row] = await tx.query<TaskRow & { input: unknown }>(
      `WITH begun AS (
         UPDATE task_runs SET status = 'running', started_at = now(), beat_at = now()
         WHERE id = $1 AND status = 'pending' RETURNING id, task_id, input
       ), told AS (SELECT pg_notify('${runsChannel}', id::text) FROM begun)
       SELECT t.*, begun.input, (SELECT count(*) FROM told)
       FROM begun JOIN tasks t ON t.id = begun.task_id AND t.deleted_at IS NULL`,
      [runId],
    );
    if (row) return { runId, task: taskFromRow(row), event: undefined, input: row.input };
    await endRun(publish, tx, { runId, status: 'error', error: workerDied });
    await taskQueue.settle(tx, job);
    return undefined;
  });
}

/** One wide line per run. */
/** In the log and in the metrics. */
export function noteRun(
  { log, metrics }: Pick<WorkerTools, 'log' | 'metrics'>,
  task: { id: string; name: string; type: string },
  end: RunEnd,
): void {
  log.info(
    {
      runId: end.runId,
      taskId: task.id,
      task: task.name,
      taskType: task.type,
      status: end.status,
      durationMs: end.durationMs,
      error: end.error,
    },
    'run',
  );
  metrics.taskRunEnded({ type: task.type, status: end.status, durationMs: end.durationMs });
}
