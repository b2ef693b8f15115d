// The end of a run: row, notification and the event of a failure, in the caller's transaction. Ending twice changes
// nothing. Every run that ends as error is news, unless a task.run_failed event started it or its task was deleted.
import { v7 as uuid } from 'uuid';
import type { IdentityEvent } from '../domain/event.ts';
import { taskRunFailedEvent } from '../domain/loop-protection.ts';
import type { Tx } from '../infra/database.ts';
import { runsChannel } from '../infra/run-updates.ts';

export interface RunEnd {
  readonly runId: string;
  readonly status: 'success' | 'error';
  /** Undefined: what has been written so far. */
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly durationMs?: number | undefined;
}

/** Stores an event of the service's own making with its deliveries. */
export type PublishEvent = (tx: Tx, event: IdentityEvent) => Promise<unknown>;

export const workerDied = 'the worker died: its server stopped, or lost the database, while the task ran';

interface EndedRow {
  readonly id: string;
  readonly task_id: string;
  readonly task_name: string;
  readonly task_type: string;
  readonly triggered_by: string;
  readonly status: 'success' | 'error';
  readonly output: string;
  readonly reportable: boolean;
  readonly depth: number;
  readonly event_uid: string | null;
  readonly delivery_id: string | null;
}

/** @returns false when the run had ended before. */
export async function endRun(publish: PublishEvent, tx: Tx, end: RunEnd): Promise<boolean> {
  const [row] = await tx.query<EndedRow>(
    `UPDATE task_runs SET status = $2::run_status, error = $4, finished_at = now(),
       output = CASE WHEN $3::text IS NOT NULL THEN $3
         WHEN $4::text IS NULL THEN output
         ELSE output || CASE WHEN output = '' THEN '' ELSE E'\\n' END || '[error] ' || $4 END,
       duration_ms = coalesce($5, (extract(epoch FROM now() - started_at) * 1000)::int)
     WHERE id = $1 AND status IN ('pending', 'running') RETURNING *`,
    [end.runId, end.status, end.output ?? null, end.error ?? null, end.durationMs ?? null],
  );
  if (!row) return false;
  await tx.query(`SELECT pg_notify('${runsChannel}', $1)`, [row.id]);
  if (row.status === 'error' && row.reportable) await publish(tx, failureEvent(row));
  return true;
}

function failureEvent(row: EndedRow): IdentityEvent {
  const failed = {
    taskId: row.task_id,
    taskName: row.task_name,
    taskType: row.task_type,
    triggeredBy: row.triggered_by,
    output: row.output,
    runId: row.id,
  };
  const cause =
    row.event_uid !== null && row.delivery_id !== null
      ? { eventUid: row.event_uid, deliveryId: row.delivery_id, depth: row.depth }
      : undefined;
  return taskRunFailedEvent(failed, cause, uuid(), new Date());
}

/** Ends what waits of a task that is no more. Raises no event; jobs find nothing left to do. */
export async function endPendingRuns(tx: Tx, taskId: string, error: string): Promise<void> {
  await tx.query(
    `WITH ended AS (
       UPDATE task_runs SET status = 'error', error = $2, output = '[error] ' || $2, finished_at = now()
       WHERE task_id = $1 AND status = 'pending' AND delivery_id IS NULL RETURNING id
     )
     SELECT pg_notify('${runsChannel}', id::text) FROM ended`,
    [taskId, error],
  );
}
