// An integration with an ordering key: the events of one subject go out one after the other, those of others meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { isTerminal, quick } from './make.ts';

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

const ordered = (path: string, action: Record<string, unknown> = {}) =>
  one.integration({
    triggers: ['user.updated'],
    conditions: [{ field: 'of', operator: 'eq', value: path }],
    ordering_key: 'Data.user_id',
    actions: [{ type: 'http', url: receiver.url + path, body: '{{.Data.user_id}} {{.Data.n}}', ...action }],
  });
const updated = (service: TestService, of: string, user_id: string | undefined, n: number) =>
  service.publish('user.updated', { of, n, ...(user_id !== undefined && { user_id }) });
const numbersOf = (path: string, subject: string) =>
  receiver
    .to(path)
    .map(({ body }) => body.split(' '))
    .filter(([id]) => id === subject)
    .map(([, n]) => Number(n));

test('the events of a subject arrive in the order in which they came, over two nodes, one at a time', async () => {
  const open = new Map<string, number>();
  let most = 0;
  receiver.answer('/in-order', ({ body }, response) => {
    const subject = body.split(' ')[0] ?? '';
    open.set(subject, (open.get(subject) ?? 0) + 1);
    most = Math.max(most, open.get(subject) ?? 0);
    setTimeout(() => {
      open.set(subject, (open.get(subject) ?? 1) - 1);
      response.end('ok');
    }, Math.random() * 20);
  });
  const id = await ordered('/in-order');
  const subjects = ['ann', 'bob', 'cy', 'dee'];
  await Promise.all(
    subjects.map(async (subject) => {
      for (let n = 0; n < 15; n += 1) await updated(n % 2 ? one : other, '/in-order', subject, n);
    }),
  );
  await one.deliveries(id, (all) => all.length > 0 && all.every(isTerminal));
  await receiver.awaits('/in-order', 60);
  for (const subject of subjects)
    expect(numbersOf('/in-order', subject)).toEqual(Array.from({ length: 15 }, (_, n) => n));
  expect(most).toBe(1);
});

test('events of one request keep their order too', async () => {
  const id = await ordered('/batch');
  const events = Array.from({ length: 30 }, (_, n) => ({
    type: 'user.updated',
    data: { of: '/batch', user_id: n % 2 ? 'odd' : 'even', n },
  }));
  const mutation = 'mutation ($events: [PublishEventInput!]!) { publishEvents(events: $events) { duplicate } }';
  expect(await one.graphql(mutation, { events })).not.toHaveProperty('errors');
  await one.deliveries(id, (all) => all.length > 0 && all.every(isTerminal));
  await receiver.awaits('/batch', 30);
  expect(numbersOf('/batch', 'odd')).toEqual(Array.from({ length: 15 }, (_, n) => 2 * n + 1));
  expect(numbersOf('/batch', 'even')).toEqual(Array.from({ length: 15 }, (_, n) => 2 * n));
});

test('a failed attempt is tried again before the next event of its subject, and holds nobody else up', async () => {
  receiver.answer('/again', 500, 200);
  await ordered('/again', { max_retries: 1, backoff: { initial_secs: 1.5, factor: 1 } });
  await updated(one, '/again', 'ann', 1);
  await receiver.awaits('/again', 1);
  await updated(one, '/again', 'ann', 2);
  await updated(one, '/again', 'bob', 3);
  await receiver.awaits('/again', 4);
  expect(receiver.to('/again').map(({ body }) => body)).toEqual(['ann 1', 'bob 3', 'ann 1', 'ann 2']);
});

test('what fails for good lets the next one go', async () => {
  receiver.answer('/over', 500, 200);
  const id = await ordered('/over', { max_retries: 0 });
  for (const n of [1, 2, 3]) await updated(one, '/over', 'ann', n);
  const ended = await one.deliveries(id, (all) => all.length === 3 && all.every(isTerminal));
  expect(ended.map(({ status }) => status)).toEqual(['success', 'success', 'failed']);
  expect(numbersOf('/over', 'ann')).toEqual([1, 2, 3]);
});

test('what is cancelled while others wait for it does not hold them up', async () => {
  receiver.answer('/cancelled', 503, 200);
  const id = await ordered('/cancelled', { max_retries: 1, backoff: { initial_secs: 600, factor: 1 } });
  await updated(one, '/cancelled', 'ann', 1);
  await receiver.awaits('/cancelled', 1);
  const [first] = await one.deliveries(id, ([item]) => item?.status === 'pending' && item.attempt_count === 1);
  await updated(one, '/cancelled', 'ann', 2);
  expect((await one.rest('POST', `/integrations/${id}/deliveries/${first?.id}/cancel`)).status).toBeLessThan(300);
  await receiver.awaits('/cancelled', 2);
  expect(numbersOf('/cancelled', 'ann')).toEqual([1, 2]);
});

test('what waits while its integration is paused keeps its order when it is resumed', async () => {
  const id = await ordered('/paused', quick);
  await one.rest('POST', `/integrations/${id}/pause`);
  for (const n of [1, 2, 3, 4]) await updated(n % 2 ? one : other, '/paused', 'ann', n);
  await one.rest('POST', `/integrations/${id}/resume`);
  await receiver.awaits('/paused', 4);
  expect(numbersOf('/paused', 'ann')).toEqual([1, 2, 3, 4]);
});

test('an event without the field stands in no line', async () => {
  receiver.answer('/nobody', 503, 200);
  await ordered('/nobody', { max_retries: 1, backoff: { initial_secs: 600, factor: 1 } });
  await updated(one, '/nobody', undefined, 1);
  await receiver.awaits('/nobody', 1);
  await updated(one, '/nobody', undefined, 2);
  await receiver.awaits('/nobody', 2);
});

test('the key is shown, taken away by null, and refused beside a quiet rule', async () => {
  const id = await ordered('/shown');
  expect((await one.rest('GET', `/integrations/${id}`)).body.ordering_key).toBe('Data.user_id');
  const refused = await one.rest('PUT', `/integrations/${id}`, { digest: { window_secs: 60 } });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'ordering_key' }] } });
  const without = await one.rest('PUT', `/integrations/${id}`, { ordering_key: null });
  expect(without.status).toBe(200);
  expect(without.body).not.toHaveProperty('ordering_key');
});

test('events of the past that are sent for stand at the end of their line, in their order', async () => {
  for (const n of [1, 2, 3]) await updated(n % 2 ? one : other, '/backfilled', 'ann', n);
  const id = await ordered('/backfilled');
  receiver.answer('/backfilled', ({ body }, response) => {
    setTimeout(() => response.end('ok'), body.endsWith('1') ? 50 : 0);
  });
  const filter = { type: ['user.updated'], text: 'backfilled' };
  const sent = await one.rest('POST', `/integrations/${id}/backfill`, { filter, dry_run: false });
  expect(sent).toMatchObject({ status: 202, body: { events: 3, deliveries: 3 } });
  await updated(one, '/backfilled', 'ann', 4);
  await receiver.awaits('/backfilled', 4);
  expect(numbersOf('/backfilled', 'ann')).toEqual([1, 2, 3, 4]);
});
