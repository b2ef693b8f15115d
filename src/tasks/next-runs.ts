// The next times of schedules, remembered until the first of them has come: a list of many tasks with a schedule that
// seldom comes (29 February) would otherwise keep the process busy for seconds.
import type { TaskChecks } from './valid-task.ts';

export type NextRuns = (schedule: { readonly cron: string; readonly timeZone: string }) => readonly Date[];

/** Shown of each task. */
const shown = 5;
const maxRemembered = 1_000;

export function createNextRuns(nextTimes: TaskChecks['nextTimes']): NextRuns {
  const remembered = new Map<string, readonly Date[]>();
  return ({ cron, timeZone }) => {
    const key = `${timeZone} ${cron}`;
    const known = remembered.get(key);
    if (known?.[0] && known[0].getTime() > Date.now()) return known;
    const times = nextTimes({ cron, timeZone }, new Date(), shown);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(key, times);
    return times;
  };
}
