// The encryption key is changed while no node runs: everything goes on under the new one, and the old one is worth nothing.
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type ChildService, repository, spawnService, startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

const oldKey = Buffer.alloc(32, 21).toString('base64');
const newKey = Buffer.alloc(32, 22).toString('base64');
let database: TestDatabase;
let receiver: Receiver;

beforeAll(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), startReceiver()]);
});
afterAll(async () => {
  await receiver.close();
  await database.drop();
});

async function rotate(env: Record<string, string>) {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, ['src/rotate-key.ts'], {
    cwd: repository,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code: code as number, stdout, stderr };
}
const keys = { ENCRYPTION_KEY: oldKey, NEW_ENCRYPTION_KEY: newKey };

/** Every sealed value of the database, wherever it lies. */
async function sealedValues(): Promise<string[]> {
  const columns = await database.query<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')`,
  );
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await database.query<{ text: string }>(
      `SELECT "${column}"::text AS text FROM "${table}" WHERE "${column}"::text LIKE '%sealed:%'`,
    );
    for (const { text } of rows) found.push(...(text.match(/sealed:v1:[\w+/=]+/g) ?? []));
  }
  return found;
}

const logtoSecret = 'a-shared-secret-of-logto-0123';
const signed = (body: string) => ({
  'logto-signature-sha-256': createHmac('sha256', logtoSecret).update(body).digest('hex'),
});

const integration = (name: string) => ({
  name,
  triggers: ['user.created'],
  conditions: [{ field: 'user_email', operator: 'ends_with', value: '@example.com', order: 1 }],
  threshold: { count: 2, window_secs: 600, by: 'user_email' },
  actions: [{ type: 'http', url: `${receiver.url}/twin`, auth: { type: 'bearer', token: 'twin-token-0123456789' } }],
});

async function keepOneOfEach({ client }: ChildService) {
  await client.integration({
    name: 'All secrets',
    triggers: ['group.created'],
    actions: [
      {
        ...{ type: 'http', url: `${receiver.url}/bearer`, signing: true },
        ...{
          auth: { type: 'bearer', token: 'bearer-token-0123456789' },
          headers: { 'x-api-key': 'header-key-0123456789' },
        },
      },
      {
        type: 'http',
        url: `${receiver.url}/basic`,
        auth: { type: 'basic', username: 'ann', password: 'basic-password' },
      },
      { type: 'slack', webhook_url: `${receiver.url}/slack/T0/B0/slack-secret`, message: 'hello' },
      { type: 'http', url: `${receiver.url}/set`, format: 'set', audience: 'https://receiver.example.com' },
    ],
  });
  await client.integration(integration('Twin'));
  const task = await client.rest('POST', '/tasks', {
    name: 'Secret task',
    type: 'script',
    script: "log.info(config.key.length + ' characters');",
    config: [{ key: 'key', value: 'task-secret-0123456789', secret: true }],
  });
  expect(task).toMatchObject({ status: 201 });
  const scim = await client.graphql(
    `mutation { createScimConnection(input: { name: "directory", baseUrl: "https://scim.example.com",
       auth: { bearer: { token: "scim-token-0123456789" } } }) { name } }`,
  );
  expect(scim.errors).toBeUndefined();
  const source = await client.rest('POST', '/sources', {
    name: 'logto',
    kind: 'logto',
    settings: { secret: logtoSecret },
  });
  expect(source.status).toBe(201);
  return task.body.id as string;
}

/** Uses every secret once. */
async function useThem(node: ChildService, taskId: string): Promise<void> {
  const { client, url } = node;
  const [before, slackBefore] = [receiver.to('/bearer').length, receiver.to('/slack/T0/B0/slack-secret').length];
  await client.publish('group.created');
  const bearer = (await receiver.awaits('/bearer', before + 1)).at(-1);
  expect(bearer?.headers.authorization).toBe('Bearer bearer-token-0123456789');
  expect(bearer?.headers['x-api-key']).toBe('header-key-0123456789');
  expect(bearer?.headers['webhook-signature']).toMatch(/^v1,/);
  const basic = (await receiver.awaits('/basic', before + 1)).at(-1);
  expect(basic?.headers.authorization).toBe(`Basic ${Buffer.from('ann:basic-password').toString('base64')}`);
  await receiver.awaits('/slack/T0/B0/slack-secret', slackBefore + 1);
  const set = (await receiver.awaits('/set', before + 1)).at(-1);
  expect(set?.body.split('.')).toHaveLength(3);
  const run = await client.rest('POST', `/tasks/${taskId}/run`);
  const ended = await until('the run to end', async () => {
    const { body } = await client.rest('GET', `/tasks/${taskId}/runs/${run.body.id ?? run.body.run_id}`);
    return typeof body.finished_at === 'string' && body;
  });
  expect(ended).toMatchObject({ status: 'success' });
  expect(ended.output).toContain(`${'task-secret-0123456789'.length} characters`);
  const body = JSON.stringify({ event: 'PostSignIn', createdAt: new Date().toISOString(), at: Math.random() });
  const received = await fetch(`${url}/events/logto`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed(body) },
    body,
  });
  expect(received.status).toBe(200);
}

