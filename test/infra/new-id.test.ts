import { validate, version } from 'uuid';
import { expect, test, vi } from 'vitest';
import { timeOfId } from '../../src/domain/time-ids.ts';
import { newId } from '../../src/infra/new-id.ts';

test('ids are UUIDv7, all different, and begin with the time at which they were made', () => {
  const before = Date.now();
  const ids = Array.from({ length: 5_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !validate(id) || version(id) !== 7)).toEqual([]);
  expect(timeOfId(ids[0] ?? '').getTime()).toBeGreaterThanOrEqual(before);
  expect(timeOfId(ids.at(-1) ?? '').getTime()).toBeLessThanOrEqual(Date.now());
});

test('ids sort in the order in which they were made, also when the clock goes back', () => {
  const ids = Array.from({ length: 2_000 }, newId);
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 60_000);
  ids.push(...Array.from({ length: 2_000 }, newId));
  clock.mockRestore();
  ids.push(newId());
  expect(ids.toSorted()).toEqual(ids);
});
