// Does the steps of bulk jobs. A step, its effect and the place it reached are one transaction, so a job that loses its
// node goes on exactly where it stood, on any other. Nodes wait for a notification, or for the next due time of a job
// that is under way; where there is none, nobody asks.
import { randomUUID } from 'node:crypto';
import type { BulkJobRow, BulkKind, BulkStep } from '../infra/bulk-kind.ts';
import { type BulkUpdates, bulkChannel } from '../infra/bulk-updates.ts';
import { type Database, isDatabaseUnavailable, type Tx } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';

export interface BulkWorkerTools {
  readonly database: Database;
  readonly bulkUpdates: BulkUpdates;
  readonly log: Log;
  readonly kinds: readonly BulkKind[];
}

interface DueJob extends BulkJobRow {
  readonly rate_per_sec: number | null;
  readonly surprises: number;
}

/** Rows of one step, at most. */
const maxSize = 500;
/** With a rate there are about so many steps a second. */
const stepsPerSec = 4;
/** A step that is so much overdue has lost its node. */
const overdue = '3 seconds';
/** Surprises in a row after which a job is given up. */
const maxSurprises = 5;
const shortestMs = 50;
const longestMs = 60_000;

export function startBulkWorker(tools: BulkWorkerTools): { stop(): Promise<void> } {
  const { database, log } = tools;
  const node = randomUUID();
  const kinds = new Map(tools.kinds.map((kind) => [kind.kind, kind]));
  let timer: NodeJS.Timeout | undefined;
  let looping: Promise<void> | undefined;
  let wanted = false;
  let stopping = false;

  const wake = () => {
    clearTimeout(timer);
    wanted = true;
    looping ??= loop().finally(() => {
      looping = undefined;
      if (wanted && !stopping) wake();
    });
  };
  const wakeIn = (ms: number) => {
    clearTimeout(timer);
    if (!stopping) timer = setTimeout(wake, Math.min(Math.max(ms, shortestMs), longestMs));
  };

  const loop = async () => {
    while (wanted && !stopping) {
      wanted = false;
      try {
        if (await doStep()) wanted = true;
        else {
          const wait = await nextDue();
          if (wait !== undefined) wakeIn(wait);
        }
      } catch (error) {
        log.warn({ error }, 'bulk jobs wait for the database');
        wakeIn(1_000);
      }
    }
  };

  /** One step of the job that is due longest. False when none is due here. */
  const doStep = async (): Promise<boolean> => {
    let job: DueJob | undefined;
    try {
      return await database.transaction(async (tx) => {
        [job] = await tx.query<DueJob>(
          `SELECT * FROM bulk_jobs WHERE due_at <= now() AND kind = ANY($2)
             AND (worker IS NULL OR worker = $1 OR due_at < now() - interval '${overdue}')
           ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
          [node, [...kinds.keys()]],
        );
        const kind = job && kinds.get(job.kind);
        if (!job || !kind) return false;
        const rate = job.rate_per_sec ?? undefined;
        const size = rate === undefined ? maxSize : Math.min(Math.max(Math.round(rate / stepsPerSec), 1), maxSize);
        await record(tx, kind, job, await kind.step(tx, job, size));
        return true;
      });
    } catch (error) {
      if (!job || isDatabaseUnavailable(error)) throw error;
      await noteSurprise(job, error);
      return true;
    }
  };

  const record = async (tx: Tx, kind: BulkKind, job: DueJob, step: BulkStep) => {
    const { done, skipped = 0, failed = 0, ended } = step;
    const rows = done + skipped + failed;
    const restSecs = job.rate_per_sec === null ? 0 : rows / job.rate_per_sec;
    await tx.query(
      `UPDATE bulk_jobs SET status = $2::bulk_job_status, cursor = $3, done = done + $4, skipped = skipped + $5,
         failed = failed + $6, result = coalesce($7, result), worker = $8, surprises = 0, filter = coalesce($10, filter),
         started_at = coalesce(started_at, now()),
         due_at = CASE WHEN $11 THEN NULL ELSE greatest(due_at, now() - interval '1 second') + make_interval(secs => $9) END,
         finished_at = CASE WHEN $11 THEN clock_timestamp() END
       WHERE id = $1`,
      [
        job.id,
        ended ? 'done' : 'running',
        ended ? null : JSON.stringify(step.cursor),
        done,
        skipped,
        failed,
        step.result === undefined ? null : JSON.stringify(step.result),
        ended ? null : node,
        restSecs,
        ended && kind.keptFilter ? JSON.stringify(kind.keptFilter(job.filter)) : null,
        ended,
      ],
    );
    await tx.query(`SELECT pg_notify('${bulkChannel}', $1)`, [job.id]);
  };

  const noteSurprise = async ({ id, kind, filter, surprises }: DueJob, error: unknown) => {
    const reference = randomUUID();
    log.error({ error, reference, bulkJobId: id, kind }, 'step of a bulk job ended by surprise');
    const kept = kinds.get(kind)?.keptFilter?.(filter);
    await database.query(
      `WITH noted AS (
         UPDATE bulk_jobs SET surprises = surprises + 1, worker = $2,
           status = CASE WHEN $3 THEN 'failed'::bulk_job_status ELSE status END,
           error = CASE WHEN $3 THEN $4 ELSE error END, filter = CASE WHEN $3 THEN coalesce($5, filter) ELSE filter END,
           finished_at = CASE WHEN $3 THEN now() END,
           due_at = CASE WHEN NOT $3 THEN now() + make_interval(secs => power(2, surprises)::int) END
         WHERE id = $1 AND status IN ('queued', 'running') RETURNING id
       )
       SELECT pg_notify('${bulkChannel}', id::text) FROM noted`,
      [
        id,
        node,
        surprises + 1 >= maxSurprises,
        `internal error, reference ${reference}`,
        kept === undefined ? null : JSON.stringify(kept),
      ],
    );
  };

  /** Milliseconds until a step may be done here; undefined when no job is under way. */
  const nextDue = async (): Promise<number | undefined> => {
    const [row] = await database.query<{ wait: number | null }>(
      `SELECT (extract(epoch FROM min(CASE WHEN worker IS NULL OR worker = $1 THEN due_at
           ELSE due_at + interval '${overdue}' END) - now()) * 1000)::float8 AS wait
       FROM bulk_jobs WHERE due_at IS NOT NULL AND kind = ANY($2)`,
      [node, [...kinds.keys()]],
    );
    return row?.wait ?? undefined;
  };

  tools.bulkUpdates.onWork(wake);
  wake();
  return {
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await looping;
      // Others need not wait until its steps are overdue.
      await database.query(
        `WITH freed AS (UPDATE bulk_jobs SET worker = NULL WHERE worker = $1 AND due_at IS NOT NULL RETURNING 1)
         SELECT pg_notify('${bulkChannel}', '') WHERE EXISTS (SELECT FROM freed)`,
        [node],
      );
    },
  };
}
