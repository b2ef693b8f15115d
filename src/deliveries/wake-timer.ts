// A deferred job sends no notification when it comes due: this timer wakes the dispatcher at the time of the next one.
import type { Database } from '../infra/database.ts';

export interface WakeTimer {
  setAt(due: Date): void;
  setIn(ms: number): void;
  /** Asks the database when the next waiting delivery is due. */
  setToNextDue(): Promise<void>;
  clear(): void;
}

const longestMs = 60_000;

export function createWakeTimer({ database, wake }: { database: Database; wake: () => void }): WakeTimer {
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let cleared = false;

  const clear = () => {
    clearTimeout(timer);
    timer = undefined;
    dueAt = Number.POSITIVE_INFINITY;
  };
  const setIn = (ms: number) => {
    const wait = Math.min(Math.max(ms, 0), longestMs);
    // By a clock that nobody sets: the machine's own may have moved meanwhile, also between two lines of this.
    const at = performance.now() + wait;
    if (cleared || at >= dueAt) return;
    clear();
    dueAt = at;
    timer = setTimeout(() => {
      clear();
      wake();
    }, wait);
  };
  return {
    setIn,
    // A little late on purpose: a job is due by the database's clock, in whole milliseconds.
    setAt: (due) => setIn(due.getTime() - Date.now() + 2),
    setToNextDue: async () => {
      const [row] = await database.query<{ wait: string | null }>(
        `SELECT extract(epoch FROM min(next_attempt_at) - now()) * 1000 AS wait
         FROM deliveries WHERE next_attempt_at > now() AND next_attempt_at > created_at`,
      );
      if (row?.wait != null) setIn(Number(row.wait) + 2);
    },
    clear: () => {
      cleared = true;
      clear();
    },
  };
}
