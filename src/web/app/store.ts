// A value outside React that screens follow: who is signed in, how the connection is, which time zone is shown.
import { useSyncExternalStore } from 'react';

export interface Store<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  /** Calls back after each change, until the function that it returns is called. */
  readonly follow: (changed: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const followers = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const changed of [...followers]) changed();
    },
    follow: (changed) => {
      followers.add(changed);
      return () => void followers.delete(changed);
    },
  };
}

export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.follow, store.get);
