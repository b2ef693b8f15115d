// Whether notifications arrive: each listener of this process is sent one that only it waits for.
import { randomUUID } from 'node:crypto';

export interface Echo {
  /** A listener that keeps echoes to itself. */
  hear(
    channel: string,
    onNotify: (payload: string) => void,
  ): { readonly onNotify: (payload: string) => void; end(): void };
  /** Resolves when every listener has heard; rejects when nothing could be sent. Waits for as long as it takes. */
  check(): Promise<void>;
}

const prefix = 'echo ';

export function createEcho(notify: (channels: readonly string[], payload: string) => Promise<unknown>): Echo {
  const listeners = new Set<{ readonly channel: string; heard?: { readonly payload: string; tell(): void } }>();
  return {
    hear: (channel, onNotify) => {
      const listener: { channel: string; heard?: { payload: string; tell(): void } } = { channel };
      listeners.add(listener);
      return {
        onNotify: (payload) => {
          if (!payload.startsWith(prefix)) onNotify(payload);
          else if (listener.heard?.payload === payload) listener.heard.tell();
        },
        end: () => void listeners.delete(listener),
      };
    },
    check: async () => {
      const payload = `${prefix}${randomUUID()}`;
      const all = [...listeners].map((listener) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        listener.heard = { payload, tell: resolve };
        return promise;
      });
      if (all.length === 0) return;
      await notify([...new Set([...listeners].map(({ channel }) => channel))], payload);
      await Promise.all(all);
    },
  };
}
