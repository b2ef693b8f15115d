import { expect, test } from 'vitest';
import { editDistance, nearestWord } from '../../src/domain/nearest-word.ts';

test.each([
  ['', '', 0],
  ['a', '', 1],
  ['email', 'email', 0],
  ['emial', 'email', 1],
  ['emal', 'email', 1],
  ['emaill', 'email', 1],
  ['kitten', 'sitting', 3],
])('%s and %s differ by %i letters', (from, to, distance) => {
  expect([editDistance(from, to), editDistance(to, from)]).toEqual([distance, distance]);
});

test('the nearest word is found in any case, and none where all are far', () => {
  const words = ['user_email', 'user_name', 'app_id'];
  expect(nearestWord('usr_emial', words)).toBe('user_email');
  expect(nearestWord('USER_NAME', words)).toBe('user_name');
  expect(nearestWord('colour', words)).toBeUndefined();
  expect(nearestWord('x', [])).toBeUndefined();
});
