// The life of a delivery: which moves are legal, and after attempt n has failed, whether and when there is another.
// All counting is here. Attempts are numbered from 1; `max_retries` counts retries, so attempts = 1 + max_retries.
import type { CauseCode } from './failure-causes.ts';

export type DeliveryStatus = 'pending' | 'running' | 'success' | 'failed';

/** How the waits between attempts grow. */
export interface Backoff {
  /** Wait after the first failed attempt, in seconds. */
  readonly initialSecs: number;
  /** What each further wait is multiplied with. */
  readonly factor: number;
  /** No wait is longer, in seconds. */
  readonly maxSecs: number;
}

/** Classes of failure that an action's `retry_on` can be narrowed to. */
export const retryClasses = ['network', 'timeout', '408', '429', '5xx', '4xx'] as const;
export type RetryClass = (typeof retryClasses)[number];

/** Waits after attempt 1, 2, 3 … in seconds, when the action has no backoff of its own; the last one repeats. */
export const defaultWaitsSecs = [5, 30, 300, 1_800, 7_200, 18_000, 36_000] as const;
/** Each wait is spread by this share to either side, so that failures together do not come back together. */
export const jitter = 0.2;
/** A `Retry-After` beyond this is cut to it: 24 h in milliseconds. */
export const maxRetryAfterMs = 86_400_000;
/** The least wait after a 429 that names none, in milliseconds. */
export const minThrottledMs = 60_000;

export interface FailedAttempt {
  /** The attempt that failed, from 1. */
  readonly number: number;
  readonly maxAttempts: number;
  /** Attempts when the target asks for patience (429). Default: `maxAttempts`. */
  readonly maxThrottled?: number | undefined;
  /** A person asked for it: then there is no automatic one after it. */
  readonly manual: boolean;
  readonly cause: CauseCode;
  /** False for what trying again cannot mend (a broken template, a refused address). */
  readonly retryable: boolean;
  /** The classes that are tried again. Default: all. */
  readonly retryOn?: readonly RetryClass[] | undefined;
  readonly backoff?: Backoff | undefined;
  /** What the target asked for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * After a failed attempt: wait so many milliseconds and try again, or it is over (undefined).
 * @param random 0 ≤ random < 1; spreads the wait by ±20 %, a wait that the target asked for only upwards.
 */
export function waitBeforeNextMs(attempt: FailedAttempt, random: number): number | undefined {
  const throttled = attempt.cause === 'http_429';
  const maxAttempts = (throttled ? attempt.maxThrottled : undefined) ?? attempt.maxAttempts;
  if (attempt.manual || !attempt.retryable || attempt.number >= maxAttempts) return undefined;
  if (attempt.retryOn && !isAmong(attempt.retryOn, attempt.cause)) return undefined;
  if (attempt.retryAfterMs !== undefined)
    return Math.min(Math.round(Math.max(attempt.retryAfterMs, 0) * (1 + jitter * random)), maxRetryAfterMs);
  const secs = attempt.backoff ? grown(attempt.backoff, attempt.number) : defaultWait(attempt.number);
  const wait = Math.round(secs * 1_000 * (1 - jitter + 2 * jitter * random));
  return throttled ? Math.max(wait, minThrottledMs) : wait;
}

const grown = ({ initialSecs, factor, maxSecs }: Backoff, number: number) =>
  Math.min(initialSecs * factor ** (number - 1), maxSecs);

const defaultWait = (number: number) =>
  defaultWaitsSecs[Math.min(number, defaultWaitsSecs.length) - 1] ?? defaultWaitsSecs[0];

/** Our own faults are always tried again, whatever the action is narrowed to. */
function isAmong(classes: readonly RetryClass[], cause: CauseCode): boolean {
  if (cause === 'internal' || cause === 'worker_lost') return true;
  if (cause === 'timeout' || cause === 'connect_timeout') return classes.includes('timeout');
  if (cause === 'http_408') return classes.includes('408');
  if (cause === 'http_429') return classes.includes('429');
  if (cause === 'http_5xx') return classes.includes('5xx');
  if (cause.startsWith('http_4')) return classes.includes('4xx');
  return !cause.startsWith('http_') && classes.includes('network');
}

/** Only a failed delivery can be retried by hand. */
export const canBeRetried = (status: DeliveryStatus) => status === 'failed';

/** The target says that it is gone for good: nothing more is sent until a person looks. */
export const pausesIntegration = (cause: CauseCode | undefined) => cause === 'http_410';