test('after rotate-key every secret works under the new key, and nodes with the old key say why they do not start', {
  timeout: 180_000,
}, async () => {
  const env = { DATABASE_URL: database.url };
  const first = await startChildService({ ...env, ENCRYPTION_KEY: oldKey });
  const taskId = await keepOneOfEach(first);
  await useThem(first, taskId);
  const before = await sealedValues();
  // bearer, header, signing key, basic, slack, twin, task, scim, source, the key that signs events
  expect(before.length).toBeGreaterThanOrEqual(10);

  const refused = await rotate({ ...env, ...keys });
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^Nodes are running \(\d+ connections\): stop all of them first/);
  expect(await sealedValues()).toEqual(before);
  first.kill('SIGTERM');
  expect(await first.exit).toBe(0);

  const wrong = await rotate({
    ...env,
    ENCRYPTION_KEY: Buffer.alloc(32, 9).toString('hex'),
    NEW_ENCRYPTION_KEY: newKey,
  });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('with another key than the old one') });
  expect(await rotate({ ...env, ENCRYPTION_KEY: oldKey })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('NEW_ENCRYPTION_KEY'),
  });

  // Something sealed that this version knows nothing of is not left behind.
  await database.query('ALTER TABLE tasks ADD COLUMN odd text');
  await database.query('UPDATE tasks SET odd = $1', [before[0]]);
  const unknown = await rotate({ ...env, ...keys });
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('A sealed value in tasks.odd is not known'),
  });
  await database.query('ALTER TABLE tasks DROP COLUMN odd');
  expect((await sealedValues()).sort()).toEqual([...before].sort());

  // As SECURITY.md says it.
  const command = /```sh\n\s*(ENCRYPTION_KEY=.*)\n/.exec(
    await readFile(path.join(repository, 'SECURITY.md'), 'utf8'),
  )?.[1];
  const { stdout } = await promisify(execFile)('sh', ['-c', command ?? ''], {
    cwd: repository,
    env: { ...process.env, ...env, OLD_KEY: oldKey, NEW_KEY: newKey },
  });
  expect(stdout).toContain(`${before.length} secrets have the new key`);
  const after = await sealedValues();
  expect(after).toHaveLength(before.length);
  expect(after.filter((value) => before.includes(value))).toEqual([]);
  // Again it changes nothing.
  expect(await rotate({ ...env, ...keys })).toMatchObject({ code: 0, stdout: expect.stringContaining('already') });
  expect(await sealedValues()).toEqual(after);

  const old = spawnService({ ...env, ENCRYPTION_KEY: oldKey });
  expect(await old.exit).toBe(1);
  expect(old.output()).toContain('were sealed with another key');
  expect(old.output()).toContain('After rotate-key that is the new one.');

  const second = await startChildService({ ...env, ENCRYPTION_KEY: newKey });
  await useThem(second, taskId);
  // What an integration does is known under a key, too: a twin is found as before.
  const twin = await second.client.rest('POST', '/integrations', integration('Twin again'));
  expect(twin.status).toBe(201);
  expect(JSON.stringify(twin.body.warnings)).toContain('Twin');
});

test('a key file in DATA_DIR is replaced, with the embedded database started for it', {
  timeout: 120_000,
}, async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-rotate-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const file = path.join(dataDir, 'encryption-key');
  const env = { DATA_DIR: dataDir, ENCRYPTION_KEY: '' };
  const first = await startChildService(env);
  await first.client.integration({
    triggers: ['group.created'],
    actions: [{ type: 'http', url: `${receiver.url}/file`, auth: { type: 'bearer', token: 'file-token-0123456789' } }],
  });
  first.kill('SIGTERM');
  await first.exit;
  const before = await readFile(file, 'utf8');
  const done = await rotate({ DATA_DIR: dataDir });
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain(file);
  expect(await readFile(file, 'utf8')).not.toBe(before);
  await expect(access(`${file}.new`)).rejects.toThrow();
  const second = await startChildService(env);
  await second.client.publish('group.created');
  const [sent] = await receiver.awaits('/file', 1);
  expect(sent?.headers.authorization).toBe('Bearer file-token-0123456789');
  second.kill('SIGTERM');
  await second.exit;
});
