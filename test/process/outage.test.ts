// PostgreSQL goes away and comes back: the service stays, refuses meanwhile, and forgets nothing.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startEmbeddedDatabase } from '../../src/infra/embedded-database.ts';
import { createLog } from '../../src/infra/log.ts';
import { startService } from '../../src/service.ts';
import { createTestDatabase } from '../support/database.ts';
import { startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { createClient, testConfig } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

const liveStatus = 'subscription { deliveryUpdated(status: [SUCCESS]) { id } }';

/** A cluster of the test's own, which can be stopped and started on the same port. */
async function ownCluster() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-outage-'));
  await chmod(dataDir, 0o755);
  const cluster = path.join(dataDir, process.getuid?.() === 0 ? 'database' : '', 'postgres');
  const settings = ['fsync=off'];
  const { url } = await startEmbeddedDatabase({ dataDir, settings });
  const serverPid = async () => Number((await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const stop = async () => {
    process.kill(await serverPid(), 'SIGINT');
    await until('the server to be down', () =>
      serverPid().then(
        () => false,
        () => true,
      ),
    );
  };
  onTestFinished(async () => {
    await stop().catch(() => {});
    await rm(dataDir, { recursive: true, force: true });
  });
  const start = () => startEmbeddedDatabase({ dataDir, settings, port: Number(new URL(url).port) });
  return { url, stop, start };
}

test('a database outage is answered with 503, outlived, and all that was accepted is delivered (C067)', {
  timeout: 120_000,
}, async () => {
  const cluster = await ownCluster();
  const { client, url, ...child } = await startChildService({ DATABASE_URL: cluster.url });
  const live = await subscribe<{ id: string }>(url, liveStatus);
  onTestFinished(() => live.close());
  const held: ServerResponse[] = [];
  receiver.answer('/db', (_request, response) => void held.push(response), 200);
  const integration = await client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/db`, timeout_secs: 30 }],
  });
  await client.publish('user.created');
  await receiver.awaits('/db', 1);

  await cluster.stop();
  for (let count = 0; count < 5; count += 1) {
    const refused = await client.rest('POST', '/events', { id: `during-${count}`, type: 'user.created', data: {} });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await client.rest('GET', '/integrations')).status).toBe(503);
  const notReady = await client.rest('GET', '/readyz');
  expect(notReady).toMatchObject({ status: 503, body: { reasons: ['the database does not answer'] } });
  expect((await client.rest('GET', '/healthz')).status).toBe(200);
  // An attempt that ends while there is nowhere to write it down.
  for (const response of held) response.end('ok');
  await until('several tries to reach the database', () => {
    const troubles = child.logLines().filter(({ level }) => level === 'warn');
    return troubles.length > 12;
  });

  await cluster.start();
  await until('the service to be ready', async () => (await client.rest('GET', '/readyz')).status === 200);
  for (let count = 0; count < 5; count += 1) await client.publish('user.created');
  const all = await client.deliveries(
    integration,
    (items) => items.filter(({ status }) => status === 'success').length === 6,
  );
  expect(all).toHaveLength(6);
  expect(receiver.to('/db').length).toBeLessThanOrEqual(7); // the one of the outage may have been sent again
  await live.awaits('the live updates of all six', (items) => new Set(items.map(({ id }) => id)).size === 6, 40_000);
  expect(child.isRunning()).toBe(true);
  expect(child.logLines().filter(({ level }) => level === 'error')).toEqual([]);
});

test('connections that the database ends are replaced, those that listen too', { timeout: 60_000 }, async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const { client, url, ...child } = await startChildService({ DATABASE_URL: database.url });
  const live = await subscribe<{ id: string }>(url, liveStatus);
  onTestFinished(() => live.close());
  const integration = await client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/ended`, max_retries: 3, backoff: { initial_secs: 0.2 } }],
  });
  receiver.answer('/ended', 500, 200);
  for (let round = 1; round <= 3; round += 1) {
    const ended = await database.query<{ count: number }>(
      `SELECT count(pg_terminate_backend(pid))::int FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(ended[0]?.count).toBeGreaterThan(2);
    await until(
      'an event to be accepted',
      async () => (await client.rest('POST', '/events', { type: 'user.created' })).status === 202,
    );
    await client.deliveries(
      integration,
      (items) => items.length === round && items.every(({ status }) => status === 'success'),
    );
    await live.awaits('the live update', (items) => items.length === round);
  }
  expect(child.isRunning()).toBe(true);
});

test('a stop during an outage ends in time, and what was running is sent after the next start', {
  timeout: 90_000,
}, async () => {
  const cluster = await ownCluster();
  const config = testConfig({ databaseUrl: cluster.url });
  const first = await startService(config, createLog('silent'), { stopAfterMs: 300 });
  const client = createClient(first.url);
  receiver.answer('/stopped', () => {}, 200);
  await client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/stopped`, timeout_secs: 60 }],
  });
  await client.publish('user.created');
  await receiver.awaits('/stopped', 1);
  await cluster.stop();
  const begun = performance.now();
  await first.stop();
  expect(performance.now() - begun).toBeLessThan(20_000);

  await cluster.start();
  const second = await startService(config, createLog('silent'));
  onTestFinished(() => second.stop());
  const sent = await receiver.awaits('/stopped', 2, 40_000);
  expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});
