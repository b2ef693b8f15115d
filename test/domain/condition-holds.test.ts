import { describe, expect, test } from 'vitest';
import type { Comparison, Condition, Operator } from '../../src/domain/condition.ts';
import { comparisonHolds, conditionHolds } from '../../src/domain/condition-holds.ts';
import { matchesPattern, maxMatchedText, patternProblem } from '../../src/domain/condition-pattern.ts';
import type { IdentityEvent, Json } from '../../src/domain/event.ts';

const event = (data: Record<string, Json>): IdentityEvent => ({
  uid: 'uid',
  id: 'e1',
  type: 'user.created',
  actorId: null,
  actorEmail: null,
  ipAddress: null,
  firedAt: new Date('2026-03-29T01:30:00Z'),
  data,
  depth: 0,
  causedBy: null,
});
const compare = (operator: Operator, value: string, more: Partial<Comparison> = {}): Comparison => ({
  field: 'f',
  operator,
  value,
  order: 0,
  ...more,
});
const holds = (actual: Json | undefined, operator: Operator, value: string, more?: Partial<Comparison>) =>
  comparisonHolds(compare(operator, value, more), actual);

describe('in and not_in', () => {
  const values = ['a', '5', 'true', ''];
  test.each<[Json | undefined, boolean]>([
    ['a', true],
    [5, true],
    [true, true],
    ['', true],
    ['A', false],
    ['b', false],
    [['a'], false],
    [{ a: 1 }, false],
    [null, false],
    [undefined, false],
  ])('%j is one of the values, by its text: %s', (actual, isIn) => {
    expect(holds(actual, 'in', '', { values })).toBe(isIn);
    expect(holds(actual, 'not_in', '', { values })).toBe(!isIn);
  });
});

describe('gt, gte, lt and lte', () => {
  const ordered = (actual: Json | undefined, value: string) =>
    (['gt', 'gte', 'lt', 'lte'] as const).filter((operator) => holds(actual, operator, value));
  test.each<[what: string, actual: Json | undefined, value: string, holding: string[]]>([
    ['a larger number', 10, '9', ['gt', 'gte']],
    ['a larger number as text, which is smaller as text', '10', '9', ['gt', 'gte']],
    ['an equal number in another spelling', '5.0', '5', ['gte', 'lte']],
    ['a smaller number', -1.5, '-1', ['lt', 'lte']],
    ['a later time', '2026-03-29T02:00:00Z', '2026-03-29T01:30:00Z', ['gt', 'gte']],
    ['the same time in another zone', '2026-03-29T03:30:00+02:00', '2026-03-29T01:30:00Z', ['gte', 'lte']],
    ['an earlier time that is later as text', '2026-03-29T03:00:00+02:00', '2026-03-29T01:30:00Z', ['lt', 'lte']],
    ['a number, of a time', 5, '2026-03-29T01:30:00Z', []],
    ['a time, of a number', '2026-03-29T01:30:00Z', '5', []],
    ['another text', 'ten', '9', []],
    ['the empty text', '', '0', []],
    ['a text with spaces around a number', ' 10 ', '9', []],
    ['a hexadecimal number', '0x10', '9', []],
    ['true', true, '0', []],
    ['a list', [10], '9', []],
    ['null', null, '0', []],
    ['nothing', undefined, '0', []],
  ])('%s', (_what, actual, value, holding) => {
    expect(ordered(actual, value)).toEqual(holding);
  });

  test('the time of the event itself compares as a time', () => {
    const condition = { ...compare('gte', '2026-03-29T03:30:00+02:00'), field: 'fired_at' };
    expect(conditionHolds(condition, event({}))).toBe(true);
    expect(conditionHolds({ ...condition, operator: 'gt' }, event({}))).toBe(false);
  });
});

test('exists holds for whatever is there, also for what is empty, and not for null', () => {
  for (const actual of ['', 0, false, [], {}, 'x'] as Json[]) expect(holds(actual, 'exists', '')).toBe(true);
  for (const actual of [null, undefined]) expect(holds(actual, 'exists', '')).toBe(false);
});

