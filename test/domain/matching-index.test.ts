import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Comparison, type Condition, operators } from '../../src/domain/condition.ts';
import type { IdentityEvent, JsonObject } from '../../src/domain/event.ts';
import { fires } from '../../src/domain/matching.ts';
import { createMatchingIndex, type Filed } from '../../src/domain/matching-index.ts';

const event = (type: string, data: JsonObject): IdentityEvent => ({
  uid: 'uid',
  id: 'e-1',
  type,
  actorId: null,
  actorEmail: 'ab@ab',
  ipAddress: null,
  firedAt: new Date('2026-03-29T01:30:00Z'),
  data,
  depth: 0,
  causedBy: null,
});

// Few words and short ones, so that conditions often hold and integrations often share a bucket.
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'B', 'b', '@'), maxLength: 4 }),
  fc.constantFrom('1', 'true', ''),
);
const field = fc.constantFrom('f', 'g', 'user.email', 'user_email', 'Data.f', 'actor_email', 'EventType', 'n.m');
const comparison: fc.Arbitrary<Comparison> = fc
  .record({
    field,
    operator: fc.constantFrom(...operators),
    value: text,
    values: fc.array(text, { minLength: 1, maxLength: 3 }),
    ignoreCase: fc.boolean(),
    order: fc.constant(0),
  })
  .map(({ values, ...one }) => (one.operator === 'in' || one.operator === 'not_in' ? { ...one, values } : one));
const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const members = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  return {
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 6, arbitrary: comparison },
      members.map((all) => ({ all, order: 0 })),
      { weight: 2, arbitrary: members.map((any) => ({ any, order: 0 })) },
      tie('condition').map((not) => ({ not, order: 0 })),
    ),
  };
});
const integration: fc.Arbitrary<Filed> = fc.record({
  id: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
  enabled: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  triggers: fc.array(fc.constantFrom('*', 'user.*', 'user.created', 'user.updated', 'login.failed'), { maxLength: 3 }),
  conditions: fc.array(condition, { maxLength: 3 }),
});
const anyEvent = fc
  .record({
    type: fc.constantFrom('user.created', 'user.updated', 'login.failed', 'group.created'),
    data: fc.dictionary(
      fc.constantFrom('f', 'g', 'user_email', 'n', 'event_type'),
      fc.oneof(text, fc.constantFrom(1, 0, true, null, ['a'], { m: 'a' })),
      { noNullPrototype: true },
    ),
  })
  .map(({ type, data }) => event(type, data as JsonObject));
const change = fc.oneof(
  { weight: 4, arbitrary: integration },
  integration.map(({ id }) => id),
);

test('the index fires exactly what trying every integration would, in order of creation, after any changes', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.array(anyEvent, { maxLength: 8 }), (changes, events) => {
      const index = createMatchingIndex();
      const stored = new Map<string, Filed>();
      for (const one of changes) {
        if (typeof one === 'string') {
          index.remove(one);
          stored.delete(one);
        } else {
          index.put(one);
          stored.set(one.id, one);
        }
      }
      const all = [...stored.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const one of events) expect(index.firing(one)).toEqual(all.filter((each) => fires(each, one)));
    }),
    { numRuns: 3_000 },
  );
});

test('ten thousand integrations of the same type cost an event no more than those that it fires', () => {
  const index = createMatchingIndex<Filed & { readonly wanted: string }>();
  let tried = 0;
  for (let n = 0; n < 10_000; n += 1) {
    const common: Condition = { field: 'status', operator: 'eq', value: 'active', order: 1 };
    const own: Condition = { field: 'user_email', operator: 'ends_with', value: `@tenant${n}.example`, order: 2 };
    index.put({
      id: String(n).padStart(6, '0'),
      enabled: true,
      triggers: ['user.*'],
      wanted: `@tenant${n}.example`,
      get conditions() {
        tried += 1;
        return [common, own];
      },
    });
  }
  tried = 0;
  const data = { status: 'active', user_email: 'ann@tenant77.example' };
  expect(index.firing(event('user.created', data)).map(({ wanted }) => wanted)).toEqual(['@tenant77.example']);
  // The first one found everything empty and is filed under the common value.
  expect(tried).toBeLessThanOrEqual(2);
});

test('an integration that is changed or removed leaves nothing behind', () => {
  const index = createMatchingIndex();
  const one: Filed = {
    id: '1',
    enabled: true,
    triggers: ['*'],
    conditions: [{ field: 'f', operator: 'eq', value: 'a', order: 0 }],
  };
  index.put(one);
  index.put({ ...one, conditions: [{ field: 'f', operator: 'eq', value: 'b', order: 0 }] });
  expect(index.firing(event('user.created', { f: 'a' }))).toEqual([]);
  expect(index.firing(event('user.created', { f: 'b' }))).toHaveLength(1);
  index.remove('1');
  expect(index.firing(event('user.created', { f: 'b' }))).toEqual([]);
});
