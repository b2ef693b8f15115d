import { expect, test } from 'vitest';
import { durationOf, percentileMs, slotOf } from '../../src/domain/duration-slots.ts';

test('the slot of a duration says it to within 10 %, from 1 ms to 70 minutes', () => {
  for (let ms = 1; ms <= 4_200_000; ms = Math.max(ms + 1, Math.floor(ms * 1.01))) {
    const told = durationOf(slotOf(ms));
    expect(Math.abs(told - ms), `${ms} ms`).toBeLessThanOrEqual(Math.max(1, ms * 0.1));
  }
  expect(slotOf(0)).toBe(0);
  expect(slotOf(4_200_000)).toBeLessThan(100);
});

test('a longer duration never has a smaller slot', () => {
  const slots = Array.from({ length: 20_000 }, (_, ms) => slotOf(ms));
  expect(slots.toSorted((a, b) => a - b)).toEqual(slots);
});

test('95 % of the durations do not exceed the 95th percentile, to within 10 %', () => {
  const durations = Array.from({ length: 1_000 }, (_, index) => index + 1);
  const counts = [...Map.groupBy(durations.map(slotOf), (slot) => slot)].map(([slot, all]) => ({
    slot,
    count: all.length,
  }));
  const told = percentileMs(counts.toReversed(), 0.95) ?? 0;
  expect(Math.abs(told - 950)).toBeLessThanOrEqual(95);
});

test('one slow one among 19 is not the 95th percentile, and one of ten is', () => {
  expect(
    percentileMs(
      [
        { slot: 10, count: 19 },
        { slot: 50, count: 1 },
      ],
      0.95,
    ),
  ).toBe(durationOf(10));
  expect(
    percentileMs(
      [
        { slot: 10, count: 9 },
        { slot: 50, count: 1 },
      ],
      0.95,
    ),
  ).toBe(durationOf(50));
  expect(percentileMs([], 0.95)).toBeUndefined();
});
