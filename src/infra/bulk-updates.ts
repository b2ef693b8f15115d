// News of bulk jobs: that there is work, for the workers, and that a job got on, for those who watch it. An id travels,
// and each node that has watchers loads the row once for a burst.
import type { Database } from './database.ts';
import type { BulkJob } from './generated/prisma/client.ts';
import type { Log } from './log.ts';
import type { Queue } from './queue.ts';
import { createUpdateQueue, type UpdateQueue } from './update-queue.ts';

/** The id of a job that got on, or nothing: there may be work. */
export const bulkChannel = 'iam_bulk';

export interface BulkUpdates {
  /** A job as it is, then after each step; ends after its end. Steps that come together may come as one. */
  subscribe(id: string): AsyncIterableIterator<BulkJob>;
  /** Calls back when there may be work. */
  onWork(listener: () => void): void;
  close(): Promise<void>;
}

/** Changes that come within this time are loaded together, in ms. */
const burstMs = 40;

export async function startBulkUpdates(tools: {
  readonly database: Database;
  readonly queue: Pick<Queue, 'listen'>;
  readonly log: Log;
}): Promise<BulkUpdates> {
  const subscribers = new Map<UpdateQueue<BulkJob>, string>();
  const workers = new Set<() => void>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let loading: Promise<void> | undefined;

  const load = async () => {
    const ids = [...changed];
    changed.clear();
    for (const row of await tools.database.prisma.bulkJob.findMany({ where: { id: { in: ids } } }))
      for (const [subscriber, id] of subscribers)
        if (id === row.id) {
          subscriber.push(row);
          if (row.finishedAt) subscriber.endAfterAll();
        }
  };
  const loadSoon = (id: string) => {
    changed.add(id);
    timer ??= setTimeout(() => {
      timer = undefined;
      loading = load().catch((error: unknown) => tools.log.warn({ error }, 'live bulk jobs wait for the database'));
    }, burstMs);
  };

  const listening = await tools.queue.listen(bulkChannel, (payload) => {
    if (payload === '') {
      for (const listener of workers) listener();
      // Notifications may have been lost with the connection.
      for (const id of subscribers.values()) loadSoon(id);
    } else if ([...subscribers.values()].includes(payload)) loadSoon(payload);
  });

  return {
    subscribe: (id) => {
      const subscriber: UpdateQueue<BulkJob> = createUpdateQueue<BulkJob>({
        start: async () => {
          subscribers.set(subscriber, id);
          loadSoon(id);
        },
        onEnd: () => subscribers.delete(subscriber),
        limit: 500,
      });
      return subscriber.iterator;
    },
    onWork: (listener) => void workers.add(listener),
    close: async () => {
      await listening.close();
      clearTimeout(timer);
      for (const subscriber of [...subscribers.keys()]) subscriber.end();
      await loading;
    },
  };
}
