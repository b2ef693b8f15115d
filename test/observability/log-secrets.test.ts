// Secrets are planted wherever the service takes one, used in success and in failure, and looked for in everything that it
// writes at its most talkative.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type ChildService, spawnService, startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken } from '../support/service.ts';
import { until } from '../support/until.ts';

const planted = {
  bearer: 'planted-bearer-4f1d09c2',
  basic: 'planted-basic-77ab31e0',
  header: 'planted-header-90cc12fd',
  slack: 'planted-slack-b1a2c3d4e5',
  query: 'planted-query-token-5566',
  task: 'planted-task-secret-aa11',
  scim: 'planted-scim-token-bb22c',
  source: 'planted-source-secret-dd',
  metrics: 'planted-metrics-token-ee',
  collector: 'planted-collector-key-ff',
  wrongToken: 'planted-wrong-token-0011',
  ownQuery: 'planted-own-query-223344',
  payload: 'planted-payload-password',
  literal: 'planted-graphql-literal-9',
  databasePassword: 'planted-db-password-5e5e',
};
const encryptionKey = Buffer.alloc(32, 0x5a).toString('base64');

let database: TestDatabase;
let receiver: Receiver;
let node: ChildService;
beforeAll(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), startReceiver()]);
});
afterAll(async () => {
  await receiver.close();
  await database.drop();
});

/** Every spelling in which a secret could be read. */
const spellings = (secret: string) => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
];

function expectNoSecret(output: string, more: readonly string[] = []): void {
  const found = [...Object.values(planted), adminToken, encryptionKey, ...more].filter((secret) =>
    spellings(secret).some((spelling) => output.includes(spelling)),
  );
  expect(found).toEqual([]);
  expect(output).not.toMatch(/sealed:v\d/);
}

async function plantThem(): Promise<{ signing: string; taskId: string }> {
  const { client } = node;
  const target = `${receiver.url}/echo?access_token=${planted.query}`;
  const http = (url: string, more: object = {}) => ({
    ...{ type: 'http', url, max_retries: 1, backoff: { initial_secs: 0.1 } },
    ...{ auth: { type: 'bearer', token: planted.bearer }, headers: { 'x-api-key': planted.header } },
    ...more,
  });
  const made = await client.rest('POST', '/integrations', {
    name: 'Planted',
    triggers: ['user.created'],
    actions: [
      http(target, { signing: true }),
      http(target.replace('echo', 'fails'), { auth: { type: 'basic', username: 'ann', password: planted.basic } }),
      http(target.replace('echo', 'moved')),
      http(`http://127.0.0.1:9/closed?access_token=${planted.query}`),
      http(`http://nowhere.invalid/?access_token=${planted.query}`),
      http(`http://10.0.0.1/private?access_token=${planted.query}`),
      http(target, { body: '{{index .Data.items 5}}' }),
      { type: 'slack', webhook_url: `${receiver.url}/services/${planted.slack}`, message: 'hello' },
      { type: 'log', message: 'an event of {{.Data.user_email}}' },
    ],
  });
  expect(made.status).toBe(201);
  const signing = /whsec_[\w+/=]+/.exec(JSON.stringify(made.body))?.[0] ?? '';
  expect(signing).not.toBe('');
  const task = await client.rest('POST', '/tasks', {
    name: 'Planted',
    type: 'script',
    script: `log.info('got ' + config.key); await fetch('${receiver.url}/task?token=' + config.key); throw new Error('no ' + config.key);`,
    config: [{ key: 'key', value: planted.task, secret: true }],
  });
  expect(task.status).toBe(201);
  const scim = await client.graphql(
    `mutation ($token: String!) { createScimConnection(input: { name: "planted", baseUrl: "http://127.0.0.1:9/scim",
       auth: { bearer: { token: $token } } }) { name } }`,
    { token: planted.scim },
  );
  expect(scim.errors).toBeUndefined();
  const source = await client.rest('POST', '/sources', {
    name: 'planted',
    kind: 'logto',
    settings: { secret: planted.source },
  });
  expect(source.status).toBe(201);
  return { signing, taskId: task.body.id };
}

