// When a token was last used, to the minute: written for all tokens together, and for each at most once a minute.
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import { BoundedMap } from './bounded-map.ts';

export interface LastUse {
  used(tokenId: string): void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

const minuteMs = 60_000;
/** Tokens that are first used within this time are written together, in ms. */
const gatherMs = 500;

export function createLastUse({ database, log }: { readonly database: Database; readonly log: Log }): LastUse {
  /** When a token's use was last handed on to be written. */
  const written = new BoundedMap<string, number>(100_000);
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    timer = undefined;
    const ids = [...waiting];
    waiting.clear();
    // In one order on all nodes, so that two never wait for each other.
    await database
      .query(
        `UPDATE tokens SET last_used_at = now() WHERE id IN
         (SELECT id FROM tokens WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE)`,
        [ids],
      )
      .catch((error: unknown) => log.warn({ error }, 'the last use of tokens could not be written'));
  };
  const writeNow = () => {
    writing = writing.then(write);
    return writing;
  };

  return {
    used: (tokenId) => {
      const now = performance.now();
      if (now - (written.get(tokenId) ?? -minuteMs) < minuteMs) return;
      written.set(tokenId, now);
      waiting.add(tokenId);
      timer ??= setTimeout(writeNow, gatherMs);
    },
    close: async () => {
      clearTimeout(timer);
      await (waiting.size > 0 ? writeNow() : writing);
    },
  };
}
