// A database of the first release, with everything that it could hold, goes on under today's service: see README.md.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLog } from '../../src/infra/log.ts';
import { readMigrations } from '../../src/infra/migrations.ts';
import { resealDatabase } from '../../src/reseal-database.ts';
import { startService } from '../../src/service.ts';
import { onServer } from '../support/database-server.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { createClient, testConfig } from '../support/service.ts';
import { until } from '../support/until.ts';

const name = `iam_upgrade_${randomBytes(4).toString('hex')}`;
const key = Buffer.alloc(32, 7);
let receiver: Receiver;
let client: ReturnType<typeof createClient>;
let url: string;
let stop: () => Promise<void>;

/** Loads the dump as if it had been made a moment ago: queued work that is a month old would be given up. */
async function restore(): Promise<void> {
  await onServer(inject('databaseServerUrl'), `CREATE DATABASE ${name}`);
  const address = new URL(inject('databaseServerUrl'));
  address.pathname = `/${name}`;
  url = address.href;
  const sql = await readFile(path.join(import.meta.dirname, 'first-release.sql'), 'utf8');
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  await database.query(sql.replaceAll('http://127.0.0.1:45999', receiver.url));
  await database.query(`
    WITH age AS (SELECT now() - max(created_on) AS age FROM pgboss.job)
    UPDATE pgboss.job SET created_on = created_on + age, start_after = start_after + age - interval '1 minute',
      started_on = started_on + age, completed_on = completed_on + age, keep_until = keep_until + age FROM age`);
  await database.end();
}

beforeAll(async () => {
  receiver = await startReceiver();
  await restore();
  const retention = { days: 0, perIntegration: 0 };
  const service = await startService(
    testConfig({ databaseUrl: url, encryptionKey: key, retention }),
    createLog(process.env.TEST_LOG ?? 'silent'),
  );
  stop = service.stop;
  client = createClient(service.url);
});
afterAll(async () => {
  await stop();
  await receiver.close();
  await onServer(inject('databaseServerUrl'), `DROP DATABASE ${name} WITH (FORCE)`);
});

const ok = async (method: string, address: string, body?: unknown) => {
  const answer = await client.rest(method, address, body);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: expect.toSatisfy((it) => it < 300) });
  return answer.body;
};
async function idOf(integration: string): Promise<string> {
  const { items } = await ok('GET', '/integrations?limit=100');
  return items.find((item: { name: string }) => item.name === integration).id;
}
const ended = (integration: string, status: string) =>
  until(
    `a delivery of ${integration} that is ${status}`,
    async () => {
      const { items } = await ok('GET', `/integrations/${await idOf(integration)}/deliveries`);
      return items.find((item: { status: string }) => item.status === status);
    },
    60_000,
  );

test('its schema is brought up to date, and what was configured is there as it was', async () => {
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  const { rows } = await database.query('SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL');
  await database.end();
  expect(rows.map((row) => row.migration_name).sort()).toEqual((await readMigrations()).map((one) => one.name));
  const { items } = await ok('GET', '/integrations?limit=100');
  expect(items.map((item: { name: string }) => item.name).sort()).toEqual([
    ...['First Slack', 'First failing', 'First handler', 'First held', 'First integration', 'First paused'],
    'First retrying',
  ]);
  const main = await ok('GET', `/integrations/${await idOf('First integration')}`);
  expect(main).toMatchObject({
    description: 'made by the first release',
    triggers: ['user.*'],
    conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
  });
  expect(main.actions.map(({ type }: { type: string }) => type)).toEqual(['http', 'http', 'log', 'trigger_task']);
  // To show the host of a sealed address it has to be opened.
  const slack = await ok('GET', `/integrations/${await idOf('First Slack')}`);
  expect(slack.actions[0].webhook_url).toBe('https://hooks.slack.com/********');
  const [task] = (await ok('GET', '/tasks')).items;
  expect(task).toMatchObject({ name: 'First task', cron: '0 3 * * 0', time_zone: 'Europe/Berlin' });
  const { data } = await client.graphql('{ scimConnections { name baseUrl } }');
  expect(data.scimConnections).toMatchObject([{ name: 'first' }]);
});

