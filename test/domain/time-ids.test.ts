import { v7 as uuid } from 'uuid';
import { expect, test } from 'vitest';
import { firstIdAt, timeOfId } from '../../src/domain/time-ids.ts';

test('an id says when it was made, to the millisecond', () => {
  const msecs = Date.UTC(2026, 10, 25, 4, 5, 6, 789);
  expect(timeOfId(uuid({ msecs })).toISOString()).toBe('2026-11-25T04:05:06.789Z');
});

test('the first id of a time lies after every earlier id and before every one of that time or later', () => {
  const time = Date.UTC(2026, 10, 25);
  for (let i = 0; i < 200; i++) {
    expect(firstIdAt(new Date(time)) < uuid({ msecs: time })).toBe(true);
    expect(firstIdAt(new Date(time)) > uuid({ msecs: time - 1 })).toBe(true);
  }
  expect(firstIdAt(new Date(-5))).toBe('00000000-0000-0000-0000-000000000000');
});
