// The last run of each task, live: what the list said, or what was heard since, whichever is newer.
import { useEffect, useRef, useState } from 'react';
import { watch } from '../app/socket.ts';
import { type LastRunFragment, RunsOfTasksDocument } from '../gql/task-list.ts';

/** Runs by schedule move the next time on: the list is asked for again, at most so often. */
const gatherMs = 1_000;

/** @returns the newest run of a task. @param reload asks for the list again. */
export function useLiveRuns(
  reload: () => void,
): (task: { readonly id: string; readonly lastRun?: LastRunFragment | null }) => LastRunFragment | undefined {
  const [heard, setHeard] = useState<ReadonlyMap<string, LastRunFragment>>(new Map());
  const known = useRef(new Set<string>());
  const again = useRef(reload);
  again.current = reload;
  useEffect(() => {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const stop = watch(RunsOfTasksDocument, () => ({}), {
      next: ({ taskRunUpdated: { taskId, ...run } }) => {
        setHeard((before) => {
          const last = before.get(taskId);
          return last && (last.id > run.id || isSame(last, run)) ? before : new Map(before).set(taskId, run);
        });
        if (known.current.has(run.id)) return;
        known.current.add(run.id);
        gathering ??= setTimeout(() => {
          gathering = undefined;
          again.current();
        }, gatherMs);
      },
    });
    return () => {
      stop();
      clearTimeout(gathering);
    };
  }, []);
  return ({ id, lastRun }) => {
    const live = heard.get(id);
    if (!lastRun || !live) return live ?? lastRun ?? undefined;
    // Ids are ordered by time; of the same run an end is newer than what is not one.
    if (lastRun.id !== live.id) return lastRun.id > live.id ? lastRun : live;
    return lastRun.finishedAt && !live.finishedAt ? lastRun : live;
  };
}

/** What a run writes is no news here. */
const isSame = (one: LastRunFragment, other: LastRunFragment): boolean =>
  one.id === other.id &&
  one.status === other.status &&
  one.startedAt === other.startedAt &&
  one.cancelRequested === other.cancelRequested;
