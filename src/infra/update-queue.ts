// What one subscriber has not taken yet: an async iterator with a bounded buffer. A subscriber that falls behind is
// ended with an error instead of being given memory without end.

import { Refusal } from '../domain/refusal.ts';

export interface UpdateQueue<T> {
  readonly iterator: AsyncIterableIterator<T>;
  push(item: T): void;
  end(error?: Error): void;
  /** Ends when what has been pushed is taken. */
  endAfterAll(): void;
  /** The consumer has left, or end() was called. */
  ended(): boolean;
}

export interface UpdateQueueOptions {
  /** Called at the first read. A rejection ends the iterator with its error. */
  readonly start: () => Promise<void>;
  /** Called once, when the consumer leaves or the queue ends. */
  readonly onEnd: () => void;
  /** Items that may wait. Default 10,000. */
  readonly limit?: number;
}

export function createUpdateQueue<T>({ start, onEnd, limit = 10_000 }: UpdateQueueOptions): UpdateQueue<T> {
  let items: T[] = [];
  let started = false;
  let ended = false;
  let isLast = false;
  let failure: Error | undefined;
  let waiting: { resolve: (result: IteratorResult<T>) => void; reject: (error: Error) => void } | undefined;

  const end = (error?: Error) => {
    if (ended) return;
    ended = true;
    failure = error;
    items = [];
    onEnd();
    if (!waiting) return;
    if (error) waiting.reject(error);
    else waiting.resolve({ done: true, value: undefined });
    waiting = undefined;
    failure = undefined;
  };

  const push = (item: T) => {
    if (ended || isLast) return;
    if (waiting) {
      const { resolve } = waiting;
      waiting = undefined;
      resolve({ done: false, value: item });
    } else items.push(item);
    if (items.length > limit) end(new Refusal('UNAVAILABLE', 'too slow: come back with the cursor of the last update'));
  };

  const iterator: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => {
      if (!started && !ended) {
        started = true;
        start().catch((error: Error) => end(error));
      }
      const item = items.shift();
      if (item !== undefined) return Promise.resolve({ done: false, value: item });
      if (isLast) end();
      if (failure) {
        const error = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (ended) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    return: () => {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
  };

  return {
    iterator,
    push,
    end,
    endAfterAll: () => {
      isLast = true;
      if (waiting) end();
    },
    ended: () => ended,
  };
}
