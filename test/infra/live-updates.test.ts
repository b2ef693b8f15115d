// The live stream at its source: order, cursors, transactions that commit late, subscribers that are slow.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { liveChannel } from '../../src/deliveries/channels.ts';
import { type Database, openDatabase } from '../../src/infra/database.ts';
import { type DeliveryUpdate, type LiveUpdates, startLiveUpdates } from '../../src/infra/live-updates.ts';
import { createLog } from '../../src/infra/log.ts';
import { type Queue, startQueue } from '../../src/infra/queue.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let testDatabase: TestDatabase;
let database: Database;
let queue: Queue;
let live: LiveUpdates;
const clients: pg.Client[] = [];
const log = createLog('silent');
const integration = randomUUID();
const deliveries = Array.from({ length: 9 }, () => randomUUID());

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log, applicationName: 'test' });
  queue = await startQueue({ url: testDatabase.url, road: database.road, log, supervise: false });
  live = await startLiveUpdates({ database, queue, log, channel: liveChannel });
  await database.query(
    `INSERT INTO integrations (id, name, description, enabled, triggers, conditions, actions, set_version, created_at, updated_at)
     VALUES ($1, 'x', '', true, '{}', '[]', '[]', 1, now(), now())`,
    [integration],
  );
  await database.query(
    `INSERT INTO deliveries (id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
       event_type, status, max_attempts, created_at, updated_at)
     SELECT id, $1, 'x', $1, 'log', $1, 'e', 'user.created', 'pending', 1, now(), now() FROM unnest($2::uuid[]) AS id`,
    [integration, deliveries],
  );
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
  await live.close();
  await queue.stop();
  await database.close();
  await testDatabase.drop();
});

const insert = "INSERT INTO delivery_updates (delivery_id, status, attempt_count) VALUES ($1, 'running', $2)";
const tell = `SELECT pg_notify('${liveChannel}', '')`;

/** A transaction that has taken its numbers and is not committed yet. */
async function begun(...numbers: number[]): Promise<{ commit(): Promise<void> }> {
  const client = new pg.Client({ connectionString: testDatabase.url });
  clients.push(client);
  await client.connect();
  await client.query('BEGIN');
  for (const number of numbers) await client.query(insert, [deliveries[number % deliveries.length], number]);
  return {
    commit: async () => {
      await client.query(tell);
      await client.query('COMMIT');
    },
  };
}

const write = async (...numbers: number[]) => (await begun(...numbers)).commit();

/** Takes what comes until it is told to leave. */
function reader(after?: string, from = live) {
  const iterator = from.subscribe({}, after);
  const items: DeliveryUpdate[] = [];
  let failure: unknown;
  const done = (async () => {
    for await (const item of iterator) items.push(item);
  })().catch((error: unknown) => {
    failure = error;
  });
  return {
    items,
    numbers: () => items.map(({ attemptCount }) => attemptCount),
    awaits: (...numbers: number[]) =>
      until(`updates ${numbers}`, () => items.length >= numbers.length).then(() =>
        expect(items.map(({ attemptCount }) => attemptCount)).toEqual(numbers),
      ),
    failure: async () => {
      await done;
      return failure;
    },
    leave: async () => {
      await iterator.return?.();
      await done;
    },
  };
}

const joined = (count: number) => until('the subscribers to join', () => live.subscribers === count);

test('updates come in the order in which they were made, each once', async () => {
  const one = reader();
  const two = reader();
  await joined(2);
  for (let number = 1; number <= 30; number += 1) await write(number);
  const expected = Array.from({ length: 30 }, (_, index) => index + 1);
  await one.awaits(...expected);
  await two.awaits(...expected);
});

test('an update whose transaction commits late is sent late, not lost', async () => {
  const subscriber = reader();
  await joined(1);
  const late = await begun(1);
  await write(2);
  await subscriber.awaits(2);
  await write(3);
  await subscriber.awaits(2, 3);
  await late.commit();
  await subscriber.awaits(2, 3, 1);
});

