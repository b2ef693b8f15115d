// Which integrations an event fires: triggers, conditions, enabled, and all of them however many there are.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: TestService;
let receiver: Receiver;
let made: string[] = [];
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});
afterEach(async () => {
  for (const id of made) await service.rest('DELETE', `/integrations/${id}`);
  made = [];
});

async function integration(path: string, body: Record<string, unknown>): Promise<string> {
  const id = await service.integration({ actions: [{ type: 'http', url: receiver.url + path }], ...body });
  made.push(id);
  return id;
}
const eq = (field: string, operator: string, value?: unknown, order = 1) => ({ field, operator, value, order });
/** How many deliveries each of these payloads makes. */
const fired = async (type: string, payloads: unknown[]) =>
  (await Promise.all(payloads.map((data) => service.publish(type, data)))).map(({ deliveries }) => deliveries);

test('eq does not hold for a missing or null field (C092)', async () => {
  await integration('/c092', { triggers: ['user.updated'], conditions: [eq('status', 'eq', 'active')] });
  expect(await fired('user.updated', [{ other: 'foo' }, { status: null }, { status: 'active' }])).toEqual([0, 0, 1]);
  expect(await receiver.awaits('/c092', 1)).toHaveLength(1);
});

test('neq holds for a missing or null field (C093)', async () => {
  await integration('/c093', { triggers: ['user.updated'], conditions: [eq('status', 'neq', 'active')] });
  expect(await fired('user.updated', [{}, { status: null }, { status: 'active' }])).toEqual([1, 1, 0]);
  expect(await receiver.awaits('/c093', 2)).toHaveLength(2);
});

test('every condition must hold, and their order is only how they are shown (C094)', async () => {
  const id = await integration('/c094', {
    triggers: ['user.created'],
    conditions: [
      eq('status', 'eq', 'published', 2),
      eq('notify', 'is_true', undefined, 1),
      eq('user_email', 'ends_with', '@example.com', 3),
    ],
  });
  const data = { status: 'published', notify: true, user_email: 'a@example.com' };
  expect(await fired('user.created', [{ ...data, notify: false }, data])).toEqual([0, 1]);
  const { body } = await service.rest('GET', `/integrations/${id}`);
  expect(body.conditions.map(({ order }: { order: number }) => order)).toEqual([1, 2, 3]);
  expect(await receiver.awaits('/c094', 1)).toHaveLength(1);
});

test('numbers compare as their text and paths reach into objects (C095)', async () => {
  await integration('/c095', {
    triggers: ['user.created'],
    conditions: [eq('user.email', 'contains', '@example.com'), eq('n', 'eq', 5, 2)],
  });
  const user = { email: 'ann@example.com' };
  expect(
    await fired('user.created', [
      { user, n: 5 },
      { user, n: 50 },
      { user: 'str', n: 5 },
    ]),
  ).toEqual([1, 0, 0]);
  expect(
    await fired('user.created', [
      { 'user.email': user.email, n: '5' },
      { user_email: user.email, n: 5 },
    ]),
  ).toEqual([1, 1]);
});

test('150 integrations are all fired, and the list counts them (C099)', async () => {
  const before = (await service.rest('GET', '/integrations')).body.total;
  const numbers = Array.from({ length: 150 }, (_, index) => index);
  for (let at = 0; at < 150; at += 10)
    await Promise.all(
      numbers.slice(at, at + 10).map((index) => integration(`/n/${index}`, { triggers: ['login.success'] })),
    );
  const { id, deliveries } = await service.publish('login.success');
  expect(deliveries).toBe(150);
  expect((await service.rest('GET', '/integrations?limit=10')).body.total - before).toBe(150);
  const [statuses] = await Promise.all([
    (async () => {
      const query = `query($id: ID!) { deliveries(filter: { eventId: $id, status: [SUCCESS] }) { totalCount } }`;
      return until(
        '150 successes',
        async () => (await service.graphql(query, { id })).data.deliveries.totalCount === 150,
      );
    })(),
    Promise.all(numbers.map((index) => receiver.awaits(`/n/${index}`, 1))),
  ]);
  expect(statuses).toBe(true);
});

test('a group of event types and the star fire for every type in them, once', async () => {
  await integration('/group', { triggers: ['user.*', 'user.created', '*'] });
  await integration('/star', { triggers: ['*'] });
  await integration('/users', { triggers: ['user.*'] });
  const counts = async (type: string) => (await service.publish(type)).deliveries;
  expect(await counts('user.created')).toBe(3);
  expect(await counts('login.failed')).toBe(2);
  expect(await counts('task.run_failed')).toBe(2);
});

test('a disabled integration does not fire until it is enabled again, from the very next event on', async () => {
  const id = await integration('/off', { triggers: ['group.deleted'], enabled: false });
  expect(await fired('group.deleted', [{}])).toEqual([0]);
  for (const [enabled, count] of [
    [true, 1],
    [false, 0],
    [true, 1],
  ] as const) {
    await service.rest('PUT', `/integrations/${id}`, { enabled });
    expect(await fired('group.deleted', [{}])).toEqual([count]);
  }
});

test('one delivery is made per action, in the order of the actions', async () => {
  const id = await integration('/x', {
    triggers: ['mfa.enrolled'],
    actions: [
      { type: 'log', message: 'first' },
      { type: 'http', url: `${receiver.url}/second` },
      { type: 'log', message: 'third', level: 'warn' },
    ],
  });
  expect((await service.publish('mfa.enrolled')).deliveries).toBe(3);
  const items = await service.deliveries(
    id,
    (all) => all.length === 3 && all.every(({ status }) => status === 'success'),
  );
  expect(items.map(({ action_type }) => action_type).reverse()).toEqual(['log', 'http', 'log']);
});
