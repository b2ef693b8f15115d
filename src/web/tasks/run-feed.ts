// One run, live: read once, then followed. After a lost connection the service says first how it is now, so that what
// was written meanwhile comes too.
import { useEffect, useState } from 'react';
import { type CombinedError, useQuery } from 'urql';
import { watch } from '../app/socket.ts';
import { RunByIdDocument, type RunByIdQuery, type ShownRunFragment, WatchedRunDocument } from '../gql/task-run.ts';
import { emptyLog, type LogState, withOutput } from './log-lines.ts';
import { isOver } from './run-status.tsx';

export type RunWithTask = NonNullable<RunByIdQuery['taskRun']>;

export interface RunFeed {
  /** Undefined until it is there; null: there is none. */
  readonly run: RunWithTask | null | undefined;
  readonly log: LogState;
  readonly error: CombinedError | undefined;
  readonly reload: () => void;
}

/** @param id must be the same for as long as a component lives. */
export function useRun(id: string): RunFeed {
  const [{ data, error }, reload] = useQuery({
    query: RunByIdDocument,
    variables: { id },
    requestPolicy: 'network-only',
  });
  const [heard, setHeard] = useState<{ readonly run: ShownRunFragment | undefined; readonly log: LogState }>({
    run: undefined,
    log: emptyLog,
  });
  const isThere = data?.taskRun?.id === id;
  useEffect(() => {
    if (!isThere) return undefined;
    return watch(WatchedRunDocument, () => ({ runId: id }), {
      next: ({ taskRunUpdated: run }) =>
        setHeard((before) => {
          // What was on its way when the run ended comes too late.
          if (before.run && isOver(before.run) && !isOver(run)) return before;
          return { run, log: withOutput(before.log, run.output) };
        }),
    });
  }, [id, isThere]);
  const read = data?.taskRun;
  const log = heard.run || !read ? heard.log : withOutput(emptyLog, read.output);
  return {
    run: isThere && read ? { ...read, ...heard.run } : data && (data.taskRun ?? null),
    log,
    error,
    reload: () => reload({ requestPolicy: 'network-only' }),
  };
}
