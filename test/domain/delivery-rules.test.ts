import { describe, expect, test } from 'vitest';
import {
  canBeRetried,
  defaultWaitsSecs,
  type FailedAttempt,
  maxRetryAfterMs,
  waitBeforeNextMs,
} from '../../src/domain/delivery-rules.ts';

const failed = (more: Partial<FailedAttempt> = {}): FailedAttempt => ({
  number: 1,
  maxAttempts: 3,
  manual: false,
  cause: 'http_5xx',
  retryable: true,
  ...more,
});
const middle = 0.5;

describe('attempts = 1 + max_retries', () => {
  test.each([
    [1, 1, false],
    [1, 2, true],
    [2, 2, false],
    [2, 3, true],
    [3, 3, false],
    [4, 3, false],
    [20, 21, true],
    [21, 21, false],
  ])('after attempt %i of %i there is another: %s (C054)', (number, maxAttempts, another) => {
    expect(waitBeforeNextMs(failed({ number, maxAttempts }), middle) !== undefined).toBe(another);
  });
});

test('a manual attempt is followed by none, and so is what trying again cannot mend', () => {
  expect(waitBeforeNextMs(failed({ manual: true }), middle)).toBeUndefined();
  expect(waitBeforeNextMs(failed({ retryable: false }), middle)).toBeUndefined();
});

test('without a backoff of its own an action waits 5 s, 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, and 10 h again', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((number) =>
    waitBeforeNextMs(failed({ number, maxAttempts: 99 }), middle),
  );
  expect(waits).toEqual([...defaultWaitsSecs, 36_000, 36_000].map((secs) => secs * 1_000));
});

test('a backoff grows by its factor up to its longest wait', () => {
  const backoff = { initialSecs: 2, factor: 3, maxSecs: 50 };
  const waits = [1, 2, 3, 4, 20].map((number) =>
    waitBeforeNextMs(failed({ number, maxAttempts: 99, backoff }), middle),
  );
  expect(waits).toEqual([2_000, 6_000, 18_000, 50_000, 50_000]);
});

test('each wait is spread by 20 % to either side', () => {
  const backoff = { initialSecs: 10, factor: 2, maxSecs: 100 };
  expect(waitBeforeNextMs(failed({ backoff }), 0)).toBe(8_000);
  expect(waitBeforeNextMs(failed({ backoff }), 0.999_999_999)).toBe(12_000);
});

test('what the target asks for is waited, never less, and at most a day', () => {
  for (const random of [0, middle, 0.99]) {
    const wait = waitBeforeNextMs(failed({ retryAfterMs: 7_000 }), random) ?? 0;
    expect(wait).toBeGreaterThanOrEqual(7_000);
    expect(wait).toBeLessThanOrEqual(8_400);
  }
  expect(waitBeforeNextMs(failed({ retryAfterMs: 1e15 }), middle)).toBe(maxRetryAfterMs);
  expect(waitBeforeNextMs(failed({ retryAfterMs: -5 }), middle)).toBe(0);
  expect(waitBeforeNextMs(failed({ retryAfterMs: 7_000, number: 3 }), middle)).toBeUndefined();
});

test('only a failed delivery can be retried by hand (C058)', () => {
  expect((['pending', 'running', 'success', 'failed'] as const).filter(canBeRetried)).toEqual(['failed']);
});
