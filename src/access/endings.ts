// What ends with the token that opened it: websockets and event streams.
import type { Caller } from '../domain/caller.ts';

export interface Endings {
  /**
   * Calls back once, when the caller's token is revoked or expires.
   * @returns stops watching.
   */
  watch(caller: Caller, end: () => void): () => void;
  /** The tokens that something is open with. */
  watched(): readonly string[];
  /** Ends what a token opened. */
  end(tokenId: string): void;
}

/** What a timer can wait at most, in ms. */
const longestTimer = 2 ** 31 - 1;

export function createEndings(): Endings {
  const open = new Map<string, Set<() => void>>();
  return {
    watch: (caller, end) => {
      let timer: NodeJS.Timeout | undefined;
      const stop = () => {
        clearTimeout(timer);
        if (caller.kind !== 'token') return;
        const own = open.get(caller.id);
        own?.delete(finish);
        if (own?.size === 0) open.delete(caller.id);
      };
      const finish = () => {
        stop();
        end();
      };
      const awaitExpiry = () => {
        if (!caller.expiresAt) return;
        const leftMs = caller.expiresAt.getTime() - Date.now();
        if (leftMs <= 0) finish();
        else timer = setTimeout(awaitExpiry, Math.min(leftMs, longestTimer)).unref();
      };
      if (caller.kind === 'token') {
        const own = open.get(caller.id) ?? new Set();
        open.set(caller.id, own.add(finish));
      }
      awaitExpiry();
      return stop;
    },
    watched: () => [...open.keys()],
    end: (tokenId) => {
      for (const finish of [...(open.get(tokenId) ?? [])]) finish();
    },
  };
}
