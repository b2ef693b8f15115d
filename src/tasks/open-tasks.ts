// Puts the parts of tasks together: what the doors may do, what a delivery's attempt may run, and, in a process that
// runs things, the worker of queued runs and the clock of schedules.
import type { RunTask } from '../actions/action-kind.ts';
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { Outbound } from '../infra/outbound/send-request.ts';
import { createPurgeWalk } from '../infra/purge-history.ts';
import type { Queue } from '../infra/queue.ts';
import type { RunUpdates } from '../infra/run-updates.ts';
import type { TaskQueue } from '../infra/task-queue.ts';
import { builtInKind } from './built-ins/registry.ts';
import type { ChangeTools } from './change-tasks.ts';
import type { PublishEvent } from './end-run.ts';
import type { ExecuteTools } from './execute-run.ts';
import { createNextRuns, type NextRuns } from './next-runs.ts';
import { createRunForDelivery } from './run-for-delivery.ts';
import { startRunWorker } from './run-worker.ts';
import { watchRunningRuns } from './running-runs.ts';
import { checkScriptAside } from './sandbox/check-script.ts';
import { createSandbox, type Sandbox } from './sandbox/create-sandbox.ts';
import { createScriptHost, openScim } from './script-host.ts';
import { startScheduledRun } from './start-run.ts';
import type { TaskVault } from './stored-task.ts';

/** What the doors use of tasks. */
export interface Tasks extends ChangeTools, OpenTools {
  readonly database: Database;
  readonly vault: TaskVault;
  readonly taskQueue: TaskQueue;
  readonly sandbox: Sandbox;
  readonly nextRuns: NextRuns;
}

export interface OpenTools {
  readonly database: Database;
  readonly queue: Pick<Queue, 'listen'>;
  readonly taskQueue: TaskQueue;
  readonly runUpdates: RunUpdates;
  readonly log: Log;
  readonly vault: TaskVault;
  readonly publish: PublishEvent;
  readonly metrics: Pick<Metrics, 'taskRunEnded'>;
}

/** Scripts at the same time: those for events, queued ones and a dry run. */
const maxWorkers = 10;

export function openTasks(tools: OpenTools): Tasks & { close(): Promise<void> } {
  const sandbox = createSandbox({ maxWorkers });
  const { nextTimes } = tools.taskQueue;
  return {
    ...tools,
    nextTimes,
    nextRuns: createNextRuns(nextTimes),
    checkScript: checkScriptAside,
    findBuiltIn: builtInKind,
    sandbox,
    close: () => sandbox.close(),
  };
}

/** Begins to run tasks in this process. */
export async function runTasks(
  tasks: Tasks,
  outbound: Outbound,
): Promise<{ readonly runTask: RunTask; stop(): Promise<void> }> {
  const { database, log, taskQueue } = tasks;
  const hostTools = { ...tasks, outbound };
  const running = watchRunningRuns(tasks);
  const execute: ExecuteTools = {
    ...tasks,
    runScript: (request, signal) => tasks.sandbox.run(request, signal),
    hostFor: (taskId, signal) => createScriptHost(hostTools, taskId, signal),
    toolsFor: async (signal) => {
      const purge = createPurgeWalk();
      return {
        outbound,
        scim: await openScim(hostTools, signal),
        purgeHistory: (wanted) => database.transaction((tx) => purge(tx, wanted)),
      };
    },
  };
  await taskQueue.onTick((tx, taskId) => startScheduledRun({ database, taskQueue, log }, tx, taskId));
  const worker = await startRunWorker({ ...tasks, ...execute, running });
  return { runTask: createRunForDelivery({ ...tasks, ...execute, running }), stop: worker.stop };
}
