// Test files run in several processes; what must be done once is done by the first of them.
import { mkdir, rm, stat } from 'node:fs/promises';
import { until } from '../../support/until.ts';

/** A process that died in its turn does not keep the others waiting for longer. */
const longestMs = 120_000;

/** Runs `work` while no other process runs work with the same lock. @param lock a folder that does not exist yet. */
export async function inTurn<T>(lock: string, work: () => Promise<T>): Promise<T> {
  await until(
    `the turn of ${lock}`,
    async () => {
      try {
        await mkdir(lock);
        return true;
      } catch {
        const made = await stat(lock).catch(() => undefined);
        if (made && Date.now() - made.mtimeMs > longestMs) await rm(lock, { recursive: true, force: true });
        return false;
      }
    },
    2 * longestMs,
  );
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
