import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Backoff,
  canBeRetried,
  defaultWaitsSecs,
  type FailedAttempt,
  jitter,
  maxRetryAfterMs,
  minThrottledMs,
  pausesIntegration,
  type RetryClass,
  retryClasses,
  waitBeforeNextMs,
} from '../../src/domain/delivery-rules.ts';
import { type CauseCode, causeCodes, isRetryable } from '../../src/domain/failure-causes.ts';

const passing: FailedAttempt = { number: 1, maxAttempts: 21, manual: false, cause: 'http_5xx', retryable: true };
const wait = (over: Partial<FailedAttempt>, random = 0.5) => waitBeforeNextMs({ ...passing, ...over }, random);

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const backoffs: fc.Arbitrary<Backoff> = fc.record({
  initialSecs: fc.double({ min: 0.05, max: 86_400, noNaN: true }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  maxSecs: fc.double({ min: 0.05, max: 86_400, noNaN: true }),
});
const attempts: fc.Arbitrary<FailedAttempt> = fc.record({
  number: fc.integer({ min: 1, max: 60 }),
  maxAttempts: fc.integer({ min: 1, max: 21 }),
  maxThrottled: fc.option(fc.integer({ min: 1, max: 21 }), { nil: undefined }),
  manual: fc.boolean(),
  cause: fc.constantFrom(...causeCodes),
  retryable: fc.boolean(),
  retryOn: fc.option(fc.subarray([...retryClasses]), { nil: undefined }),
  backoff: fc.option(backoffs, { nil: undefined }),
  retryAfterMs: fc.option(fc.integer({ min: -1_000, max: 200_000_000 }), { nil: undefined }),
});

describe('how many attempts', () => {
  test('an action with n retries is attempted 1 + n times, whatever fails', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.option(backoffs, { nil: undefined }),
        random,
        (retries, backoff, r) => {
          let number = 1;
          while (wait({ number, maxAttempts: 1 + retries, backoff }, r) !== undefined) number += 1;
          return number === 1 + retries;
        },
      ),
    );
  });

  test.each([
    [1, 1, false],
    [1, 2, true],
    [2, 2, false],
    [3, 4, true],
    [4, 4, false],
    [5, 4, false],
  ])('after attempt %s of %s there is another: %s', (number, maxAttempts, again) => {
    expect(wait({ number, maxAttempts }) !== undefined).toBe(again);
  });

  test('an attempt by hand is never followed by an automatic one', () => {
    fc.assert(
      fc.property(attempts, random, (attempt, r) => waitBeforeNextMs({ ...attempt, manual: true }, r) === undefined),
    );
  });

  test('what trying again cannot mend is never tried again, also when the target names a wait', () => {
    fc.assert(
      fc.property(
        attempts,
        random,
        (attempt, r) => waitBeforeNextMs({ ...attempt, retryable: false }, r) === undefined,
      ),
    );
  });

  test('patience that a target asks for has its own count of attempts', () => {
    const throttled = { cause: 'http_429', maxAttempts: 3, maxThrottled: 12 } as const;
    expect(wait({ ...throttled, number: 11 })).toBeDefined();
    expect(wait({ ...throttled, number: 12 })).toBeUndefined();
    expect(wait({ ...throttled, cause: 'http_5xx', number: 3 })).toBeUndefined();
  });

  test('a wait is a whole number of milliseconds that a date can hold', () => {
    fc.assert(
      fc.property(attempts, random, (attempt, r) => {
        const ms = waitBeforeNextMs(attempt, r);
        return ms === undefined || (Number.isInteger(ms) && ms >= 0 && ms <= 86_400_000 * (1 + jitter));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('which failures are tried again', () => {
  const classOf: Partial<Record<CauseCode, RetryClass | 'none' | 'always'>> = {
    timeout: 'timeout',
    connect_timeout: 'timeout',
    http_408: '408',
    http_429: '429',
    http_5xx: '5xx',
    http_3xx: 'none',
    internal: 'always',
    worker_lost: 'always',
  };
  const expected = (cause: CauseCode) => classOf[cause] ?? (cause.startsWith('http_4') ? '4xx' : 'network');

  test.each(causeCodes.filter(isRetryable))('%s belongs to one class of retry_on', (cause) => {
    for (const one of retryClasses) {
      const own = expected(cause);
      expect([one, wait({ cause, retryOn: [one] }) !== undefined]).toEqual([one, own === 'always' || own === one]);
    }
    expect(wait({ cause })).toBeDefined();
    expect(wait({ cause, retryOn: [] }) !== undefined).toBe(expected(cause) === 'always');
  });

  test('retry_on only narrows: it never makes another attempt of what is over', () => {
    fc.assert(
      fc.property(attempts, random, (attempt, r) => {
        const { retryOn: _, ...free } = attempt;
        return waitBeforeNextMs(free, r) !== undefined || waitBeforeNextMs(attempt, r) === undefined;
      }),
      { numRuns: 2_000 },
    );
  });

  test('only a 410 pauses the integration', () => {
    expect(causeCodes.filter(pausesIntegration)).toEqual(['http_410']);
    expect(pausesIntegration(undefined)).toBe(false);
  });

  test('only a failed delivery can be retried by hand', () => {
    const statuses = ['pending', 'running', 'success', 'failed'] as const;
    expect(statuses.filter(canBeRetried)).toEqual(['failed']);
  });
});

describe('how long a wait is', () => {
  test.each([
    [1, 5],
    [2, 30],
    [3, 300],
    [4, 1_800],
    [5, 7_200],
    [6, 18_000],
    [7, 36_000],
    [8, 36_000],
    [20, 36_000],
  ])('without a backoff of its own the wait after attempt %s is %s s', (number, secs) => {
    expect(wait({ number })).toBe(secs * 1_000);
    expect(wait({ number }, 0)).toBe(secs * 800);
    expect(wait({ number }, 0.999_999)).toBeCloseTo(secs * 1_200, -3);
  });

  test('a wait is spread by 20 % to either side', () => {
    fc.assert(
      fc.property(backoffs, fc.integer({ min: 1, max: 20 }), random, (backoff, number, r) => {
        const ms = wait({ backoff, number }, r) as number;
        const middle = Math.min(backoff.initialSecs * backoff.factor ** (number - 1), backoff.maxSecs) * 1_000;
        return ms >= Math.floor(middle * (1 - jitter)) && ms <= Math.ceil(middle * (1 + jitter));
      }),
    );
  });

  test('waits grow with each attempt and then stay at the cap', () => {
    fc.assert(
      fc.property(fc.option(backoffs, { nil: undefined }), random, (backoff, r) => {
        const waits = Array.from({ length: 20 }, (_, index) => wait({ backoff, number: index + 1 }, r) as number);
        const cap = (backoff?.maxSecs ?? Math.max(...defaultWaitsSecs)) * 1_000 * (1 + jitter);
        return waits.every((ms, index) => ms <= Math.ceil(cap) && (index === 0 || ms >= (waits[index - 1] as number)));
      }),
    );
  });

  test('a wait that the target asks for is kept to, spread only upwards, and at most a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000_000 }), random, (retryAfterMs, r) => {
        const ms = wait({ retryAfterMs, cause: 'http_429' }, r) as number;
        return (
          ms >= Math.min(retryAfterMs, maxRetryAfterMs) &&
          ms <= Math.min(Math.ceil(retryAfterMs * (1 + jitter)), maxRetryAfterMs)
        );
      }),
    );
  });

  test.each([
    ['nothing to wait', 0, 0],
    ['a time that is past', -5_000, 0],
    ['less than a second', 250, 250],
    ['exactly a day', 86_400_000, 86_400_000],
    ['more than a day', 90_000_000, 86_400_000],
  ])('Retry-After with %s', (_words, retryAfterMs, ms) => {
    expect(wait({ retryAfterMs, cause: 'http_429' }, 0)).toBe(ms);
  });

  test('a target that is too busy and names no time is left alone for at least a minute', () => {
    fc.assert(
      fc.property(
        fc.option(backoffs, { nil: undefined }),
        fc.integer({ min: 1, max: 20 }),
        random,
        (backoff, number, r) => {
          const ms = wait({ cause: 'http_429', backoff, number }, r) as number;
          return ms >= minThrottledMs && ms >= (wait({ backoff, number }, r) as number);
        },
      ),
    );
    expect(minThrottledMs).toBe(60_000);
  });
});
