// Cancelling a run: one that waits ends at once, one that runs is ended by the worker that has it, on whichever node.
import { Refusal } from '../domain/refusal.ts';
import type { Database } from '../infra/database.ts';
import { cancelPrefix, runsChannel } from '../infra/run-updates.ts';
import { endRun, type PublishEvent } from './end-run.ts';
import { recordRun } from './record-task.ts';
import { cancelled } from './running-runs.ts';

/**
 * @param taskId when given, the run must be one of this task.
 * @throws Refusal NOT_FOUND; CONFLICT when it has ended.
 */
export async function cancelRun(
  { database, publish }: { readonly database: Database; readonly publish: PublishEvent },
  runId: string,
  taskId?: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const [run] = await tx.query<{
      status: string;
      delivery_id: string | null;
      task_id: string;
      task_name: string;
    }>('SELECT status, delivery_id, task_id, task_name FROM task_runs WHERE id = $1 FOR UPDATE', [runId]);
    if (!run || (taskId !== undefined && run.task_id !== taskId)) throw new Refusal('NOT_FOUND', 'no such run');
    if (run.status !== 'pending' && run.status !== 'running')
      throw new Refusal('CONFLICT', `only a run that waits or runs can be cancelled: this one ended as ${run.status}`);
    await recordRun(tx, 'cancelTaskRun', { id: runId, taskName: run.task_name }, run.status, 'error');
    if (run.status === 'pending' && run.delivery_id === null)
      return void (await endRun(publish, tx, { runId, status: 'error', error: cancelled }));
    await tx.query('UPDATE task_runs SET cancel_requested = true WHERE id = $1', [runId]);
    await tx.query(`SELECT pg_notify('${runsChannel}', $1)`, [cancelPrefix + runId]);
  });
}
