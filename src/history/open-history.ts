// Puts the parts of history together: the news of bulk jobs for every process, and in one that runs things the worker of
// bulk jobs and the retention.
import type { BulkKind } from '../infra/bulk-kind.ts';
import { type BulkUpdates, startBulkUpdates } from '../infra/bulk-updates.ts';
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { Queue } from '../infra/queue.ts';
import { startBulkWorker } from './bulk-worker.ts';
import { type AllRetention, startRetention } from './retention.ts';

export interface History {
  readonly bulkUpdates: BulkUpdates;
  /** What of a bulk job's filter outlives the job. */
  keptFilter(kind: string, filter: unknown): unknown;
  /** Begins to work in this process. */
  work(retention: AllRetention): { stop(): Promise<void> };
}

export async function openHistory(tools: {
  readonly database: Database;
  readonly queue: Pick<Queue, 'listen'>;
  readonly log: Log;
  readonly kinds: readonly BulkKind[];
}): Promise<History> {
  const { kinds } = tools;
  const bulkUpdates = await startBulkUpdates(tools);
  return {
    bulkUpdates,
    keptFilter: (kind, filter) => kinds.find((one) => one.kind === kind)?.keptFilter?.(filter) ?? filter,
    work: (retention) => {
      const parts = [startBulkWorker({ ...tools, bulkUpdates }), startRetention(tools, retention)];
      return { stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) };
    },
  };
}
