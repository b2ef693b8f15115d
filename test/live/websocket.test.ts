// The websocket door as its clients see it: who may enter, what they get, and what is left when they leave.
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../src/infra/log.ts';
import { type Service, startService } from '../../src/service.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, createClient, testConfig } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

interface Update {
  id: string;
  status: string;
  attemptCount: number;
  cursor: string;
}

let service: Service & { client: ReturnType<typeof createClient> };
let receiver: Receiver;
let database: TestDatabase;

beforeAll(async () => {
  receiver = await startReceiver();
  database = await createTestDatabase();
  const started = await startService(testConfig({ databaseUrl: database.url }), createLog('silent'), {
    keepAliveMs: 300,
  });
  service = { ...started, client: createClient(started.url) };
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
  await database.drop();
});

const fields = 'id status attemptCount cursor';
const everything = `subscription { deliveryUpdated { ${fields} } }`;
const subscribers = (count: number) => until(`${count} subscribers`, () => service.subscribers() === count, 10_000);

async function live(query: string, variables?: Record<string, unknown>) {
  const before = service.subscribers();
  const subscriber = await subscribe<Update>(service.url, query, variables);
  await subscribers(before + 1);
  onTestFinished(() => subscriber.close());
  return subscriber;
}

async function rawSocket(options: { autoPong?: boolean } = {}) {
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
  const messages: { type: string; payload?: any }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  const type = (wanted: string) => until(wanted, () => messages.find((message) => message.type === wanted));
  return { socket, messages, closed, send, type };
}

const init = { type: 'connection_init', payload: { Authorization: `Bearer ${adminToken}` } };
const subscribeMessage = { id: 's', type: 'subscribe', payload: { query: everything } };
const httpAction = (path: string, more = {}) => ({ type: 'http', url: `${receiver.url}${path}`, ...more });

test('a connection with the admin token is acknowledged (C081)', async () => {
  const { send, type } = await rawSocket();
  send(init);
  await type('connection_ack');
});

test.each([
  ['without a payload', { type: 'connection_init' }],
  ['with a wrong token', { type: 'connection_init', payload: { Authorization: 'Bearer wrong-token-0123456789' } }],
  ['with a token in the wrong place', { type: 'connection_init', payload: { token: adminToken } }],
  ['that subscribes before its init', subscribeMessage],
])('a connection %s is closed and gets no data (C081)', async (_, message) => {
  const { send, closed, messages } = await rawSocket();
  send(message);
  expect([4401, 4403]).toContain(await closed);
  expect(messages).toEqual([]);
  expect(service.subscribers()).toBe(0);
});

