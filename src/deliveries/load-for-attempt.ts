// What an attempt reads of the database before it begins, where it needs more than its claim brings along.
import type { SentRequest } from '../actions/action-kind.ts';
import { type Database, isDatabaseUnavailable } from '../infra/database.ts';
import type { AttemptTools } from './attempt-delivery.ts';
import { loadDigest } from './load-digest.ts';

export const createLoaders = (database: Database): Pick<AttemptTools, 'loadDigest' | 'loadRequest'> => ({
  loadDigest: (id, signal) => patiently(() => loadDigest(database, id), signal),
  loadRequest: (deliveryId, number, signal) =>
    patiently(async () => {
      const [row] = await database.query<{ request: SentRequest | null }>(
        'SELECT request FROM attempts WHERE delivery_id = $1 AND number = $2',
        [deliveryId, number],
      );
      return row?.request ?? undefined;
    }, signal),
});

/** Waits for a database that cannot be reached: that is no failure of the delivery. */
async function patiently<T>(load: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