async function provoke(taskId: string): Promise<void> {
  const { client, url } = node;
  const ask = (path: string, token: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
  await ask('/integrations', planted.wrongToken);
  await ask(`/integrations?access_token=${planted.ownQuery}`, adminToken);
  await ask(`/nowhere/${planted.ownQuery}`, adminToken);
  await ask('/metrics', planted.metrics);
  await ask('/graphql', adminToken, {
    method: 'POST',
    body: `{"query":"{ integrations(name: \\"${planted.literal}" }`,
  });
  await ask('/graphql', adminToken, {
    method: 'POST',
    body: JSON.stringify({ query: `{ integrations(first: "${planted.literal}) { totalCount } }` }),
  });
  const body = JSON.stringify({ event: 'PostSignIn', user: { password: planted.payload } });
  for (const secret of [planted.source, 'another'])
    await fetch(`${url}/events/planted`, {
      method: 'POST',
      headers: { 'logto-signature-sha-256': createHmac('sha256', secret).update(body).digest('hex') },
      body,
    });
  // Surprises while secrets are in hand.
  await database.query('ALTER TABLE integrations ADD CONSTRAINT refused CHECK (name <> $$Refused$$)');
  const refused = await client.rest('POST', '/integrations', {
    name: 'Refused',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: receiver.url, auth: { type: 'bearer', token: planted.bearer } }],
  });
  expect(refused.status).toBe(500);
  await database.query('ALTER TABLE integrations DROP CONSTRAINT refused');
  const run = await client.rest('POST', `/tasks/${taskId}/run`);
  expect(run.status).toBeLessThan(300);
  await client.publish('user.created', { user_email: 'ann@example.com', password: planted.payload });
}

test('no secret is written, whatever succeeds or fails', { timeout: 120_000 }, async () => {
  receiver.answer('/echo', (request, response) => response.end(`${request.url} ${JSON.stringify(request.headers)}`));
  receiver.answer('/fails', (request, response) => {
    response.writeHead(500).end(`${request.url} ${JSON.stringify(request.headers)}`);
  });
  receiver.answer('/moved', { status: 302, headers: { location: `${receiver.url}/echo?token=${planted.query}` } });
  node = await startChildService({
    DATABASE_URL: database.url,
    LOG_LEVEL: 'trace',
    ENCRYPTION_KEY: encryptionKey,
    METRICS_TOKEN: planted.metrics,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${planted.collector}`,
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  const { signing, taskId } = await plantThem();
  await provoke(taskId);
  // Each of the nine has ended, the task too, and what could not be exported was told.
  await until(
    'everything to have ended and been logged',
    () => {
      const lines = node.logLines();
      const ended = lines.filter(({ msg, status }) => msg === 'attempt' && status !== 'pending');
      return (
        ended.length >= 9 &&
        ['run', 'request', 'traces could not be sent', 'request ended by surprise'].every((word) =>
          lines.some(({ msg }) => msg === word),
        )
      );
    },
    60_000,
  );
  // The secrets did leave the service where they were meant to.
  const echo = receiver.to('/echo').find(({ headers }) => headers['webhook-signature'] !== undefined);
  expect(echo?.headers.authorization).toBe(`Bearer ${planted.bearer}`);
  expect(receiver.to(`/services/${planted.slack}`).length).toBeGreaterThan(0);
  expect(receiver.received.some(({ url }) => url === `/task?token=${planted.task}`)).toBe(true);

  // What happens when the database goes while all this is in memory.
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await until('the loss to be logged', () => node.logLines().some(({ level }) => level === 'warn'));
  node.kill('SIGTERM');
  await node.exit;
  const { password } = new URL(database.url);
  expectNoSecret(node.output(), [signing, ...(password.length > 8 ? [password] : [])]);
  expect(node.output()).toContain('an event of ann@example.com');
});

test('a start that fails tells no password of the database', { timeout: 60_000 }, async () => {
  const [away, wrong] = [
    `postgresql://iam:${planted.databasePassword}@127.0.0.1:9/iam`,
    (() => {
      const url = new URL(database.url);
      url.username = 'nobody_of_this_name';
      url.password = planted.databasePassword;
      return url.href;
    })(),
  ];
  for (const url of [away, wrong, `mysql://iam:${planted.databasePassword}@db/iam`]) {
    const child = spawnService({ DATABASE_URL: url, LOG_LEVEL: 'trace', ENCRYPTION_KEY: encryptionKey });
    expect(await child.exit).toBe(1);
    expectNoSecret(child.output());
  }
});
