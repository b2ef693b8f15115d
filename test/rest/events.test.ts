// POST /events: what is accepted, answered, and refused.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.integration({ triggers: ['user.*'], actions: [{ type: 'log', message: 'x' }] });
});
afterAll(() => service.stop());

const post = (body: unknown) => service.rest('POST', '/events', body);
const event = (more: Record<string, unknown> = {}) => ({ type: 'user.created', data: {}, ...more });
const stored = async () => (await service.database.query('SELECT count(*)::int AS n FROM events'))[0]?.n;
const uuidV7 = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);

test('one event answers 202 with its id, whether it is a duplicate, and its deliveries', async () => {
  const { status, body } = await post(event());
  expect({ status, body }).toEqual({ status: 202, body: { id: uuidV7, duplicate: false, deliveries: 1 } });
  const none = await post(event({ type: 'login.failed' }));
  expect(none.body).toMatchObject({ duplicate: false, deliveries: 0 });
});

test('a batch answers in the order sent', async () => {
  const { status, body } = await post({ events: [event({ id: 'o-1' }), event({ id: 'o-0', type: 'login.failed' })] });
  expect(status).toBe(202);
  expect(body).toEqual({
    events: [
      { id: 'o-1', duplicate: false, deliveries: 1 },
      { id: 'o-0', duplicate: false, deliveries: 0 },
    ],
  });
  expect((await post({ events: [] })).body).toEqual({ events: [] });
});

test('everything that an event says is kept', async () => {
  const said = {
    id: 'kept',
    actor_id: '0198c0de-0000-7000-8000-000000000001',
    actor_email: 'admin@example.com',
    ip_address: '2001:db8::1',
    fired_at: '2026-03-29T01:30:00.123+02:00',
    data: { user: { email: 'ann@example.com' }, list: [1, 2.5, null, true] },
  };
  expect((await post(event(said))).status).toBe(202);
  const [row = {}] = await service.database.query(`SELECT * FROM events WHERE id = 'kept'`);
  const { actor_id, actor_email, ip_address, data } = said;
  expect(row).toMatchObject({ type: 'user.created', actor_id, actor_email, ip_address, data });
  expect((row.fired_at as Date).toISOString()).toBe('2026-03-28T23:30:00.123Z');
});

test('null for a field that may be left out is as if it were left out', async () => {
  const nulls = { id: null, actor_id: null, actor_email: null, ip_address: null, fired_at: null, data: null };
  expect((await post(event(nulls))).body).toEqual({ id: uuidV7, duplicate: false, deliveries: 1 });
});

test.each([
  ['2026-03-29T01:30:00.123+02:00', '2026-03-28T23:30:00.123Z'],
  ['2026-03-29T01:30:00Z', '2026-03-29T01:30:00.000Z'],
  ['2024-02-29t23:59:59z', '2024-02-29T23:59:59.000Z'],
  ['2026-01-01T00:00:00.123456789-23:59', '2026-01-01T23:59:00.123Z'],
])('a time of %s is the instant %s (C114)', async (fired_at, instant) => {
  const { status, body } = await post(event({ fired_at }));
  expect(status).toBe(202);
  const [row] = await service.database.query<{ fired_at: Date }>('SELECT fired_at FROM events WHERE id = $1', [
    body.id,
  ]);
  expect(row?.fired_at.toISOString()).toBe(instant);
});

test.each([
  '2026-02-30T00:00:00Z',
  '2026-02-30',
  'yesterday',
  '1774747800',
  1774747800,
  '2026-03-29T01:30:00',
  '2026-03-29T25:00:00Z',
  '',
  {},
])('a time of %j is 400 and names fired_at (C114)', async (fired_at) => {
  const { status, body } = await post(event({ fired_at }));
  expect(status).toBe(400);
  expect(body.errors).toEqual([
    { path: 'fired_at', message: 'must be a time as in RFC 3339, such as 2026-03-29T01:30:00Z' },
  ]);
});

test.each([
  ['an unknown type', event({ type: 'user.create' }), 'type', /user\.create/],
  ['no type', { data: {} }, 'type', /^is required$/],
  ['a type of the prototype', event({ type: 'constructor' }), 'type', /constructor/],
  ['an unknown field', event({ foo: 1 }), 'foo', /^is not a known field$/],
  ['the GraphQL spelling of a field', event({ firedAt: '2026-03-29T01:30:00Z' }), 'firedAt', /^is not a known field$/],
  ['a prototype key beside the type', JSON.parse('{"type":"user.created","__proto__":{}}'), '__proto__', /not a known/],
  ['data that is a list', event({ data: [] }), 'data', /^must be an object$/],
  ['data that is a text', event({ data: 'x' }), 'data', /^must be an object$/],
  ['an id of 257 characters', event({ id: 'x'.repeat(257) }), 'id', /^must have 1 to 256 characters$/],
  ['an empty id', event({ id: '' }), 'id', /^must have 1 to 256 characters$/],
  ['an id that is a number', event({ id: 5 }), 'id', /^must be text$/],
  ['an actor that is no text', event({ actor_id: {} }), 'actor_id', /^must be text$/],
  ['an endless actor', event({ actor_email: 'x'.repeat(1_025) }), 'actor_email', /1024 characters/],
  ['a field beside a batch', { events: [], foo: 1 }, 'foo', /^is not a known field$/],
  ['a batch that is no list', { events: {} }, 'events', /^must be a list of events$/],
  ['a batch with a text', { events: [event(), 'x'] }, 'events[1]', /^must be an object$/],
  ['a batch with an unknown type', { events: [event(), event({ type: 'x' })] }, 'events[1].type', /"x"/],
  ['a batch with a bad time', { events: [event({ fired_at: 'x' })] }, 'events[0].fired_at', /RFC 3339/],
  ['a batch of 1,001', { events: Array(1_001).fill({ type: 'user.created' }) }, 'events', /more than 1000 events/],
])('%s is 400 by path, and nothing is stored', async (_what, body, path, message) => {
  const before = await stored();
  const answer = await post(body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual([{ path, message: expect.stringMatching(message) }]);
  expect(await stored()).toBe(before);
});

test('a batch is stored as a whole or not at all, and each bad event is named', async () => {
  const before = await stored();
  const events = [event({ id: 'all-1' }), event({ type: 'nope' }), event({ id: 'all-2' }), event({ id: '' })];
  const { status, body } = await post({ events });
  expect(status).toBe(400);
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['events[1].type', 'events[3].id']);
  expect(await stored()).toBe(before);
  expect((await post(event({ id: 'all-1' }))).body).toMatchObject({ duplicate: false });
});
