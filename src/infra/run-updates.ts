// Live runs: an id travels with the notification, and each node that has subscribers loads the rows of a burst once.
// A cancellation travels the same way, to the node that has the run in its hands.
import type { Database } from './database.ts';
import type { TaskRun } from './generated/prisma/client.ts';
import type { Log } from './log.ts';
import type { Queue } from './queue.ts';
import { createUpdateQueue, type UpdateQueue } from './update-queue.ts';

export const runsChannel = 'iam_runs';

/** Before the id of a run that is to be cancelled; a bare id is a run that has changed. */
export const cancelPrefix = 'cancel ';

export interface RunFilter {
  readonly taskId?: string | undefined;
  readonly runId?: string | undefined;
}

export interface RunUpdates {
  /**
   * A run as it is after each change, its output as it is written; of a single run first how it is now. Changes that
   * come together may come as one.
   */
  subscribe(filter: RunFilter): AsyncIterableIterator<TaskRun>;
  /** Calls back for each cancellation, with undefined when some may have been missed. */
  onCancel(listener: (runId: string | undefined) => void): void;
  readonly subscribers: number;
  close(): Promise<void>;
}

/** Changes that come within this time are loaded together, in ms. */
const burstMs = 40;

export async function startRunUpdates(tools: {
  readonly database: Database;
  readonly queue: Queue;
  readonly log: Log;
}): Promise<RunUpdates> {
  const subscribers = new Map<UpdateQueue<TaskRun>, RunFilter>();
  const cancelListeners = new Set<(runId: string | undefined) => void>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let loading: Promise<void> | undefined;

  const load = async () => {
    const ids = [...changed];
    changed.clear();
    const rows = await tools.database.prisma.taskRun.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
    for (const row of rows)
      for (const [subscriber, { taskId, runId }] of subscribers)
        if ((taskId ?? row.taskId) === row.taskId && (runId ?? row.id) === row.id) subscriber.push(row);
  };
  const loadSoon = () => {
    timer ??= setTimeout(() => {
      loading = load()
        .catch((error: unknown) => tools.log.warn({ error }, 'live runs wait for the database'))
        .finally(() => {
          timer = undefined;
          if (changed.size > 0) loadSoon();
        });
    }, burstMs);
  };
  /** Notifications were lost with the connection: whatever is or was under way may have changed. */
  const loadAll = async () => {
    const rows = await tools.database.query<{ id: string }>(
      `SELECT id FROM task_runs WHERE status IN ('pending', 'running') OR finished_at > now() - interval '5 minutes'
       ORDER BY id DESC LIMIT 1000`,
    );
    for (const { id } of rows) changed.add(id);
    loadSoon();
  };

  const listening = await tools.queue.listen(runsChannel, (payload) => {
    if (payload.startsWith(cancelPrefix)) {
      for (const listener of cancelListeners) listener(payload.slice(cancelPrefix.length));
      return;
    }
    if (payload === '') for (const listener of cancelListeners) listener(undefined);
    if (subscribers.size === 0) return;
    if (payload === '') return void loadAll().catch(() => {});
    changed.add(payload);
    loadSoon();
  });

  return {
    subscribe: (filter) => {
      const subscriber: UpdateQueue<TaskRun> = createUpdateQueue<TaskRun>({
        start: async () => {
          subscribers.set(subscriber, filter);
          if (filter.runId === undefined) return;
          changed.add(filter.runId);
          loadSoon();
        },
        onEnd: () => subscribers.delete(subscriber),
        // Each item is a run with all of its output.
        limit: 500,
      });
      return subscriber.iterator;
    },
    onCancel: (listener) => void cancelListeners.add(listener),
    get subscribers() {
      return subscribers.size;
    },
    close: async () => {
      await listening.close();
      clearTimeout(timer);
      for (const subscriber of [...subscribers.keys()]) subscriber.end();
      await loading;
    },
  };
}
