// docs/many-nodes.md as it is written: its nodes are started, its numbers counted.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Environment, startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const doc = readFileSync(new URL('../../docs/many-nodes.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...doc.matchAll(/```(\w+)\n([\s\S]*?)\n```/g)].flatMap(([, name, text]) => (name === language ? [text ?? ''] : []));
const variables = (text: string): Environment =>
  Object.fromEntries([...text.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]));
const [shared = '', ...starts] = (blocks('sh')[0] ?? '').split(/\n\n|\n(?=ROLE)/);
/** The row of a table, as numbers. */
const numbersOf = (row: string) =>
  (doc.split('\n').find((line) => line.startsWith(`| ${row} |`)) ?? '').split('|').slice(2, -1).map(Number);

let database: TestDatabase;
let receiver: Receiver;

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.drop();
});

test('the nodes of the documentation start together, deliver, and open the connections that it counts', async () => {
  expect(starts.map((line) => variables(line).ROLE)).toEqual(['api', 'api', 'worker', 'worker']);
  const nodes = await Promise.all(
    starts.map((line) =>
      startChildService({
        ...variables(shared),
        ...variables(line),
        DATABASE_URL: database.url,
        PORT: '0',
        DRAIN_SECS: '0',
      }),
    ),
  );
  const [api, other, worker] = nodes;
  if (!api || !other || !worker) throw new Error('four nodes');
  for (const { client } of nodes) expect((await client.rest('GET', '/readyz')).status).toBe(200);
  expect((await worker.client.rest('GET', '/integrations')).status).toBe(404);
  await api.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/nodes` }],
  });
  const events = Array.from({ length: 200 }, () => ({ type: 'user.created', data: {} }));
  for (const { client } of [api, other]) expect((await client.rest('POST', '/events', { events })).status).toBe(202);
  await receiver.awaits('/nodes', 400);

  const [[, , , apiListens = 0, apiMost = 0], [, , , workerListens = 0, workerMost = 0]] = ['api', 'worker, all'].map(
    numbersOf,
  ) as [number[], number[]];
  const counted = await database.query<{ application_name: string; count: string }>(
    (blocks('sql')[0] ?? '').replace('WHERE', 'WHERE datname = current_database() AND'),
  );
  const together = counted.reduce((sum, { count }) => sum + Number(count), 0);
  expect(together).toBeGreaterThan(12);
  expect(together).toBeLessThanOrEqual(2 * (apiMost + workerMost));
  const [listening] = await database.query(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
     AND (query LIKE 'LISTEN %' OR query LIKE '%pg_listening_channels%')`,
  );
  expect(listening).toEqual({ count: 2 * (apiListens + workerListens) });
}, 120_000);

test('with DATABASE_SESSION_URL only what clients ask for takes the address of the pooler', async () => {
  const names = Object.keys(variables(blocks('sh')[1] ?? ''));
  expect(names).toEqual(['DATABASE_URL', 'DATABASE_SESSION_URL']);
  // Two users of the server tell the two addresses apart.
  const user = `iam_pooled_${randomBytes(4).toString('hex')}`;
  await database.query(`CREATE ROLE ${user} LOGIN PASSWORD '${user}' IN ROLE CURRENT_USER`);
  onTestFinished(async () => void (await database.query(`DROP ROLE ${user}`)));
  const pooled = new URL(database.url);
  pooled.username = user;
  pooled.password = user;
  const service = await startChildService({
    ...variables(shared),
    DATABASE_URL: pooled.href,
    DATABASE_SESSION_URL: database.url,
  });
  const integration = await service.client.integration({
    triggers: ['group.created'],
    actions: [{ type: 'http', url: `${receiver.url}/pooled` }],
  });
  await service.client.publish('group.created');
  await service.client.deliveries(integration, ([item]) => item?.status === 'success');
  const users = await database.query<{ name: string; pooled: boolean }>(
    `SELECT DISTINCT application_name AS name, usename = '${user}' AS pooled FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'iam-integrations%' ORDER BY 1`,
  );
  expect(users).toEqual([
    { name: 'iam-integrations', pooled: true },
    { name: 'iam-integrations queue', pooled: false },
    { name: 'iam-integrations road', pooled: false },
    { name: 'iam-integrations tasks', pooled: false },
  ]);
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
}, 60_000);
