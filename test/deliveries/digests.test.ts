// A digest: one delivery for all the events of a window, whichever nodes they come in on and whatever stops meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { isTerminal } from './make.ts';

let database: TestDatabase;
let one: TestService;
let other: TestService;
let receiver: Receiver;
beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startReceiver();
  one = await startTestService({ database });
  other = await startTestService({ database });
});
afterAll(async () => {
  await one.stop();
  await other.stop();
  await receiver.close();
  await database.drop();
});

const hour = { window_secs: 3_600 };
const body = '{"count":{{.Count}},"names":[{{range $i, $e := .Events}}{{if $i}},{{end}}"{{$e.user_name}}"{{end}}]}';
const digest = (path: string, more: Record<string, unknown> = {}) =>
  one.integration({
    triggers: ['user.created'],
    conditions: [{ field: 'of', operator: 'eq', value: path }],
    digest: hour,
    actions: [{ type: 'http', url: receiver.url + path, body }],
    ...more,
  });
const created = (service: TestService, of: string, user_name: string) =>
  service.publish('user.created', { of, user_name });
/** As if the open window of the integration had come to its end. */
const comesDue = (integrationId: string) =>
  database.query(
    `WITH due AS (UPDATE digests SET due_at = now() WHERE open_for = $1 RETURNING delivery_ids),
     waiting AS (UPDATE deliveries SET next_attempt_at = now() WHERE id IN (SELECT unnest(delivery_ids) FROM due)),
     jobs AS (UPDATE pgboss.job SET start_after = now()
       WHERE state = 'created' AND (data->>'deliveryId')::uuid IN (SELECT unnest(delivery_ids) FROM due))
     SELECT pg_notify('iam_work', '')`,
    [integrationId],
  );
const ended = (id: string, count = 1) => one.deliveries(id, (all) => all.length === count && all.every(isTerminal));
const received = async (path: string, count: number) =>
  (await receiver.awaits(path, count)).map((request) => JSON.parse(request.body));

test('the events of two nodes are one delivery, in their order, and the next window is another', async () => {
  const id = await digest('/two-nodes');
  const names = Array.from({ length: 20 }, (_, n) => `user-${n}`);
  await Promise.all(names.map((name, n) => created(n % 2 ? one : other, '/two-nodes', name)));
  const [listed] = await one.deliveries(id, (all) => all.length > 0);
  const waiting = (await one.rest('GET', `/integrations/${id}/deliveries/${listed?.id}`)).body;
  expect(waiting).toMatchObject({ status: 'pending', attempt_count: 0, digest: { count: 20 } });
  expect(waiting.next_attempt_at).toBe(waiting.digest.due_at);
  await comesDue(id);
  const [sent] = await received('/two-nodes', 1);
  expect(sent.count).toBe(20);
  expect([...sent.names].sort()).toEqual([...names].sort());
  await ended(id);

  expect((await created(one, '/two-nodes', 'late')).deliveries).toBe(1);
  expect((await created(other, '/two-nodes', 'later')).deliveries).toBe(0);
  await comesDue(id);
  expect((await received('/two-nodes', 2))[1]).toEqual({ count: 2, names: ['late', 'later'] });
  await ended(id, 2);
});

test('an event that comes while the window ends is in exactly one digest', async () => {
  const id = await digest('/border');
  const names: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    const some = Array.from({ length: 12 }, (_, n) => `${round}-${n}`);
    names.push(...some);
    const publishing = some.map((name, n) => created(n % 2 ? one : other, '/border', name));
    await Promise.all([comesDue(id), ...publishing]);
  }
  await comesDue(id);
  const all = await one.deliveries(id, (items) => items.length > 0 && items.every(isTerminal));
  const bodies = await received('/border', all.length);
  expect(bodies.flatMap((sent) => sent.names).sort()).toEqual([...names].sort());
  expect(bodies.reduce((sum, sent) => sum + sent.count, 0)).toBe(names.length);
});

