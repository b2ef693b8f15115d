// How the service ends: what is running, what is open, and what comes after the next start.
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../src/infra/log.ts';
import { startService } from '../../src/service.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, createClient, testConfig } from '../support/service.ts';
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

const statuses = async () =>
  (await database.query<{ status: string }>('SELECT status FROM deliveries')).map(({ status }) => status);
const open = async () =>
  (await database.query<{ count: string }>("SELECT count(*) FROM deliveries WHERE status IN ('pending', 'running')"))[0]
    ?.count;

const startInProcess = async (stopAfterMs: number) => {
  const service = await startService(testConfig({ databaseUrl: database.url }), createLog('silent'), { stopAfterMs });
  onTestFinished(() => service.stop());
  return { ...service, client: createClient(service.url) };
};

test.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s attempts that are running end, and none is left behind (C064)',
  async (signal) => {
    receiver.answer(`/held-${signal}`, (_request, response) => setTimeout(() => response.end('ok'), 3_000));
    const child = await startChildService({ DATABASE_URL: database.url });
    await child.client.integration({
      triggers: ['user.created'],
      actions: [{ type: 'http', url: `${receiver.url}/held-${signal}`, timeout_secs: 10 }],
    });
    for (let count = 0; count < 5; count += 1) await child.client.publish('user.created');
    await receiver.awaits(`/held-${signal}`, 5);
    const begun = performance.now();
    child.kill(signal);
    expect(await child.exit).toBe(0);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await statuses()).toEqual(Array(5).fill('success'));
    expect(receiver.to(`/held-${signal}`)).toHaveLength(5);
  },
);

test('attempts that outlast the stop are given back as pending and sent again after the next start', async () => {
  const held: ServerResponse[] = [];
  receiver.answer('/long', (_request, response) => void held.push(response));
  const first = await startInProcess(300);
  await first.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/long`, timeout_secs: 60 }],
  });
  for (let count = 0; count < 5; count += 1) await first.client.publish('user.created');
  await receiver.awaits('/long', 5);
  await first.stop();
  expect(await statuses()).toEqual(Array(5).fill('pending'));

  receiver.answer('/long', 200);
  await startInProcess(300);
  await until('all to be sent', async () => (await open()) === '0');
  expect(await statuses()).toEqual(Array(5).fill('success'));
  const ids = receiver.to('/long').map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(10);
  expect(new Set(ids).size).toBe(5);
  const [attempts] = await database.query('SELECT count(*)::int AS made, max(number) AS number FROM attempts');
  expect(attempts).toEqual({ made: 5, number: 1 });
});

test('a stop in the middle of a stream of events loses nothing and does nothing twice', async () => {
  const first = await startInProcess(5_000);
  await first.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/stream` }],
  });
  const events = Array.from({ length: 400 }, (_, index) => ({ id: `stream-${index}`, type: 'user.created', data: {} }));
  const accepted = await first.client.rest('POST', '/events', { events });
  expect(accepted.status).toBe(202);
  await receiver.awaits('/stream', 20);
  await first.stop();
  const sentBefore = receiver.to('/stream').length;
  expect(await statuses()).not.toContain('running');
  await startInProcess(5_000);
  await until('all to be sent', async () => (await open()) === '0');
  expect(new Set(receiver.to('/stream').map(({ headers }) => headers['webhook-id'])).size).toBe(400);
  expect(receiver.to('/stream')).toHaveLength(400);
  expect(sentBefore).toBeLessThan(400);
});

test('attempts that end at the very moment of being given back are not lost', { timeout: 120_000 }, async () => {
  const rounds = 2;
  const events = Array.from({ length: 150 }, () => ({ type: 'user.created', data: {} }));
  receiver.answer('/moment', (_request, response) => setTimeout(() => response.end('ok'), 100 + Math.random() * 200));
  for (let round = 0; round < rounds; round += 1) {
    const service = await startInProcess(50);
    if (round === 0) {
      const actions = [{ type: 'http', url: `${receiver.url}/moment`, timeout_secs: 60 }];
      for (let count = 0; count < 4; count += 1)
        await service.client.integration({ triggers: ['user.created'], actions });
    }
    const before = receiver.to('/moment').length;
    await service.client.rest('POST', '/events', { events });
    await receiver.awaits('/moment', before + 150);
    await service.stop();
    expect(await statuses()).not.toContain('running');
  }
  await startInProcess(5_000);
  await until('all to be sent', async () => (await open()) === '0', 60_000);
  expect(await statuses()).toEqual(Array(rounds * 600).fill('success'));
});

test('with DRAIN_SECS a stopping service first says so and goes on answering, then it closes', async () => {
  const config = testConfig({ databaseUrl: database.url, role: 'api', drainSecs: 3 });
  const service = await startService(config, createLog('silent'));
  const client = createClient(service.url);
  expect((await client.rest('GET', '/readyz')).status).toBe(200);
  let hasStopped = false;
  const stopped = service.stop().then(() => {
    hasStopped = true;
  });
  const { status, body } = await client.rest('GET', '/readyz');
  expect({ status, body }).toEqual({
    status: 503,
    body: {
      status: 'not ready',
      reasons: ['the service is stopping'],
      parts: { service: 'the service is stopping' },
    },
  });
  expect((await client.rest('POST', '/events', { type: 'user.created', data: {} })).status).toBe(202);
  expect(hasStopped).toBe(false);
  await stopped;
  await expect(fetch(service.url)).rejects.toThrow();
});

test('no attempt begins after the stop has begun', async () => {
  const held: ServerResponse[] = [];
  receiver.answer('/late', (_request, response) => void held.push(response));
  const service = await startInProcess(10_000);
  await service.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/late`, timeout_secs: 60 }],
  });
  // One integration has 50 attempts at a time: ten wait for a free slot.
  const events = Array.from({ length: 60 }, () => ({ type: 'user.created', data: {} }));
  await service.client.rest('POST', '/events', { events });
  await receiver.awaits('/late', 50);
  const stopped = service.stop();
  await until('the server to close', () =>
    fetch(service.url).then(
      () => false,
      () => true,
    ),
  );
  for (const response of held) response.end('ok');
  await stopped;
  expect(receiver.to('/late')).toHaveLength(50);
  expect((await statuses()).sort()).toEqual([...Array(10).fill('pending'), ...Array(50).fill('success')]);
});

test('websockets are closed with 1001 and event streams end, so that their clients come back', async () => {
  const child = await startChildService({ DATABASE_URL: database.url });
  const raw = new WebSocket(`${child.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => raw.once('close', resolve));
  await new Promise((resolve) => raw.once('open', resolve));
  raw.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${adminToken}` } }));
  await new Promise((resolve) => raw.once('message', resolve));
  raw.send(
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { deliveryUpdated { id } }' } }),
  );
  raw.on('message', () => expect.unreachable('a subscription must not be completed by a stop'));
  const stream = await fetch(`${child.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminToken}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({ query: 'subscription { deliveryUpdated { id } }' }),
  });
  const text = stream.text().then(
    (all) => all,
    () => 'cut off',
  );
  const begun = performance.now();
  child.kill('SIGTERM');
  expect(await closed).toBe(1001);
  expect(await text).toBe('cut off');
  expect(await child.exit).toBe(0);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test('a websocket peer that does not answer the close does not hold up the stop', async () => {
  const service = await startInProcess(1_000);
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await new Promise((resolve) => socket.once('open', resolve));
  socket.pause();
  onTestFinished(() => socket.terminate());
  const begun = performance.now();
  await service.stop();
  expect(performance.now() - begun).toBeLessThan(6_000);
});
