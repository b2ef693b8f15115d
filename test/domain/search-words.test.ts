import { expect, test } from 'vitest';
import { searchWords, wordsOf } from '../../src/domain/search-words.ts';

const nobody = { actorId: null, actorEmail: null, ipAddress: null };

test.each([
  ['ann.smith@example.com', ['ann', 'smith', 'example', 'com']],
  ['from 10.0.0.7, v1.5', ['from', '10.0.0.7', 'v1.5']],
  ['0198C0DE-0000-7000-8000-000000000001', ['0198c0de-0000-7000-8000-000000000001']],
  ["it's Zoë's, ΣΊΣΥΦΟΣ", ['it', 's', 'zoë', 'σίσυφος']],
  ['a a A', ['a']],
  [`' \\ : & | ! <-> *`, []],
])('the words of %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('every text and number of a payload is found, its names and truth values are not', () => {
  const data = { user_name: 'Ann', n: 42, list: [{ deep: 'Below' }], flag: true, nothing: null };
  expect(searchWords({ ...nobody, data })).toEqual(['ann', '42', 'below']);
  expect(searchWords({ actorId: 'u-1', actorEmail: 'bob@x.org', ipAddress: '::1', data: {} })).toEqual([
    'u-1',
    'bob',
    'x',
    'org',
    '1',
  ]);
});

test('the subject of an event is found behind however much text', () => {
  const data = { long: 'word '.repeat(50_000), user_id: 'u-77', user_email: 'ann@example.com' };
  expect(searchWords({ ...nobody, data })).toEqual(expect.arrayContaining(['u-77', 'ann', 'word']));
});

test('no word is longer than an index can keep, and a search for it is cut alike', () => {
  const long = 'x'.repeat(8_000);
  expect(searchWords({ ...nobody, data: { long } })).toEqual(wordsOf(long));
  expect(wordsOf(long)[0]?.length).toBeLessThanOrEqual(64);
});
