// That runs of a task began, changed or ended.
import { useEffect, useRef } from 'react';
import { watch } from '../app/socket.ts';
import { RunsOfTaskDocument } from '../gql/task-run.ts';

const gatherMs = 250;

/** Calls back when a run of the task changed: not more often than a person can see. */
export function useRunNews(taskId: string, changed: (() => void) | undefined): void {
  const latest = useRef(changed);
  latest.current = changed;
  useEffect(() => {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    // Its output is no news here.
    const seen = new Map<string, string>();
    const stop = watch(RunsOfTaskDocument, () => ({ taskId }), {
      next: ({ taskRunUpdated: { id, status, cancelRequested } }) => {
        const state = `${status} ${cancelRequested}`;
        if (seen.get(id) === state) return;
        seen.set(id, state);
        gathering ??= setTimeout(() => {
          gathering = undefined;
          latest.current?.();
        }, gatherMs);
      },
    });
    return () => {
      stop();
      clearTimeout(gathering);
    };
  }, [taskId]);
}
