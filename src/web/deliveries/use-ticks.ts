// Which rows are ticked. Another filter begins with none.
import { useCallback, useState } from 'react';

/** As many ids as the service takes in one filter. */
const mostIds = 1_000;

export interface Ticks {
  readonly ids: ReadonlySet<string>;
  /** Everything that the filter lets through, shown or not. */
  readonly isAll: boolean;
  readonly toggle: (id: string) => void;
  /** These and no others. */
  readonly tick: (ids: readonly string[]) => void;
  readonly tickAll: () => void;
}

const none: ReadonlySet<string> = new Set();

/** @param filterKey says when the filter is another one. */
export function useTicks(filterKey: string): Ticks {
  const [state, setState] = useState({ filterKey, ids: none, isAll: false });
  const isOther = state.filterKey !== filterKey;
  if (isOther) setState({ filterKey, ids: none, isAll: false });
  const toggle = useCallback(
    (id: string) =>
      setState((before) => {
        const ids = new Set(before.ids);
        if (!ids.delete(id) && ids.size < mostIds) ids.add(id);
        return { ...before, ids, isAll: false };
      }),
    [],
  );
  return {
    ids: isOther ? none : state.ids,
    isAll: state.isAll && !isOther,
    toggle,
    tick: (ids) => setState({ filterKey, ids: new Set(ids.slice(0, mostIds)), isAll: false }),
    tickAll: () => setState((before) => ({ ...before, isAll: true })),
  };
}
