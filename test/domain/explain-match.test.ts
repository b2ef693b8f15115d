import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, operators } from '../../src/domain/condition.ts';
import { conditionHolds } from '../../src/domain/condition-holds.ts';
import { type IdentityEvent, type Json, lookUpField } from '../../src/domain/event.ts';
import { explainMatch, nearness } from '../../src/domain/explain-match.ts';
import { locateField } from '../../src/domain/locate-field.ts';
import { fires } from '../../src/domain/matching.ts';

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

const names = ['a', 'b', 'user', 'email', 'user_email', 'user.email', 'Data.user.email', 'ActorEmail', 'actor_email'];
const fields = fc.oneof(
  fc.constantFrom(...names, 'Data.a', 'Data.user_email', 'a.b', 'user.a', 'Data.x.y', 'ip_address', 'a_b_a', 'Data.'),
  fc.string({ maxLength: 6 }),
);
const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json>('x', 'xy', '', 5, 0, true, false, null);
const value: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom(...names), scalar),
);
const events = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...names, 'Data.a', 'a.b'), value),
    fc.constantFrom('user.created', 'login.failed'),
  )
  .map(([data, type]) => event(data, type));
const comparison: fc.Arbitrary<Condition> = fc.record({
  field: fields,
  operator: fc.constantFrom(...operators),
  value: fc.constantFrom('x', 'xy', '', '5', 'true', 'admin@example.com'),
  values: fc.constant(['x', '5']),
  ignoreCase: fc.boolean(),
  order: fc.constant(0),
});
const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const members = fc.array(tie('condition'), { maxLength: 2 });
  const order = fc.constant(0);
  return {
    condition: fc.oneof(
      { depthSize: 'small' },
      { weight: 4, arbitrary: comparison },
      { weight: 1, arbitrary: fc.record({ order, all: members }) },
      { weight: 1, arbitrary: fc.record({ order, any: members }) },
      { weight: 1, arbitrary: fc.record({ order, not: tie('condition') }) },
    ),
  };
});
const conditions = fc.array(condition, { maxLength: 3 });
const integrations = fc.record({
  enabled: fc.boolean(),
  triggers: fc.array(fc.constantFrom('user.created', 'user.*', '*', 'login.failed'), { maxLength: 2 }),
  conditions,
});

test('an explanation never says otherwise than what is done', () => {
  fc.assert(
    fc.property(integrations, events, (integration, one) => {
      const trace = explainMatch(integration, one);
      expect(trace.fires).toBe(fires(integration, one));
      expect(nearness(integration, one) === 'fires').toBe(trace.fires);
      const own = trace.conditions.filter(({ path }) => /^conditions\[\d+\]$/.test(path));
      expect(own.map(({ holds }) => holds)).toEqual(integration.conditions.map((it) => conditionHolds(it, one)));
      for (const { comparison: it, holds } of trace.conditions) if (it) expect(conditionHolds(it, one)).toBe(holds);
    }),
    { numRuns: 2_000 },
  );
});

test('the value that is shown is the value that was compared', () => {
  fc.assert(
    fc.property(fields, events, (field, one) => {
      expect(locateField(one, field)?.value).toEqual(lookUpField(one, field));
    }),
    { numRuns: 5_000 },
  );
});

test.each<[string, Record<string, Json>, string | undefined, string | undefined]>([
  ['user_email', { user_email: 'a' }, 'exact_key', 'Data.user_email'],
  ['user.email', { 'user.email': 'a' }, 'exact_key', 'Data.user.email'],
  ['user.email', { user: { email: 'a' } }, 'dotted_path', 'Data.user.email'],
  ['Data.user_email', { user_email: 'a' }, 'data_prefix', 'Data.user_email'],
  ['user.email', { user_email: 'a' }, 'alias', 'Data.user_email'],
  ['user_email', { user: { email: 'a' } }, 'alias', 'Data.user.email'],
  ['ActorEmail', {}, 'envelope', 'ActorEmail'],
  ['actor_email', {}, 'envelope', 'actor_email'],
  ['ActorEmail', { ActorEmail: 'mine' }, 'exact_key', 'Data.ActorEmail'],
  ['nothing', {}, undefined, undefined],
])('a field %s in %j is found by %s', (field, data, rule, at) => {
  expect(locateField(event(data), field)).toEqual(rule ? expect.objectContaining({ rule, at }) : undefined);
});

test('every condition is told, also those behind the first that fails', () => {
  const is = (field: string, text: string) => ({ field, operator: 'eq' as const, value: text, order: 0 });
  const integration = { enabled: true, triggers: ['user.*'], conditions: [is('a', '1'), is('b', '2'), is('c', '3')] };
  const trace = explainMatch(integration, event({ a: 'other', b: 2 }));
  expect(trace).toMatchObject({ fires: false, trigger: 'user.*', failed: 2 });
  expect(trace.conditions.map(({ path, holds, actual }) => [path, holds, actual])).toEqual([
    ['conditions[0]', false, 'other'],
    ['conditions[1]', true, 2],
    ['conditions[2]', false, undefined],
  ]);
  expect(nearness(integration, event({ a: 1, b: 2 }))).toBe('near_miss');
  expect(nearness({ ...integration, enabled: false }, event({ a: 1, b: 2, c: 3 }))).toBe('near_miss');
  expect(nearness(integration, event({}))).toBe('conditions');
  expect(nearness(integration, event({}, 'login.failed'))).toBe('trigger');
});

test('a group is told before its members, each with its place', () => {
  const is = (field: string) => ({ field, operator: 'is_true' as const, value: '', order: 0 });
  const group = { order: 1, any: [is('a'), { order: 0, not: { order: 0, all: [is('b'), is('c')] } }] };
  const trace = explainMatch({ enabled: true, triggers: ['*'], conditions: [is('d'), group] }, event({ b: 1 }));
  expect(trace.failed).toBe(1);
  expect(trace.conditions.map(({ path, group: kind, holds }) => [path, kind, holds])).toEqual([
    ['conditions[0]', undefined, false],
    ['conditions[1]', 'any', true],
    ['conditions[1].any[0]', undefined, false],
    ['conditions[1].any[1]', 'not', true],
    ['conditions[1].any[1].not', 'all', false],
    ['conditions[1].any[1].not.all[0]', undefined, true],
    ['conditions[1].any[1].not.all[1]', undefined, false],
  ]);
});
