// Changes of deliveries are logged while somebody watches, on any node, and for as long as a cursor is good.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let one: TestService;
let other: TestService;
let receiver: Receiver;
let integrationId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startReceiver();
  one = await startTestService({ database });
  other = await startTestService({ database });
  const actions = [{ type: 'http', url: `${receiver.url}/` }];
  integrationId = await one.integration({ triggers: ['user.created'], actions });
});
afterAll(async () => {
  await one.stop();
  await other.stop();
  await receiver.close();
  await database.drop();
});

let published = 0;
/** One delivery from its beginning to its end. */
async function deliver(): Promise<void> {
  published += 1;
  await one.publish('user.created');
  await one.deliveries(
    integrationId,
    (all) => all.length === published && all.every(({ status }) => status === 'success'),
  );
}
const logged = async () => Number((await database.query('SELECT count(*) AS n FROM delivery_updates'))[0]?.n);
const updates = (after?: string) =>
  subscribe<{ status: string; cursor: string }>(
    other.url,
    'subscription ($after: String) { deliveryUpdated(after: $after) { status cursor } }',
    { after },
  );

test('what nobody watches is not logged; the first subscriber of any node sees all that happens from then on', async () => {
  await deliver();
  expect(await logged()).toBe(0);
  const watcher = await updates();
  await until(
    'the log to be on',
    async () => (await database.query('SELECT FROM live_watch WHERE watched_until > now()')).length > 0,
  );
  await deliver();
  const seen = await watcher.awaits('its three states', (items) => items.length === 3);
  expect(seen.map(({ status }) => status)).toEqual(['PENDING', 'RUNNING', 'SUCCESS']);
  await watcher.close();
  // Whoever comes back in time misses nothing.
  await deliver();
  const back = await updates(seen[2]?.cursor);
  await back.awaits('what was missed', (items) => items.length === 3);
  await back.close();

  // More than an hour without anybody: the log has a gap, and a cursor from before it is refused.
  await database.query("UPDATE live_watch SET watched_until = now() - interval '1 second'");
  const before = await logged();
  await deliver();
  expect(await logged()).toBe(before);
  const third = await startTestService({ database });
  const late = await subscribe<{ cursor: string }>(
    third.url,
    'subscription ($after: String) { deliveryUpdated(after: $after) { cursor } }',
    { after: seen[2]?.cursor },
  );
  await until('the refusal', () => JSON.stringify(late.errors).includes('too old'));
  expect(late.items).toEqual([]);
  await late.close();
  await third.stop();
});
