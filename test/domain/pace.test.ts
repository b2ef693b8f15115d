import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowed, type Pace } from '../../src/domain/pace.ts';

test('the first goes at once, the next after its share of a second', () => {
  const first = allowed(null, 10, 5, 1_000);
  expect(first).toMatchObject({ count: 1, nextAtMs: 1_100 });
  expect(allowed(first.pace, 10, 5, 1_050).count).toBe(0);
  expect(allowed(first.pace, 10, 5, 1_100).count).toBe(1);
});

test('a rate below one a second is kept to as well', () => {
  const first = allowed(null, 0.1, 1, 0);
  expect(first.nextAtMs).toBe(10_000);
  expect(allowed(first.pace, 0.1, 1, 9_999).count).toBe(0);
});

test('what was not used is not saved up, but for a fifth of a second', () => {
  const { pace } = allowed(null, 100, 1, 0);
  expect(allowed(pace, 100, 1_000, 60_000).count).toBe(21);
});

test('in any stretch of time no more go than the rate allows, and a fifth of a second more', () => {
  const rate = fc.double({ min: 0.05, max: 1_000, noNaN: true });
  const looks = fc.array(
    fc.record({ afterMs: fc.integer({ min: 0, max: 2_000 }), wanted: fc.integer({ min: 1, max: 50 }) }),
    { minLength: 1, maxLength: 80 },
  );
  fc.assert(
    fc.property(rate, looks, (ratePerSec, all) => {
      let pace: Pace = null;
      let now = 5_000;
      const sent: { at: number; count: number }[] = [];
      for (const { afterMs, wanted } of all) {
        now += afterMs;
        const step = allowed(pace, ratePerSec, wanted, now);
        pace = step.pace;
        expect(step.count).toBeLessThanOrEqual(wanted);
        expect(step.nextAtMs).toBeGreaterThanOrEqual(now);
        sent.push({ at: now, count: step.count });
      }
      for (const [from, { at }] of sent.entries()) {
        let count = 0;
        for (const later of sent.slice(from)) {
          count += later.count;
          const secs = (later.at - at) / 1_000;
          expect(count).toBeLessThanOrEqual(1 + ratePerSec * (secs + 0.2) + 1e-6);
        }
      }
    }),
  );
});

test('who always asks when told to gets the rate', () => {
  let pace: Pace = null;
  let now = 0;
  let count = 0;
  while (now < 20_000) {
    const step = allowed(pace, 7, 100, now);
    pace = step.pace;
    count += step.count;
    now = Math.ceil(step.nextAtMs + 0.001);
  }
  expect(count).toBeGreaterThanOrEqual(138);
  expect(count).toBeLessThanOrEqual(142);
});
