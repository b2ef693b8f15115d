// The start of a run by hand or by its schedule: a row and a job in one transaction. Runs for events do not come by
// here: they are part of their delivery's attempt.
import { v7 as uuid } from 'uuid';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import { runsChannel } from '../infra/run-updates.ts';
import type { TaskQueue } from '../infra/task-queue.ts';
import { recordRun } from './record-task.ts';
import { type StoredTask, type TaskRow, taskFromRow } from './stored-task.ts';

/** There may be runs to start. */
export const runWorkChannel = 'iam_run_work';

/** Bytes of the input of a run by hand. */
const maxInputBytes = 256 * 1024;
/** Runs of one task that may wait, when it queues them. */
const maxWaiting = 100;

export interface StartTools {
  readonly database: Database;
  readonly taskQueue: Pick<TaskQueue, 'add' | 'nextTimes'>;
}

export interface NewRun {
  readonly task: Pick<StoredTask, 'id' | 'name' | 'type'>;
  /** cron, manual or integration:<name> */
  readonly triggeredBy: string;
  readonly input?: unknown;
  readonly event?: { readonly uid: string; readonly id: string; readonly depth: number } | undefined;
  readonly delivery?: { readonly id: string; readonly attempt: number } | undefined;
  /** Default: true. */
  readonly reportable?: boolean | undefined;
}

/**
 * Queues a run of the task as it is when the run begins, also of a disabled one.
 * @returns the run's id.
 * @throws Refusal NOT_FOUND; CONFLICT when the task does not overlap and a run is under way; BAD_USER_INPUT.
 */
export async function startManualRun(tools: StartTools, taskId: string, input: unknown): Promise<string> {
  refuseIfAny(inputProblems(input));
  return tools.database.transaction(async (tx) => {
    const task = await lockTask(tx, taskId);
    if (!task) throw new Refusal('NOT_FOUND', 'no such task');
    const open = await openRuns(tx, taskId);
    if (task.overlap === 'skip' && open > 0)
      throw new Refusal('CONFLICT', 'a run of this task is under way, and it does not overlap');
    if (open > maxWaiting) throw new Refusal('CONFLICT', `${maxWaiting} runs of this task are waiting already`);
    const id = await queueRun(tools, tx, { task, triggeredBy: 'manual', input });
    await recordRun(tx, 'runTask', { id, taskName: task.name }, null, 'pending');
    return id;
  });
}

/** One tick of a schedule: queues a run unless the task says otherwise by now. */
export async function startScheduledRun(tools: StartTools & { log: Log }, tx: Tx, taskId: string): Promise<void> {
  const task = await lockTask(tx, taskId);
  if (!task?.enabled || task.cron === null) return;
  // The queue's clock looks back a minute, also to before this schedule was made.
  const [due] = tools.taskQueue.nextTimes({ cron: task.cron, timeZone: task.timeZone }, task.scheduledAt, 1);
  if (!due || due.getTime() > Date.now() + 1_000) return;
  const open = await openRuns(tx, taskId);
  if (task.overlap === 'skip' ? open > 0 : open > maxWaiting) {
    tools.log.warn({ taskId, task: task.name, open }, 'scheduled run skipped: another one is under way');
    return;
  }
  await queueRun(tools, tx, { task, triggeredBy: 'cron' });
}

export async function insertRun(tx: Tx, { task, triggeredBy, input, event, delivery, reportable }: NewRun) {
  const id = uuid();
  await tx.query(
    `WITH added AS (
       INSERT INTO task_runs (id, task_id, task_name, task_type, status, triggered_by, event_uid, event_id, delivery_id,
         attempt_number, input, reportable, depth, beat_at, created_at)
       VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, now(), now())
     )
     SELECT pg_notify('${runsChannel}', $1::text)`,
    [
      id,
      task.id,
      task.name,
      task.type,
      triggeredBy,
      event?.uid ?? null,
      event?.id ?? null,
      delivery?.id ?? null,
      delivery?.attempt ?? null,
      input == null ? null : JSON.stringify(input),
      reportable ?? true,
      event?.depth ?? 0,
    ],
  );
  return id;
}

async function queueRun(tools: StartTools, tx: Tx, run: NewRun): Promise<string> {
  const runId = await insertRun(tx, run);
  await tools.taskQueue.add(tx, { runId, taskId: run.task.id });
  await tx.query(`SELECT pg_notify('${runWorkChannel}', '')`);
  return runId;
}

/** Two starts of one task take turns. */
async function lockTask(tx: Tx, id: string): Promise<StoredTask | undefined> {
  const [row] = await tx.query<TaskRow>('SELECT * FROM tasks WHERE id = $1 AND deleted_at IS NULL FOR UPDATE', [id]);
  return row && taskFromRow(row);
}

/** Runs for events are left out: they neither wait nor hold up. */
async function openRuns(tx: Tx, taskId: string): Promise<number> {
  const [row] = await tx.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM task_runs
     WHERE task_id = $1 AND status IN ('pending', 'running') AND delivery_id IS NULL`,
    [taskId],
  );
  return row?.open ?? 0;
}

function inputProblems(input: unknown) {
  const text = JSON.stringify(input ?? null);
  if (Buffer.byteLength(text) > maxInputBytes)
    return [{ path: 'input', message: `larger than ${maxInputBytes / 1024} KiB` }];
  // As JSON spells what PostgreSQL cannot store.
  return /(^|[^\\])(\\\\)*\\u(0000|d[89a-f])/i.test(text)
    ? [{ path: 'input', message: 'has characters that cannot be stored (NUL or half of a surrogate pair)' }]
    : [];
}
