// Everything goes wrong at once: receivers, the database, the workers. What was acknowledged is still delivered or fails
// with all of its attempts, in order, under one webhook-id. FAULT_SEED repeats a run's receivers.
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedDatabase } from '../../src/infra/embedded-database.ts';
import {
  type FaultyReceiver,
  type SeenRequest,
  seededRandom,
  startFaultyReceiver,
} from '../deliveries/faulty-receiver.ts';
import { type ChildService, startChildService } from '../support/process.ts';
import { until } from '../support/until.ts';

const integrations = 10;
const batches = 30;
const maxRetries = 3;
/** After which batch of ten events a worker is killed, and after which the database restarts. */
const killsAfter = [3, 8, 13, 19, 25];
const restartsAfter = [6, 16];

interface DeliveryRow {
  id: string;
  event_id: string;
  status: string;
  attempt_count: number;
  attempts: { number: number; cause: string | null }[];
}

async function ownCluster() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-faults-'));
  await chmod(dataDir, 0o755);
  const settings = ['fsync=off'];
  const { url } = await startEmbeddedDatabase({ dataDir, settings });
  const pidFile = path.join(dataDir, process.getuid?.() === 0 ? 'database' : '', 'postgres', 'postmaster.pid');
  const serverPid = async () => Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
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
  const restart = async () => {
    await stop();
    await startEmbeddedDatabase({ dataDir, settings, port: Number(new URL(url).port) });
  };
  return { url, restart };
}

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client
    .query<Row>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

/** Acknowledged, after as many tries as it takes; the ids make a repeated try safe. */
async function publish(api: ChildService, batch: number): Promise<void> {
  const events = Array.from({ length: 10 }, (_, index) => ({ id: `e${batch}-${index}`, type: 'user.created' }));
  await until('the events to be acknowledged', async () => {
    const { status } = await api.client.rest('POST', '/events', { events: events.map(of(batch)) });
    if (status !== 202 && status !== 503) throw new Error(`POST /events answered ${status}`);
    return status === 202;
  });
}

/** Each event is for one integration: what one killed worker holds of an integration must not keep all others waiting. */
const of = (batch: number) => (event: object) => ({ ...event, data: { lane: String(batch % integrations) } });

test('300 deliveries survive broken receivers, two database restarts and five killed workers', {
  timeout: 150_000,
}, async () => {
  const seed = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
  console.info(`fault injection: FAULT_SEED=${seed}`);
  const receiver = await startFaultyReceiver(seededRandom(seed));
  onTestFinished(() => receiver.close());
  const cluster = await ownCluster();
  const start = (ROLE: string) => startChildService({ DATABASE_URL: cluster.url, ROLE });
  const api = await start('api');
  // A killed one comes back while the other works on.
  const workers = [start('worker'), start('worker')];
  await Promise.all(workers);
  for (let lane = 0; lane < integrations; lane += 1)
    await api.client.integration({
      triggers: ['user.created'],
      // Its waits are not what this is about.
      breaker: { failures: 0 },
      conditions: [{ field: 'lane', operator: 'eq', value: String(lane), order: 1 }],
      actions: [
        {
          type: 'http',
          url: `${receiver.url}/sink`,
          body: '{{.EventID}}',
          timeout_secs: 1,
          max_retries: maxRetries,
          backoff: { initial_secs: 0.1, factor: 2, max_secs: 1 },
        },
      ],
    });

  let kills = 0;
  let restarts = 0;
  let restart: Promise<void> | undefined;
  for (let batch = 0; batch < batches; batch += 1) {
    await publish(api, batch);
    if (restartsAfter.includes(batch)) {
      await restart;
      // A service that is being started needs its database.
      await Promise.all(workers);
      restart = cluster.restart();
      restarts += 1;
    }
    if (killsAfter.includes(batch)) {
      await restart;
      await until('attempts to be under way', () => receiver.open() >= 3);
      const victim = kills % workers.length;
      const worker = await workers[victim];
      worker?.kill('SIGKILL');
      await worker?.exit;
      kills += 1;
      workers[victim] = start('worker');
    }
  }
  await restart;
  expect([kills, restarts]).toEqual([5, 2]);

  const open = `SELECT count(*)::int AS open FROM deliveries WHERE status IN ('pending', 'running')`;
  await until(
    'all deliveries to end',
    async () => (await query<{ open: number }>(cluster.url, open))[0]?.open === 0,
    60_000,
  );
  const rows = await query<DeliveryRow>(
    cluster.url,
    `SELECT d.id, d.event_id, d.status, d.attempt_count,
       (SELECT json_agg(json_build_object('number', a.number, 'cause', a.cause) ORDER BY a.number)
        FROM attempts a WHERE a.delivery_id = d.id) AS attempts
     FROM deliveries d`,
  );
  checkDeliveries(rows);
  checkRequests(rows, receiver);
  // The services that nobody killed came through by themselves.
  for (const child of [api, ...(await Promise.all(workers))]) expect(child.isRunning()).toBe(true);
  const jobs = `SELECT count(*)::int AS open FROM pgboss.job WHERE state < 'completed'`;
  await until('all jobs to be over', async () => (await query<{ open: number }>(cluster.url, jobs))[0]?.open === 0);
});

function checkDeliveries(rows: readonly DeliveryRow[]): void {
  expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(batches * 10);
  expect(rows).toHaveLength(batches * 10);
  for (const { status, attempt_count, attempts } of rows) {
    expect(attempts.map(({ number }) => number)).toEqual(Array.from({ length: attempt_count }, (_, at) => at + 1));
    const causes = attempts.map(({ cause }) => cause);
    expect(causes.slice(0, -1)).not.toContain(null);
    if (status === 'success') expect(causes.at(-1)).toBeNull();
    else expect([status, attempt_count, causes.includes(null)]).toEqual(['failed', 1 + maxRetries, false]);
  }
  const statuses = rows.map(({ status }) => status);
  expect(statuses.filter((status) => status === 'success').length).toBeGreaterThan(200);
}

function checkRequests(rows: readonly DeliveryRow[], { seen }: FaultyReceiver): void {
  const byId = Map.groupBy(seen, ({ webhookId }) => webhookId);
  expect([...byId.keys()].sort()).toEqual(rows.map(({ id }) => id).sort());
  for (const { id, event_id, status, attempt_count } of rows) {
    const requests = byId.get(id) as SeenRequest[];
    expect(new Set(requests.map(({ body }) => body))).toEqual(new Set([event_id]));
    expect(requests.length).toBeGreaterThanOrEqual(attempt_count);
    const ends = requests.filter(({ fault }) => fault === 'ok' || fault === 'slow');
    if (status === 'success') expect(ends.length).toBeGreaterThanOrEqual(1);
    for (const [index, { began }] of requests.entries()) {
      const before = requests[index - 1];
      // A connection that closes is seen a moment after the far side has closed it.
      if (before) expect(before.ended ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(began + 50);
    }
  }
}