test('a digest outlives a restart of every node', async () => {
  const id = await digest('/restart');
  await created(one, '/restart', 'ann');
  await created(other, '/restart', 'bob');
  await one.stop();
  await other.stop();
  await comesDue(id);
  one = await startTestService({ database });
  other = await startTestService({ database });
  expect(await received('/restart', 1)).toEqual([{ count: 2, names: ['ann', 'bob'] }]);
  await ended(id);
  expect(receiver.to('/restart')).toHaveLength(1);
});

test('a retry by hand tells of the same events', async () => {
  const id = await digest('/again');
  await created(one, '/again', 'ann');
  receiver.answer('/again', 500);
  await comesDue(id);
  const [failed] = await ended(id);
  expect(failed?.status).toBe('failed');
  expect((await created(one, '/again', 'bob')).deliveries).toBe(1);
  receiver.answer('/again', 200);
  await one.rest('POST', `/integrations/${id}/deliveries/${failed?.id}/retry`);
  const [first, second] = await received('/again', 2);
  expect(first).toEqual({ count: 1, names: ['ann'] });
  expect(second).toEqual(first);
});

test('each action has its own delivery of the same events', async () => {
  const actions = ['a', 'b'].map((name) => ({ type: 'http', url: `${receiver.url}/actions/${name}`, body }));
  const id = await digest('/actions', { actions });
  expect((await created(one, '/actions', 'ann')).deliveries).toBe(2);
  expect((await created(one, '/actions', 'bob')).deliveries).toBe(0);
  await comesDue(id);
  await ended(id, 2);
  for (const name of ['a', 'b'])
    expect(await received(`/actions/${name}`, 1)).toEqual([{ count: 2, names: ['ann', 'bob'] }]);
});

test('a digest with a threshold holds the events that reach it', async () => {
  const id = await digest('/both', { threshold: { count: 2, window_secs: 60, by: 'user_name' } });
  for (const name of ['ann', 'bob', 'ann', 'cid', 'bob', 'ann']) await created(one, '/both', name);
  await comesDue(id);
  expect(await received('/both', 1)).toEqual([{ count: 2, names: ['ann', 'bob'] }]);
  await ended(id);
});

test('a digest that comes due while its integration is paused is sent when it is resumed', async () => {
  const id = await digest('/paused');
  await one.rest('POST', `/integrations/${id}/pause`);
  await created(one, '/paused', 'ann');
  await comesDue(id);
  await one.deliveries(id, ([item]) => item?.next_attempt_at === null);
  await one.rest('POST', `/integrations/${id}/resume`);
  expect(await received('/paused', 1)).toEqual([{ count: 1, names: ['ann'] }]);
  await ended(id);
});

test('a digest keeps the newest thousand events and counts them all', async () => {
  const id = await digest('/many');
  for (let batch = 0; batch < 3; batch += 1) {
    const events = Array.from({ length: 900 }, (_, n) => ({
      type: 'user.created',
      data: { of: '/many', user_name: String(batch * 900 + n) },
    }));
    await one.rest('POST', '/events', { events });
  }
  const [kept] = await database.query<{ events: number }>('SELECT count(*)::int AS events FROM digest_events');
  expect(kept?.events).toBeLessThan(2_100);
  await comesDue(id);
  const [sent] = await received('/many', 1);
  expect([sent.count, sent.names.length, sent.names[0], sent.names.at(-1)]).toEqual([2_700, 1_000, '1700', '2699']);
  await ended(id);
});

test('a delivery shows the events of its digest', async () => {
  const id = await digest('/shown');
  await created(one, '/shown', 'ann');
  await created(other, '/shown', 'bob');
  const { data } = await one.graphql(
    `query($filter: DeliveryFilter) { deliveries(filter: $filter) { edges { node {
       event { data } digest { count openedAt dueAt events(first: 1) { data } } } } } }`,
    { filter: { integrationId: id } },
  );
  expect(data.deliveries.edges[0].node).toEqual({
    event: { data: { of: '/shown', user_name: 'ann' } },
    digest: {
      count: 2,
      openedAt: expect.any(String),
      dueAt: expect.any(String),
      events: [{ data: { of: '/shown', user_name: 'bob' } }],
    },
  });
  await one.rest('DELETE', `/integrations/${id}`);
  expect(await ended(id).catch(() => [])).toEqual([]);
});
