// The runs in this process's hands: each can be cancelled from any node, gives a sign of life every few seconds, and is
// waited for at a stop. Runs that no process gives a sign of are ended as error by whoever sees them first.
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { RunUpdates } from '../infra/run-updates.ts';
import { endRun, type PublishEvent, workerDied } from './end-run.ts';

export interface RunningRuns {
  /** @returns a signal that ends with the given ones, by cancellation, or when the process stops. */
  enter(runId: string, signals: readonly AbortSignal[]): AbortSignal;
  leave(runId: string): void;
  readonly count: number;
  /** Cuts short what runs and waits for its end. */
  stop(): Promise<void>;
}

export interface RunningTools {
  readonly database: Database;
  readonly log: Log;
  readonly runUpdates: RunUpdates;
  readonly publish: PublishEvent;
}

export const cancelled = 'cancelled by an administrator';
export const stopped = 'the server was stopped while the task ran';

const beatMs = 5_000;
/** Silence after which a worker counts as dead. */
const silence = '20 seconds';

export function watchRunningRuns({ database, log, runUpdates, publish }: RunningTools): RunningRuns {
  const running = new Map<string, AbortController>();
  const idlers: (() => void)[] = [];

  const cancel = (runId: string) => running.get(runId)?.abort(new Error(cancelled));
  runUpdates.onCancel((runId) => (runId === undefined ? void beat() : cancel(runId)));

  const beat = async () => {
    if (running.size === 0) return;
    const rows = await database.query<{ id: string; cancel_requested: boolean }>(
      `UPDATE task_runs SET beat_at = now() WHERE id = ANY($1) AND status IN ('pending', 'running')
       RETURNING id, cancel_requested`,
      [[...running.keys()]],
    );
    for (const { id, cancel_requested } of rows) if (cancel_requested) cancel(id);
  };
  const endLost = () =>
    database.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }>(
        `SELECT id FROM task_runs WHERE (status = 'running' OR status = 'pending' AND delivery_id IS NOT NULL)
           AND beat_at < now() - interval '${silence}' LIMIT 50 FOR UPDATE SKIP LOCKED`,
      );
      for (const { id } of rows) await endRun(publish, tx, { runId: id, status: 'error', error: workerDied });
      if (rows.length > 0) log.warn({ runs: rows.map(({ id }) => id) }, 'runs of dead workers ended');
    });
  const timer = setInterval(() => {
    beat()
      .then(endLost)
      .catch((error: unknown) => log.warn({ error }, 'runs give no sign of life'));
  }, beatMs);

  return {
    enter: (runId, signals) => {
      const controller = new AbortController();
      running.set(runId, controller);
      return AbortSignal.any([controller.signal, ...signals]);
    },
    leave: (runId) => {
      running.delete(runId);
      if (running.size === 0) for (const done of idlers.splice(0)) done();
    },
    get count() {
      return running.size;
    },
    stop: async () => {
      clearInterval(timer);
      for (const controller of running.values()) controller.abort(new Error(stopped));
      if (running.size > 0) await new Promise<void>((resolve) => idlers.push(resolve));
    },
  };
}
