// Bulk jobs as people handle them: asked for, and cancelled. What they do is their kind's; who does it is the worker.
import { v7 as uuid } from 'uuid';
import { differences, openState } from '../domain/difference.ts';
import { Refusal } from '../domain/refusal.ts';
import { recordChange } from '../infra/audit.ts';
import { bulkChannel } from '../infra/bulk-updates.ts';
import type { Database, Tx } from '../infra/database.ts';

export interface NewBulkJob {
  readonly kind: string;
  readonly filter: object;
  /** Rows that were counted; undefined when they were not. */
  readonly total?: number | undefined;
  /** Rows a second; undefined: as fast as it goes. */
  readonly ratePerSec?: number | undefined;
  /** Who asked. */
  readonly by: string;
  /** The name of what was asked for, for the audit log. */
  readonly action: string;
  /** What of the filter the audit log keeps; default: all. */
  readonly recordedFilter?: object;
}

/** Stores a job in the caller's transaction; a worker begins after the commit. @returns its id. */
export async function addBulkJob(tx: Tx, job: NewBulkJob): Promise<string> {
  const { kind, filter, total, ratePerSec, by, action, recordedFilter = filter } = job;
  const id = uuid();
  await tx.query(
    `WITH added AS (
       INSERT INTO bulk_jobs (id, kind, filter, status, rate_per_sec, total, requested_by, due_at, created_at)
       VALUES ($1, $2, $3, 'queued', $4, $5, $6, now(), now())
     )
     SELECT pg_notify('${bulkChannel}', '')`,
    [id, kind, JSON.stringify(filter), ratePerSec ?? null, total ?? null, by],
  );
  await recordChange(tx, {
    action,
    object: { type: 'BulkJob', id, name: kind },
    differences: differences(undefined, openState({ kind, filter: recordedFilter, total, ratePerSec })),
  });
  return id;
}

/**
 * Ends a job after the step that is under way; what it has done stays done.
 * @throws Refusal NOT_FOUND; CONFLICT when it has ended.
 */
export async function cancelBulkJob(
  database: Database,
  id: string,
  keptFilter: (kind: string, filter: unknown) => unknown,
): Promise<void> {
  await database.transaction(async (tx) => {
    const [job] = await tx.query<{ status: string; kind: string; filter: unknown }>(
      'SELECT status, kind, filter FROM bulk_jobs WHERE id = $1 FOR UPDATE',
      [id],
    );
    if (!job) throw new Refusal('NOT_FOUND', 'no such bulk job');
    if (job.status !== 'queued' && job.status !== 'running')
      throw new Refusal('CONFLICT', `only a job that waits or runs can be cancelled: this one is ${job.status}`);
    await tx.query(
      `UPDATE bulk_jobs SET status = 'cancelled', due_at = NULL, cursor = NULL, worker = NULL, finished_at = now(),
         filter = $2 WHERE id = $1`,
      [id, JSON.stringify(keptFilter(job.kind, job.filter))],
    );
    await tx.query(`SELECT pg_notify('${bulkChannel}', $1)`, [id]);
    await recordChange(tx, {
      action: 'cancelBulkJob',
      object: { type: 'BulkJob', id, name: job.kind },
      differences: [{ path: 'status', before: job.status, after: 'cancelled' }],
    });
  });
}