test('filters let through the integration and the statuses that were asked for', async () => {
  const [wanted, other] = await Promise.all(
    ['/wanted', '/other'].map((path) =>
      service.client.integration({ triggers: ['user.created'], actions: [httpAction(path)] }),
    ),
  );
  const ofOne = await live(`subscription ($id: ID) { deliveryUpdated(integrationId: $id) { ${fields} } }`, {
    id: wanted,
  });
  const ended = await live(`subscription { deliveryUpdated(status: [SUCCESS, FAILED]) { ${fields} } }`);
  await service.client.publish('user.created');
  await ended.awaits('both successes', (items) => items.length === 2);
  await ofOne.awaits('three updates', (items) => items.length === 3);
  expect(ofOne.items.map(({ status }) => status)).toEqual(['PENDING', 'RUNNING', 'SUCCESS']);
  expect(ended.items.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
  for (const id of [wanted, other]) await service.client.rest('DELETE', `/integrations/${id}`);
});

test('queries and reconnects before do not multiply what a subscriber gets (C085)', async () => {
  const integration = await service.client.integration({ triggers: ['user.updated'], actions: [httpAction('/once')] });
  for (let count = 0; count < 100; count += 1) await service.client.graphql('{ integrations { totalCount } }');
  for (let count = 0; count < 3; count += 1) {
    const earlier = await live(everything);
    await earlier.close();
    await subscribers(0);
  }
  const one = await live(everything);
  const two = await live(everything);
  await service.client.publish('user.updated');
  await service.client.deliveries(integration, ([item]) => item?.status === 'success');
  for (const { awaits } of [one, two]) {
    const items = await awaits('the success', (all) => all.some(({ status }) => status === 'SUCCESS'));
    expect(items.map(({ status }) => status)).toEqual(['PENDING', 'RUNNING', 'SUCCESS']);
  }
  await service.client.rest('DELETE', `/integrations/${integration}`);
});

test('a client that comes back with its cursor gets what it missed, in order and once', async () => {
  const integration = await service.client.integration({
    triggers: ['group.deleted'],
    actions: [httpAction('/missed')],
  });
  const first = await live(everything);
  await service.client.publish('group.deleted');
  await first.awaits('the success', (items) => items.length === 3);
  await first.close();
  await subscribers(0);
  await service.client.publish('group.deleted');
  await service.client.deliveries(
    integration,
    (items) => items.length === 2 && items.every(({ status }) => status === 'success'),
  );
  const again = await live(`subscription ($after: String) { deliveryUpdated(after: $after) { ${fields} } }`, {
    after: first.items[1]?.cursor,
  });
  await service.client.publish('group.deleted');
  await again.awaits('all', (items) => items.length >= 7);
  expect(again.items.map(({ status }) => status)).toEqual([
    'SUCCESS',
    ...Array(2).fill(['PENDING', 'RUNNING', 'SUCCESS']).flat(),
  ]);
  expect(new Set(again.items.map(({ cursor }) => cursor)).size).toBe(7);
  await service.client.rest('DELETE', `/integrations/${integration}`);
});

test.each([
  ['that is none', 'nonsense'],
  ['of another database', Buffer.from('1:999999999:|1:999999999:|5').toString('base64url')],
])('a cursor %s is an error in words, and the connection stays', async (_, after) => {
  const { send, messages, socket, type } = await rawSocket();
  send(init);
  await type('connection_ack');
  send({
    id: 's',
    type: 'subscribe',
    payload: { query: `subscription { deliveryUpdated(after: "${after}") { id } }` },
  });
  await until('an error', () => messages.length > 1);
  expect(JSON.stringify(messages[1])).toMatch(/is not a cursor of this/);
  expect(JSON.stringify(messages[1])).toContain('BAD_USER_INPUT');
  await subscribers(0);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

test('five hundred subscribers that come and go leave nothing behind (C083)', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const { socket, send, type } = await rawSocket();
        send(init);
        await type('connection_ack');
        send(subscribeMessage);
        if (index % 2 === 0) send({ id: 's', type: 'complete' });
        else {
          send({ type: 'ping' });
          await type('pong');
          socket.terminate();
        }
        if (index % 4 === 0) socket.close();
      }),
    );
  }
  await subscribers(0);
});

test('an idle subscriber is pinged and stays; one that does not answer pings is dropped (C086)', async () => {
  const alive = await rawSocket();
  const dead = await rawSocket({ autoPong: false });
  let pings = 0;
  alive.socket.on('ping', () => {
    pings += 1;
  });
  for (const { send, type } of [alive, dead]) {
    send(init);
    await type('connection_ack');
    send(subscribeMessage);
  }
  await subscribers(2);
  expect(await dead.closed).toBe(1006);
  await subscribers(1);
  await until('several pings', () => pings >= 4);
  expect(alive.socket.readyState).toBe(WebSocket.OPEN);
});

test.each([
  ['that the schema does not know', 'subscription { nothingSuch }', 'nothingSuch'],
  ['that is no GraphQL', 'subscription {', 'Syntax Error'],
])('a document %s is refused in words, and the connection stays', async (_, query, words) => {
  const { socket, send, type } = await rawSocket();
  send(init);
  await type('connection_ack');
  send({ id: 's', type: 'subscribe', payload: { query } });
  expect(JSON.stringify(await type('error'))).toContain(words);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});
