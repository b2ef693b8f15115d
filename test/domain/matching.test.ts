import { describe, expect, test } from 'vitest';
import { type Operator, operators } from '../../src/domain/condition.ts';
import { conditionHolds } from '../../src/domain/condition-holds.ts';
import type { IdentityEvent, Json } from '../../src/domain/event.ts';
import { fires, triggerMatches } from '../../src/domain/matching.ts';

const event = (data: Record<string, Json>, type = 'user.created'): IdentityEvent => ({
  uid: '0198c0de-0000-7000-8000-000000000001',
  id: 'e1',
  type,
  actorId: null,
  actorEmail: 'admin@example.com',
  ipAddress: null,
  firedAt: new Date('2026-03-29T01:30:00Z'),
  data,
  depth: 0,
  causedBy: null,
});
const holds = (data: Record<string, Json>, operator: Operator, value = '', field = 'f') =>
  conditionHolds({ field, operator, value, order: 0 }, event(data));

/** Which operators hold for a payload field of this value, and a condition's value of this text. */
const table: readonly [what: string, actual: Json | undefined, value: string, holding: Operator[]][] = [
  ['an equal string', 'abc', 'abc', ['eq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['a string that begins so', 'abcd', 'abc', ['neq', 'contains', 'starts_with', 'is_true']],
  ['a string that ends so', 'xabc', 'abc', ['neq', 'contains', 'ends_with', 'is_true']],
  ['a string with it inside', 'xabcx', 'abc', ['neq', 'contains', 'is_true']],
  ['a string in another case', 'ABC', 'abc', ['neq', 'is_true']],
  ['a string with a space more', 'abc ', 'abc', ['neq', 'contains', 'starts_with', 'is_true']],
  ['another string', 'x', 'abc', ['neq', 'is_true']],
  ['the empty string', '', 'abc', ['neq', 'is_false']],
  ['any string, of the empty text', 'abc', '', ['neq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['the empty string, of the empty text', '', '', ['eq', 'contains', 'starts_with', 'ends_with', 'is_false']],
  ['the string "false"', 'false', 'false', ['eq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['the string "0"', '0', '0', ['eq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['the string "5"', '5', '5', ['eq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['the number 5', 5, '5', ['eq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['the number 50', 50, '5', ['neq', 'contains', 'starts_with', 'is_true']],
  ['the number 5, of another spelling', 5, '5.0', ['neq', 'is_true']],
  ['the number 0', 0, '0', ['eq', 'contains', 'starts_with', 'ends_with', 'is_false']],
  ['the number -0', -0, '0', ['eq', 'contains', 'starts_with', 'ends_with', 'is_false']],
  ['a negative fraction', -1.5, '-1.5', ['eq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['true', true, 'true', ['eq', 'contains', 'starts_with', 'ends_with', 'is_true']],
  ['false', false, 'false', ['eq', 'contains', 'starts_with', 'ends_with', 'is_false']],
  ['true, of 1', true, '1', ['neq', 'is_true']],
  ['null', null, 'null', ['neq', 'is_false']],
  ['null, of the empty text', null, '', ['neq', 'is_false']],
  ['a missing field', undefined, 'abc', ['neq', 'is_false']],
  ['a missing field, of the empty text', undefined, '', ['neq', 'is_false']],
  ['a list with it', ['abc', 'x'], 'abc', ['neq', 'contains', 'is_true']],
  ['a list with longer texts', ['abcd'], 'abc', ['neq', 'is_true']],
  ['a list with the number', [5], '5', ['neq', 'contains', 'is_true']],
  ['a list with nothing of the kind', [null, {}, ['abc']], 'abc', ['neq', 'is_true']],
  ['an empty list', [], '', ['neq', 'is_false']],
  ['an object', { abc: 'abc' }, 'abc', ['neq', 'is_true']],
  ['an object, of its usual text', { a: 1 }, '[object Object]', ['neq', 'is_true']],
  ['an empty object', {}, '', ['neq', 'is_false']],
];

/** The specification's; the others are tested in condition-holds.test.ts. */
const specified = operators.slice(0, 7);

describe.each(specified)('%s', (operator) => {
  test.each(table)('%s (C092, C093)', (_what, actual, value, holding) => {
    expect(holds(actual === undefined ? {} : { f: actual }, operator, value)).toBe(holding.includes(operator));
  });
});

test('of each pair of opposite operators, exactly one holds', () => {
  for (const [, actual, value] of table) {
    const data = actual === undefined ? {} : { f: actual };
    expect(holds(data, 'eq', value)).toBe(!holds(data, 'neq', value));
    expect(holds(data, 'is_true', value)).toBe(!holds(data, 'is_false', value));
  }
});

test.each([
  ['user.created', 'user.created', true],
  ['user.created', 'user.updated', false],
  ['user.*', 'user.created', true],
  ['user.*', 'users.created', false],
  ['user.*', 'user', false],
  ['*', 'event_action.delivery_failed', true],
  ['app*', 'application.created', false],
  ['user.create', 'user.created', false],
])('a trigger %s for an event %s: %s', (trigger, type, matches) => {
  expect(triggerMatches(trigger, type)).toBe(matches);
});

const condition = (field: string, operator: Operator, value: string, order: number) => ({
  field,
  operator,
  value,
  order,
});
const published = [
  condition('status', 'eq', 'published', 2),
  condition('notify', 'is_true', '', 1),
  condition('user_email', 'ends_with', '@example.com', 3),
];

test('all conditions must hold, in whatever order (C094)', () => {
  const integration = { enabled: true, triggers: ['user.created'], conditions: published };
  const data = { status: 'published', notify: true, user_email: 'a@example.com' };
  const orders = [published, [...published].reverse(), published.map((one) => ({ ...one, order: 0 }))];
  for (const conditions of orders) {
    expect(fires({ ...integration, conditions }, event(data))).toBe(true);
    expect(fires({ ...integration, conditions }, event({ ...data, notify: false }))).toBe(false);
    expect(fires({ ...integration, conditions }, event({ ...data, user_email: 'a@other.org' }))).toBe(false);
  }
});

test('without conditions every event of a trigger fires, unless it is disabled (C094)', () => {
  const integration = { enabled: true, triggers: ['login.*', 'user.created'], conditions: [] };
  expect(fires(integration, event({}))).toBe(true);
  expect(fires(integration, event({}, 'login.failed'))).toBe(true);
  expect(fires(integration, event({}, 'group.created'))).toBe(false);
  expect(fires({ ...integration, enabled: false }, event({}))).toBe(false);
  expect(fires({ ...integration, triggers: [] }, event({}))).toBe(false);
});
