// The life of a delivery: which moves are legal, and after attempt n has failed, whether and when there is another.
// All counting is here. Attempts are numbered from 1; `max_retries` counts retries, so attempts = 1 + max_retries.

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

/** Waits after attempt 1, 2, 3 … in seconds, when the action has no backoff of its own; the last one repeats. */
export const defaultWaitsSecs = [5, 30, 300, 1_800, 7_200, 18_000, 36_000] as const;
/** Each wait is spread by this share to either side, so that failures together do not come back together. */
export const jitter = 0.2;
/** A `Retry-After` beyond this is cut to it: 24 h in milliseconds. */
export const maxRetryAfterMs = 86_400_000;

export interface FailedAttempt {
  /** The attempt that failed, from 1. */
  readonly number: number;
  readonly maxAttempts: number;
  /** A person asked for it: then there is no automatic one after it. */
  readonly manual: boolean;
  /** False for what trying again cannot mend (a broken template, a refused address). */
  readonly retryable: boolean;
  readonly backoff?: Backoff | undefined;
  /** What the target asked for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * After a failed attempt: wait so many milliseconds and try again, or it is over (undefined).
 * @param random 0 ≤ random < 1; spreads the wait by ±20 %.
 */
export function waitBeforeNextMs(attempt: FailedAttempt, random: number): number | undefined {
  if (attempt.manual || !attempt.retryable || attempt.number >= attempt.maxAttempts) return undefined;
  if (attempt.retryAfterMs !== undefined) return Math.min(Math.max(attempt.retryAfterMs, 0), maxRetryAfterMs);
  const wait = attempt.backoff ? grown(attempt.backoff, attempt.number) : defaultWait(attempt.number);
  return Math.round(wait * 1_000 * (1 - jitter + 2 * jitter * random));
}

const grown = ({ initialSecs, factor, maxSecs }: Backoff, number: number) =>
  Math.min(initialSecs * factor ** (number - 1), maxSecs);

const defaultWait = (number: number) =>
  defaultWaitsSecs[Math.min(number, defaultWaitsSecs.length) - 1] ?? defaultWaitsSecs[0];

/** Only a failed delivery can be retried by hand. */
export const canBeRetried = (status: DeliveryStatus) => status === 'failed';
