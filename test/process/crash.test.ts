// What kill -9 leaves behind, and who picks it up.
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

let receiver: Receiver;
let database: TestDatabase;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(async () => {
  database = await createTestDatabase();
  onTestFinished(() => database.drop());
});

const count = async (status: string) =>
  (await database.query<{ count: number }>('SELECT count(*)::int FROM deliveries WHERE status = $1', [status]))[0]
    ?.count;

test('an attempt whose worker is killed is made again under the same webhook-id (C063)', {
  timeout: 90_000,
}, async () => {
  receiver.answer('/hold', () => {}, 200);
  const first = await startChildService({ DATABASE_URL: database.url });
  const integration = await first.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/hold`, timeout_secs: 30, max_retries: 3 }],
  });
  await first.client.publish('user.created');
  await receiver.awaits('/hold', 1);
  first.kill('SIGKILL');
  await first.exit;
  expect(await count('running')).toBe(1);

  const second = await startChildService({ DATABASE_URL: database.url });
  const begun = performance.now();
  await until('the delivery to end', async () => (await count('success')) === 1, 60_000);
  expect(performance.now() - begun).toBeLessThan(30_000);
  const ids = receiver.to('/hold').map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(2);
  const [delivery] = await second.client.deliveries(integration, () => true);
  expect(new Set(ids)).toEqual(new Set([delivery?.id]));
  expect(delivery).toMatchObject({ attempt_count: 1, status: 'success' });
});

test('a killed worker with a backlog of hundreds loses none of them', { timeout: 120_000 }, async () => {
  receiver.answer('/backlog', (_request, response) => setTimeout(() => response.end('ok'), 100));
  const first = await startChildService({ DATABASE_URL: database.url });
  const other = await startChildService({ DATABASE_URL: database.url, ROLE: 'worker' });
  await first.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/backlog`, timeout_secs: 30 }],
  });
  const events = Array.from({ length: 600 }, () => ({ type: 'user.created', data: {} }));
  expect((await first.client.rest('POST', '/events', { events })).status).toBe(202);
  await receiver.awaits('/backlog', 40);
  first.kill('SIGKILL');
  await first.exit;
  await until('all deliveries to end', async () => (await count('success')) === 600, 90_000);
  expect(other.isRunning()).toBe(true);
  const ids = receiver.to('/backlog').map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(600);
  // Twice only what the killed worker had in its hands: the limit of one integration.
  expect(ids.length).toBeLessThanOrEqual(650);
  const [left] = await database.query('SELECT count(*)::int FROM pgboss.job WHERE state < $1', ['completed']);
  expect(left).toEqual({ count: 0 });
});
