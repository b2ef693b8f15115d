// Two processes that answer and two that execute, on one database, in a burst of events, while workers die, stop and join.
import { expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { type ChildService, startChildService } from '../support/process.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';
import { startCrowdedReceiver } from './crowded-receiver.ts';
import { seenOf, type Update, updatesQuery, wander, writtenOf } from './wandering-subscriber.ts';

/** Attempts of one integration at the same time, over all nodes. */
const perIntegration = 50;
const burst = 3_000;

/** Sends so many events, each until it is acknowledged. */
async function send(api: ChildService, name: string, count: number, batchSize: number): Promise<void> {
  for (let at = 0; at < count; at += batchSize) {
    const events = Array.from({ length: batchSize }, (_, index) => ({
      id: `${name}-${at + index}`,
      type: index % 4 === 3 ? 'user.updated' : 'user.created',
      data: { user_id: `${name}-${at + index}` },
    }));
    await until(
      'an acknowledgement',
      async () => (await api.client.rest('POST', '/events', { events })).status === 202,
    );
  }
}

test('a burst over two api and two worker nodes is delivered while one worker is killed, one stops and one joins', {
  timeout: 300_000,
}, async () => {
  const receiver = await startCrowdedReceiver((path) => (path === '/slow' ? 100 : 1));
  onTestFinished(() => receiver.close());
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const start = (ROLE: string) => startChildService({ DATABASE_URL: database.url, ROLE });
  const [here, there, leaving, dying] = await Promise.all(['api', 'api', 'worker', 'worker'].map(start));
  if (!here || !there || !leaving || !dying) throw new Error('four nodes');

  const slow = await here.client.integration({
    triggers: ['user.created', 'user.updated'],
    actions: [{ type: 'http', url: `${receiver.url}/slow`, timeout_secs: 120 }],
  });
  const quick = await there.client.integration({
    triggers: ['user.updated'],
    actions: [{ type: 'http', url: `${receiver.url}/quick` }],
  });
  const watcher = await subscribe<Update>(there.url, updatesQuery);
  onTestFinished(() => watcher.close());
  const wanderer = wander(() => [here.url, there.url], 1_000);
  onTestFinished(() => wanderer.leave());
  // Both are live when they have seen something.
  await here.client.integration({ triggers: ['group.created'], actions: [{ type: 'log', message: 'hello' }] });
  await until('both subscribers to be live', async () => {
    await here.client.publish('group.created');
    return watcher.items.length > 0 && wanderer.seen().length > 0;
  });

  // Two workers compete for the places of one integration.
  receiver.hold('/slow');
  await send(here, 'opening', 200, 200);
  await until('all places to be taken', () => receiver.open('/slow') >= perIntegration, 120_000);
  receiver.release('/slow');
  const acknowledged = Promise.all([
    send(here, 'one-by-one-here', 200, 1),
    send(there, 'one-by-one-there', 200, 1),
    send(here, 'tens-here', 600, 10),
    send(there, 'tens-there', 600, 10),
    send(here, 'hundreds-here', 600, 100),
    send(there, 'hundreds-there', 600, 100),
  ]);
  // Awaited far below: what fails before that is to be told, and not what follows from it.
  acknowledged.catch(() => undefined);

  // One of them stops, and cuts nothing short.
  await until('some work to be done', () => receiver.ids('/slow').length >= 300, 120_000);
  leaving.kill('SIGTERM');
  expect(await leaving.exit).toBe(0);
  expect(receiver.cut).toEqual([]);
  expect(leaving.output()).not.toContain('cut short');

  // The other one dies with all places of the slow integration in its hands.
  receiver.hold('/slow');
  await until('all places to be taken', () => receiver.open('/slow') === perIntegration, 120_000);
  dying.kill('SIGKILL');
  await dying.exit;
  await until('its connections to break', () => receiver.open('/slow') + receiver.open('/quick') === 0);
  const held = await database.query<{ id: string }>("SELECT id FROM deliveries WHERE status = 'running'");
  const heldIds = new Set(held.map(({ id }) => id));
  expect(receiver.cut.length).toBeGreaterThanOrEqual(perIntegration);
  expect(receiver.cut.filter((id) => !heldIds.has(id))).toEqual([]);
  const cut = [...receiver.cut];

  receiver.release('/slow');
  const joining = await start('worker');
  await acknowledged;
  const count = async (condition: string) =>
    (await database.query<{ count: number }>(`SELECT count(*)::int FROM ${condition}`))[0]?.count ?? 0;
  await until(
    'all deliveries to end',
    async () => (await count("deliveries WHERE status IN ('pending', 'running')")) === 0,
    180_000,
  );

  expect(await count("events WHERE type LIKE 'user.%'")).toBe(burst);
  const ofBurst = `integration_id IN ('${slow}', '${quick}')`;
  expect(await count(`deliveries WHERE ${ofBurst}`)).toBe(burst + (await count("events WHERE type = 'user.updated'")));
  expect(await count("deliveries WHERE status <> 'success' OR attempt_count <> 1")).toBe(0);
  expect(await count("pgboss.job WHERE name = 'attempts' AND state < 'completed'")).toBe(0);

  // Sent again, under the same id, is only what the killed one held; all of what it had under way is.
  const ids = [...receiver.ids('/slow'), ...receiver.ids('/quick')];
  const times = Map.groupBy(ids, (id) => id);
  expect(times.size).toBe(await count(`deliveries WHERE ${ofBurst}`));
  const again = [...times].filter(([, each]) => each.length > 1);
  expect(again.filter(([id, each]) => each.length > 2 || !heldIds.has(id))).toEqual([]);
  expect(cut.filter((id) => times.get(id)?.length !== 2)).toEqual([]);
  expect(receiver.cut).toEqual(cut);
  expect(receiver.mostOpen('/slow')).toBe(perIntegration);
  expect(joining.isRunning()).toBe(true);

  const written = await writtenOf(database, [slow, quick]);
  const seen = {
    watcher: () => seenOf(watcher.items, [slow, quick]),
    wanderer: () => seenOf(wanderer.seen(), [slow, quick]),
  };
  for (const [who, updates] of Object.entries(seen)) {
    await until(`the ${who} to see all`, () => total(updates()) >= total(written));
    expect(updates()).toEqual(written);
  }
  expect(wanderer.visits).toBeGreaterThan(5);
});

const total = (updates: ReadonlyMap<string, readonly string[]>) =>
  updates.values().reduce((sum, { length }) => sum + length, 0);
