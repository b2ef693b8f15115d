// Tells other nodes that there is something to look at. Outside the transaction that made it so: a transaction with a
// notification holds a lock of the whole server until its commit is on disk, and all others wait for it. What is lost
// in a crash between the two is found by the listeners' own looking around, within seconds.
import { randomUUID } from 'node:crypto';
import type { Log } from './log.ts';
import { outsideRequests } from './request-scope.ts';
import type { Road } from './road.ts';

export interface Notifier {
  /** Soon, and once for many calls. @param word what it is about, without '@'. Default: nothing. */
  tell(channel: string, word?: string): void;
  /** What a payload says, or undefined when this process sent it. */
  wordOfOther(payload: string): string | undefined;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

/** Between two notifications. */
const pauseMs = 4;

export function createNotifier({ road, log }: { readonly road: Road; readonly log: Log }): Notifier {
  const own = randomUUID();
  const pending = new Map<string, { readonly channel: string; readonly payload: string }>();
  let sending: Promise<void> | undefined;

  const send = async () => {
    while (pending.size > 0) {
      const statements = [...pending.values()].map(({ channel, payload }) => ({
        text: 'SELECT pg_notify($1, $2)',
        params: [channel, payload],
      }));
      pending.clear();
      await road
        .together(statements, { lax: true })
        .catch((error: unknown) => log.warn({ error }, 'other nodes could not be told: they look by themselves'));
      if (pending.size > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  return {
    tell: (channel, word = '') => {
      const payload = `${word}@${own}`;
      pending.set(`${channel} ${payload}`, { channel, payload });
      sending ??= outsideRequests(() => new Promise((resolve) => setImmediate(resolve)).then(send)).finally(() => {
        sending = undefined;
      });
    },
    wordOfOther: (payload) => {
      const [word = '', sender] = payload.split('@');
      return sender === own ? undefined : word;
    },
    idle: async () => {
      while (sending) await sending;
    },
  };
}
