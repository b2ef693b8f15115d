import { expect, test } from 'vitest';
import { clockChange, timeInZone } from '../../src/web/tasks/clock-change.ts';

const dates = (...times: string[]) => times.map((time) => new Date(time));

test('a change of the clocks among the next runs is found, with its direction', () => {
  const spring = dates('2026-03-28T01:30:00Z', '2026-03-29T00:30:00Z', '2026-03-30T00:30:00Z');
  expect(clockChange(spring, 'Europe/Rome')).toEqual({ before: spring[2], minutes: 60 });
  const autumn = dates('2026-10-24T00:30:00Z', '2026-10-26T01:30:00Z');
  expect(clockChange(autumn, 'Europe/Rome')).toEqual({ before: autumn[1], minutes: -60 });
  expect(clockChange(autumn, 'UTC')).toBeUndefined();
  expect(clockChange(dates('2026-04-01T00:00:00Z', '2026-04-10T00:00:00Z'), 'Australia/Lord_Howe')?.minutes).toBe(-30);
});

test('times are those on the clocks of the zone', () => {
  expect(timeInZone(new Date('2026-07-01T22:30:00Z'), 'Asia/Kolkata')).toMatch(/2026.*04:00/);
});