describe('matches', () => {
  test.each<[Json | undefined, string, boolean]>([
    ['permission denied: /etc', 'permission (denied|refused)', true],
    ['ok', '^permission', false],
    ['ABC', 'abc', false],
    ['ABC', '(?i)abc', true],
    [503, '^5\\d\\d$', true],
    [['abc'], 'abc', false],
    [undefined, '.*', false],
    [null, '.*', false],
    ['', '^$', true],
  ])('%j by %s: %s', (actual, pattern, matches) => {
    expect(holds(actual, 'matches', pattern)).toBe(matches);
  });

  test('looks at the beginning of a long text only', () => {
    expect(matchesPattern({ value: 'x' }, `${'a'.repeat(maxMatchedText - 1)}x`)).toBe(true);
    expect(matchesPattern({ value: 'x' }, `${'a'.repeat(maxMatchedText)}x`)).toBe(false);
  });

  test('takes no pattern that is long, unreadable, or large when it is spelled out', () => {
    expect(patternProblem({ value: 'a'.repeat(256) })).toBeUndefined();
    expect(patternProblem({ value: 'a'.repeat(257) })).toContain('256');
    expect(patternProblem({ value: '(a' })).toContain('is not a pattern');
    expect(patternProblem({ value: 'a(?=b)' })).toContain('is not a pattern');
    expect(patternProblem({ value: '(a{100}){11}' })).toBeDefined();
    expect(patternProblem({ value: 'a{900}b{900}' })).toContain('too large');
  });

  test('a pattern that is exponential elsewhere takes no longer than others', () => {
    const begun = performance.now();
    for (let n = 0; n < 20; n += 1) holds('a'.repeat(5_000), 'matches', '^(a+)+$b');
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe('ignore_case', () => {
  const ignoreCase = true;
  test.each<[Json | undefined, Operator, string]>([
    ['ABC', 'eq', 'abc'],
    ['abc', 'eq', 'ABC'],
    ['Straße', 'eq', 'STRASSE'],
    ['ΟΔΟΣ', 'starts_with', 'οδος'],
    ['ΟΔΟΣ Α', 'contains', 'οδοσ'],
    ['xABCx', 'contains', 'abc'],
    [['ABC', 1], 'contains', 'abc'],
    ['ABCx', 'starts_with', 'abc'],
    ['x@EXAMPLE.com', 'ends_with', '@example.COM'],
    ['ABC', 'matches', '^abc$'],
    [true, 'eq', 'TRUE'],
  ])('%j is %s %s', (actual, operator, value) => {
    expect(holds(actual, operator, value, { ignoreCase })).toBe(true);
  });

  test('neq and not_in are the opposites of eq and in', () => {
    expect(holds('ABC', 'neq', 'abc', { ignoreCase })).toBe(false);
    expect(holds('ABC', 'in', '', { values: ['x', 'abc'], ignoreCase })).toBe(true);
    expect(holds('ABC', 'not_in', '', { values: ['x', 'abc'], ignoreCase })).toBe(false);
    expect(holds(undefined, 'neq', 'abc', { ignoreCase })).toBe(true);
    expect(holds(undefined, 'eq', '', { ignoreCase })).toBe(false);
    expect(holds(null, 'not_in', '', { values: [''], ignoreCase })).toBe(true);
  });
});

test('all needs each of its conditions, any one of them, and not the opposite of its own', () => {
  const [yes, no]: Condition[] = [compare('eq', 'a'), compare('eq', 'b')];
  const of = (condition: Condition) => conditionHolds(condition, event({ f: 'a' }));
  if (!yes || !no) throw new Error('two conditions');
  expect([of({ all: [yes, yes], order: 0 }), of({ all: [yes, no], order: 0 })]).toEqual([true, false]);
  expect([of({ any: [no, yes], order: 0 }), of({ any: [no, no], order: 0 })]).toEqual([true, false]);
  expect([of({ not: no, order: 0 }), of({ not: yes, order: 0 })]).toEqual([true, false]);
  expect(of({ not: { any: [no, { all: [yes, no], order: 0 }], order: 0 }, order: 0 })).toBe(true);
});
