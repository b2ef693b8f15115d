// A run that is part of a delivery's attempt: the attempt ends as the run ends. Such runs do not wait for others of
// their task; what waits is only for a free place in this process.
import type { RunTask } from '../actions/action-kind.ts';
import { failure } from '../domain/failure-causes.ts';
import { mayReportRun } from '../domain/loop-protection.ts';
import { runsChannel } from '../infra/run-updates.ts';
import { endRun, workerDied } from './end-run.ts';
import { type ExecuteTools, executeRun, scriptEvent } from './execute-run.ts';
import { noteRun, type WorkerTools } from './run-worker.ts';
import { insertRun } from './start-run.ts';
import { type StoredTask, type TaskRow, taskFromRow } from './stored-task.ts';

export type ForDeliveryTools = ExecuteTools & Pick<WorkerTools, 'running' | 'publish' | 'log' | 'metrics'>;

/** Runs for events at the same time in this process. */
const places = 6;

export function createRunForDelivery(tools: ForDeliveryTools): RunTask {
  const inPlace = createPlaces(places);
  return async (request, attempt) => {
    const prepared = await prepare(tools, request);
    if ('failure' in prepared) return prepared;
    const { task, runId } = prepared;
    const signal = tools.running.enter(runId, [attempt]);
    try {
      const end = await inPlace(signal, async () =>
        executeRun(tools, await begun(tools, runId, task, request), signal),
      );
      await tools.database.transaction((tx) => endRun(tools.publish, tx, end));
      noteRun(tools, task, end);
      if (end.status === 'success') return {};
      return { failure: failure('task_failed', { task: task.name, reason: end.error ?? 'error' }) };
    } finally {
      tools.running.leave(runId);
    }
  };
}

/** The run's row, or why there is none. What a lost worker left of the same delivery ends here. */
async function prepare(tools: ForDeliveryTools, { taskId, event, delivery }: Request) {
  return tools.database.transaction(async (tx) => {
    const lost = await tx.query<{ id: string }>(
      `SELECT id FROM task_runs WHERE delivery_id = $1 AND status IN ('pending', 'running') FOR UPDATE`,
      [delivery.id],
    );
    for (const { id } of lost) await endRun(tools.publish, tx, { runId: id, status: 'error', error: workerDied });
    const [row] = await tx.query<TaskRow & { deleted_at: Date | null }>('SELECT * FROM tasks WHERE id = $1', [taskId]);
    if (!row || row.deleted_at) return { failure: failure('task_missing', { task: row?.name ?? taskId }) };
    if (!row.enabled) return { failure: failure('task_disabled', { task: row.name }) };
    const task = taskFromRow(row);
    const runId = await insertRun(tx, {
      task,
      triggeredBy: `integration:${delivery.integrationName}`,
      event,
      delivery: { id: delivery.id, attempt: delivery.attempt },
      reportable: mayReportRun(event.type),
    });
    return { task, runId };
  });
}

/** Of a digest all its events. They are not kept with the run: the digest has them. */
const inputOf = ({ digest }: Request) =>
  digest && { count: digest.count, events: digest.events.map((event) => scriptEvent(event)) };

type Request = Parameters<RunTask>[0];

async function begun({ database }: ForDeliveryTools, runId: string, task: StoredTask, request: Request) {
  await database.query(
    `WITH begun AS (
       UPDATE task_runs SET status = 'running', started_at = now(), beat_at = now()
       WHERE id = $1 AND status = 'pending' RETURNING id
     )
     SELECT pg_notify('${runsChannel}', id::text) FROM begun`,
    [runId],
  );
  return { runId, task, event: request.event, input: inputOf(request) };
}

/** At most so many at the same time; one that is aborted while it waits begins at once, to end at once. */
function createPlaces(limit: number) {
  const waiting = new Set<() => void>();
  let taken = 0;
  return async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    if (taken >= limit && !signal.aborted)
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        signal.addEventListener('abort', () => waiting.delete(resolve), { once: true });
      });
    taken += 1;
    try {
      return await work();
    } finally {
      taken -= 1;
      const [next] = waiting;
      if (next && taken < limit) {
        waiting.delete(next);
        next();
      }
    }
  };
}
