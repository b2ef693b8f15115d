// Subscribers over real websockets that do not read what they are sent.
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../src/infra/log.ts';
import { startService } from '../../src/service.ts';
import { createTestDatabase } from '../support/database.ts';
import { adminToken, createClient, testConfig } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

/** Updates that may wait for one subscriber. */
const mostWaiting = 10_000;
const slowCount = 10;

test('subscribers that do not read are ended with a code, cost a bounded memory and hold up nobody', {
  timeout: 120_000,
}, async () => {
  const database = await createTestDatabase();
  // Pings would end them first.
  const config = testConfig({ databaseUrl: database.url, role: 'api' });
  const service = await startService(config, createLog('silent'), { keepAliveMs: 600_000 });
  onTestFinished(async () => {
    await service.stop();
    await database.drop();
  });
  const client = createClient(service.url);
  await client.integration({
    name: 'x'.repeat(200),
    triggers: ['user.created'],
    actions: [{ type: 'log', message: 'x' }],
  });
  await client.publish('user.created');
  const [delivery] = await database.query<{ id: string }>('SELECT id FROM deliveries');
  const change = async (count: number) => {
    await database.query(
      `INSERT INTO delivery_updates (delivery_id, status, attempt_count)
       SELECT $1, 'running', n FROM generate_series(1, $2::int) n`,
      [delivery?.id, count],
    );
    await database.query(`SELECT pg_notify('iam_live', '')`);
  };

  // Some 5 KB each: a few thousand of them fill what the kernel keeps between the two ends.
  const large = Array.from({ length: 20 }, (_, index) => `name${index}: integrationName`).join(' ');
  const slow = await Promise.all(
    Array.from({ length: slowCount }, async () => {
      const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      const got: { updates: number; error: unknown } = { updates: 0, error: undefined };
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data));
        if (type === 'next') got.updates += 1;
        if (type === 'error') got.error = payload;
      });
      await once(socket, 'open');
      onTestFinished(() => socket.terminate());
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${adminToken}` } }));
      const query = `subscription { deliveryUpdated { id ${large} } }`;
      await once(socket, 'message');
      socket.send(JSON.stringify({ id: 's', type: 'subscribe', payload: { query } }));
      return { socket, got };
    }),
  );
  const reader = await subscribe<{ id: string }>(service.url, 'subscription { deliveryUpdated { id } }');
  onTestFinished(() => reader.close());
  await until('all to be there', () => service.subscribers() === slowCount + 1);
  await change(1);
  await until('all to be live', () => slow.every(({ got }) => got.updates > 0) && reader.items.length > 0);
  for (const { socket } of slow) socket.pause();

  const before = process.memoryUsage().rss;
  let made = 1;
  while (service.subscribers() > 1 && made < 4 * mostWaiting) {
    await change(1_000);
    made += 1_000;
    await reader.awaits(`update ${made}`, ({ length }) => length === made);
  }
  expect(service.subscribers()).toBe(1);
  expect(made).toBeGreaterThan(mostWaiting);
  // Unbounded, the messages alone would take this many bytes for each of them.
  expect(process.memoryUsage().rss - before).toBeLessThan((slowCount / 3) * made * 5_000);

  // Who reads again gets what was under way, and then why there is no more.
  for (const { socket } of slow) socket.resume();
  await until('all to be told', () => slow.every(({ got }) => got.error));
  for (const { got } of slow) {
    expect(JSON.stringify(got.error)).toContain('too slow: come back with the cursor');
    expect(JSON.stringify(got.error)).toContain('"code":"UNAVAILABLE"');
    expect(got.updates).toBeLessThanOrEqual(made - mostWaiting);
  }
});
