import { expect, test } from 'vitest';
import { pathText, problemSummary, Refusal, refuseIfAny } from '../../src/domain/refusal.ts';

test.each([
  [['actions', 0, 'url'], 'actions[0].url'],
  [['events', 3], 'events[3]'],
  [['headers', 0, 'value'], 'headers[0].value'],
  [[0, 'type'], '[0].type'],
  [[], ''],
])('the path %j is written as %s', (path, text) => {
  expect(pathText(path)).toBe(text);
});

test('no problem is no refusal', () => {
  expect(() => refuseIfAny([])).not.toThrow();
});

test('a refusal tells the first problem, how many more there are, and has them all', () => {
  const problems = [
    { path: 'name', message: 'is required' },
    { path: 'triggers', message: 'must be a list' },
    { path: '', message: 'must be an object' },
  ];
  try {
    refuseIfAny(problems);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', message: 'name: is required (and 2 more)', problems });
  }
});

test('a problem of the whole has no path before it', () => {
  expect(problemSummary([{ path: '', message: 'must be an object' }])).toBe('must be an object');
  expect(problemSummary([])).toBe('');
});