test('after a reconnect with the cursor of any update exactly the rest comes, late commits too', async () => {
  const subscriber = reader();
  await joined(1);
  const late = await begun(1, 2);
  await write(3, 4, 5);
  await subscriber.awaits(3, 4, 5);
  await late.commit();
  await subscriber.awaits(3, 4, 5, 1, 2);
  const later = await begun(6);
  await write(7, 8);
  await subscriber.awaits(3, 4, 5, 1, 2, 7, 8);
  await later.commit();
  await subscriber.awaits(3, 4, 5, 1, 2, 7, 8, 6);
  const all = subscriber.numbers();
  for (const [index, { cursor }] of subscriber.items.entries()) {
    const again = reader(cursor);
    await until('the rest', () => again.items.length >= all.length - index - 1);
    await again.leave();
    expect(again.numbers().toSorted()).toEqual(all.slice(index + 1).toSorted());
  }
});

test('a client that takes one update per connection gets all of them, each once', async () => {
  const first = reader();
  await joined(1);
  const late = await begun(1, 2);
  await write(3, 4);
  await first.awaits(3, 4);
  await first.leave();
  let cursor = first.items[0]?.cursor;
  const taken = [3];
  await late.commit();
  await write(5);
  for (let connection = 0; connection < 4; connection += 1) {
    const iterator = live.subscribe({}, cursor);
    const { value } = await iterator.next();
    await iterator.return?.();
    taken.push(value.attemptCount);
    cursor = value.cursor;
  }
  expect(taken).toEqual([3, 4, 1, 2, 5]);
  const last = reader(cursor);
  await joined(1);
  await write(6);
  await last.awaits(6);
});

test('a cursor is good on every node, also on one that has read less', async () => {
  const queue2 = await startQueue({ url: testDatabase.url, road: database.road, log, supervise: false });
  const deaf = { ...queue2, listen: async () => ({ close: async () => {} }) };
  const behind = await startLiveUpdates({ database, queue: deaf, log, channel: liveChannel });
  const other = reader(undefined, behind);
  await until('the other node to have a subscriber', () => behind.subscribers === 1);
  const here = reader();
  await joined(1);
  await write(1, 2, 3);
  await here.awaits(1, 2, 3);
  const moved = reader(here.items[0]?.cursor, behind);
  await until('the rest', () => moved.items.length >= 2);
  await moved.leave();
  expect(moved.numbers()).toEqual([2, 3]);
  await other.awaits(1, 2, 3);
  await behind.close();
  await queue2.stop();
});

test('what is no cursor of this stream is refused in words', async () => {
  for (const text of ['', 'x', Buffer.from('9:1:|1:1:|1').toString('base64url')])
    expect(() => live.subscribe({}, text)).toThrow(/is not a cursor/);
  const future = Buffer.from('1:999999999:|1:999999999:|5').toString('base64url');
  expect(String(await reader(future).failure())).toMatch(/is not a cursor of this database/);
  expect(live.subscribers).toBe(0);
});

test('a cursor from before what is remembered is refused; one that has missed nothing is not', async () => {
  const subscriber = reader();
  await joined(1);
  await write(1, 2, 3);
  await subscriber.awaits(1, 2, 3);
  await subscriber.leave();
  const [first, second, third] = subscriber.items.map(({ cursor }) => cursor);
  await database.query('DELETE FROM delivery_updates WHERE attempt_count <= 2');
  expect(String(await reader(first).failure())).toMatch(/is too old/);
  const rest = reader(second);
  await rest.awaits(3);
  await rest.leave();
  await database.query('DELETE FROM delivery_updates');
  expect(String(await reader(second).failure())).toMatch(/is too old/);
  const live3 = reader(third);
  await joined(1);
  await write(4);
  await live3.awaits(4);
});

test('a subscriber that takes nothing is ended in words and holds up nobody', async () => {
  const slow = live.subscribe({});
  const first = slow.next();
  const quick = reader();
  await joined(2);
  await database.query(
    `INSERT INTO delivery_updates (delivery_id, status, attempt_count) SELECT $1, 'running', n FROM generate_series(1, 10100) n`,
    [deliveries[0]],
  );
  await database.query(tell);
  expect((await first).value.attemptCount).toBe(1);
  await until('the slow one to be ended', () => live.subscribers <= 1);
  await expect(slow.next()).rejects.toThrow(/too slow/);
  expect(await slow.next()).toEqual({ done: true, value: undefined });
  await quick.leave();
});

test('who leaves is forgotten at once, also before the first update', async () => {
  const subscribers = Array.from({ length: 20 }, () => reader());
  await joined(20);
  for (const { leave } of subscribers) await leave();
  expect(live.subscribers).toBe(0);
  const early = live.subscribe({});
  void early.next();
  await early.return?.();
  await write(1);
  expect(live.subscribers).toBe(0);
});