test('its history is listed: events, deliveries with their attempts, runs, also of what was deleted', async () => {
  const { items: events } = await ok('GET', '/events?limit=100');
  const first = events.find(({ id }: { id: string }) => id === 'first-event-1');
  expect((await ok('GET', `/events/${first.uid ?? first.id}`)).data.note).toBe('Zoë “ünïcode” \u{1F600}');
  const { items: deliveries } = await ok('GET', '/deliveries?limit=100');
  const deleted = deliveries.find((one: { integration_name: string }) => one.integration_name === 'First deleted');
  expect(deleted).toMatchObject({ status: 'success', attempt_count: 1 });
  const failing = await idOf('First failing');
  const { items } = await ok('GET', `/integrations/${failing}/deliveries`);
  const detail = await ok('GET', `/integrations/${failing}/deliveries/${items[0].id}`);
  expect(detail).toMatchObject({ status: 'failed', response_status: 404, attempt_count: 1 });
  expect(detail.attempts[0].response.body).toBe('no such hook');
  const [task] = (await ok('GET', '/tasks')).items;
  const { items: runs } = await ok('GET', `/tasks/${task.id}/runs`);
  expect(runs.map((run: { status: string }) => run.status)).toEqual(['success', 'success']);
  expect(runs.some((run: { triggered_by: string }) => run.triggered_by === 'integration:First integration')).toBe(true);
});

test('what waited goes on: the next attempt, the one that its worker’s death cut off, and what waits for a resume', {
  timeout: 90_000,
}, async () => {
  expect(await ended('First retrying', 'success')).toMatchObject({ attempt_count: 2 });
  expect(await ended('First held', 'success')).toMatchObject({ attempt_count: 1 });
  expect(receiver.to('/later')).toHaveLength(1);
  expect(receiver.to('/held').length).toBeGreaterThan(0);
  expect(receiver.to('/paused')).toHaveLength(0);
  await ok('POST', `/integrations/${await idOf('First paused')}/resume`);
  expect(await ended('First paused', 'success')).toMatchObject({ attempt_count: 1 });
});

test('its integrations fire, with the secrets that were sealed then', async () => {
  await client.publish('user.created', { user_email: 'new@example.com' });
  const [bearer] = await receiver.awaits('/bearer', 1);
  expect(bearer).toMatchObject({
    body: '{"email":"new@example.com"}',
    headers: {
      authorization: 'Bearer first-bearer-token',
      'x-api-key': 'first-header-key',
      'x-plain': 'user.created',
      'webhook-signature': expect.stringMatching(/^v1,/),
    },
  });
  const [basic] = await receiver.awaits('/basic', 1);
  expect(basic?.headers.authorization).toBe(`Basic ${Buffer.from('ann:first-basic-password').toString('base64')}`);
  const [task] = (await ok('GET', '/tasks')).items;
  const run = await until('a third run', async () => {
    const { items } = await ok('GET', `/tasks/${task.id}/runs`);
    return items.length === 3 && items[0].status === 'success' && items[0];
  });
  expect((await ok('GET', `/tasks/${task.id}/runs/${run.id}`)).output).toContain(
    `hello new@example.com ${'first-task-secret'.length}`,
  );
});

test('a delivery that had failed is retried by hand', async () => {
  const failing = await idOf('First failing');
  const failed = await ended('First failing', 'failed');
  await ok('POST', `/integrations/${failing}/deliveries/${failed.id}/retry`);
  expect(await ended('First failing', 'success')).toMatchObject({ id: failed.id, attempt_count: 2 });
});

test('every secret of it can be sealed under another key', async () => {
  await stop();
  stop = async () => {};
  const log = createLog('silent');
  const { values } = await resealDatabase({ url, from: key, to: Buffer.alloc(32, 8), log });
  // Bearer, header, signing key, basic, Slack, task, SCIM, and the key that today's service made for its events.
  expect(values).toBeGreaterThanOrEqual(7);
});
