// How many requests a caller may send: a bucket of tokens for each, which fills at the rate and holds the burst. Per node,
// in memory.
import type { Caller } from '../domain/caller.ts';
import { TooManyRequests } from '../domain/refusal.ts';
import { BoundedMap } from './bounded-map.ts';

export interface RateLimitSettings {
  /** Requests that a caller may send in a second, on and on; 0: no limit. */
  readonly perSec: number;
  /** Requests that a caller may send at once after a pause. */
  readonly burst: number;
  /** Whether answers say how much is left. */
  readonly told: boolean;
}

export interface RateLimit {
  /**
   * Counts one request.
   * @returns undefined where callers need not be told.
   * @throws TooManyRequests when there is nothing left.
   */
  spend(caller: Caller): Budget | undefined;
}

export interface Budget {
  /** Requests at once, after a pause. */
  readonly limit: number;
  /** What is left of them. */
  readonly remaining: number;
  /** Whole seconds until all of them are back. */
  readonly resetSecs: number;
}

const mostRemembered = 20_000;

export function createRateLimit(
  { perSec, burst, told }: RateLimitSettings,
  now: () => number = () => performance.now(),
): RateLimit {
  if (perSec === 0) return { spend: () => undefined };
  const most = Math.max(burst, 1);
  const buckets = new BoundedMap<string, { left: number; at: number }>(mostRemembered);
  return {
    spend: ({ kind, id }) => {
      const key = `${kind} ${id}`;
      const at = now();
      let bucket = buckets.get(key);
      if (!bucket) {
        bucket = { left: most, at };
        buckets.set(key, bucket);
      }
      bucket.left = Math.min(bucket.left + ((at - bucket.at) / 1_000) * perSec, most);
      bucket.at = at;
      if (bucket.left < 1)
        throw new TooManyRequests('too many requests with this token', ((1 - bucket.left) / perSec) * 1_000, most);
      bucket.left -= 1;
      if (!told) return undefined;
      const { left } = bucket;
      return { limit: most, remaining: Math.floor(left), resetSecs: Math.ceil((most - left) / perSec) };
    },
  };
}
