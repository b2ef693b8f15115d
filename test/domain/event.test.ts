import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type EventInput,
  eventView,
  type IdentityEvent,
  type Json,
  lookUpField,
  readEvent,
} from '../../src/domain/event.ts';

const rules = {
  isKnownType: (type: string) => type === 'user.created',
  newUid: () => 'uid-1',
  now: () => new Date('2026-01-01T00:00:00Z'),
  depth: 0,
};
const read = (input: Partial<EventInput>) => readEvent({ type: 'user.created', ...input }, rules);
const eventOf = (input: Partial<EventInput>): IdentityEvent => {
  const result = read(input);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.event;
};
const lookUp = (data: Record<string, Json>, field: string) =>
  lookUpField({ ...eventOf({ actorId: 'a-1', actorEmail: 'admin@example.com' }), data }, field);

test.each([
  ['the exact key', { 'user.email': 'flat', user: { email: 'nested' } }, 'user.email', 'flat'],
  ['the dotted path (C095)', { user: { email: 'nested' } }, 'user.email', 'nested'],
  ['a path through a list', { list: [{ a: 1 }] }, 'list.0.a', 1],
  ['below Data', { user: { email: 'nested' } }, 'Data.user.email', 'nested'],
  ['below Data, flat', { user_email: 'flat' }, 'Data.user_email', 'flat'],
  ['a key that itself begins with Data', { 'Data.x': 1, x: 2 }, 'Data.x', 1],
  ['user_email for user.email', { user_email: 'flat' }, 'user.email', 'flat'],
  ['user.email for user_email', { user: { email: 'nested' } }, 'user_email', 'nested'],
  ['the event type in Go’s spelling', {}, 'EventType', 'user.created'],
  ['the event type in JSON’s spelling', {}, 'event_type', 'user.created'],
  ['a payload field before the envelope', { event_type: 'login.failed' }, 'event_type', 'login.failed'],
  ['a payload field that is null before the envelope', { event_type: null }, 'event_type', null],
  ['the actor', {}, 'actor_email', 'admin@example.com'],
  ['the actor in Go’s spelling', {}, 'ActorID', 'a-1'],
  ['an absent envelope value', {}, 'ip_address', null],
  ['the time', {}, 'FiredAt', '2026-01-01T00:00:00.000Z'],
  ['the id', {}, 'event_id', 'uid-1'],
  ['a scalar on the way (C095)', { user: 'str' }, 'user.email', undefined],
  ['nothing', {}, 'nothing', undefined],
  ['a method of objects', {}, 'constructor', undefined],
  ['a method of objects below a value', { a: {} }, 'a.toString', undefined],
  ['the length of a list', { list: [1] }, 'list.length', undefined],
  ['the prototype', {}, '__proto__', undefined],
  ['a key named as the prototype', JSON.parse('{"__proto__":"own"}'), '__proto__', 'own'],
  ['a dot alone', { '': 1 }, '.', undefined],
])('a condition’s field finds %s', (_what, data, field, value) => {
  expect(lookUp(data as Record<string, Json>, field)).toEqual(value);
});

test('the view has the envelope in Go’s names, the payload under Data and at the root, and envelope names win', () => {
  const data = { EventType: 'mine', integration_name: 'Sync', n: null };
  expect(eventView(eventOf({ id: 'e-1', data, ipAddress: '10.0.0.1' }))).toEqual({
    EventType: 'user.created',
    EventID: 'e-1',
    ActorID: '',
    ActorEmail: '',
    IPAddress: '10.0.0.1',
    FiredAt: '2026-01-01T00:00:00.000Z',
    Source: '',
    Data: data,
    integration_name: 'Sync',
    n: null,
  });
});

test('what is left out has a default: an id of ours, now, an empty payload', () => {
  expect(eventOf({})).toMatchObject({ id: 'uid-1', actorId: null, firedAt: rules.now(), data: {} });
});

test('each thing that is wrong with an event is named, all at once', () => {
  const result = read({ type: 'nope', id: '', actorId: 'x'.repeat(1_025), data: [1] });
  expect('problems' in result && result.problems.map(({ path }) => path)).toEqual(['type', 'actorId', 'id', 'data']);
});

test('the message about an unknown type does not grow with it', () => {
  const result = read({ type: 'x'.repeat(10_000) });
  expect('problems' in result && result.problems[0]?.message.length).toBeLessThan(120);
});

test('100 levels are stored, 101 are refused', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) });
  expect('event' in read({ data: nested(100) })).toBe(true);
  expect(read({ data: nested(101) })).toEqual({
    problems: [{ path: 'data', message: expect.stringContaining('100 levels') }],
    tooLarge: false,
  });
});

test('only a payload that is too large and nothing else wrong is told as too large', () => {
  expect(read({ data: { a: 'x'.repeat(300_000) } })).toMatchObject({ tooLarge: true });
  expect(read({ data: { a: 'x'.repeat(300_000) }, id: '' })).toMatchObject({ tooLarge: false });
});

/** The same payload with U+FFFD for what PostgreSQL cannot hold, by the shortest way there is. */
function cleaned(value: Json): Json {
  const text = (dirty: string) => dirty.toWellFormed().replaceAll('\0', '\ufffd');
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [text(name), cleaned(item)]));
}

test('whatever JSON comes as payload, what is kept can be stored and says the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (given) => {
      const data = JSON.parse(JSON.stringify(given)) as Record<string, Json>;
      const kept = JSON.stringify(eventOf({ data }).data);
      expect(kept).toBe(JSON.stringify(cleaned(data)));
    }),
    { numRuns: 2_000 },
  );
});
