import { chmod, chown, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { onServer } from '../support/database-server.ts';
import { type ChildOptions, spawnService, startChildService } from '../support/process.ts';
import { until } from '../support/until.ts';

// Making a cluster is work for the disk, which other tests use too.
vi.setConfig({ testTimeout: 120_000 });

async function ownDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database;
}

/** A folder that the user of the embedded server can reach; a server that a failed test left in it is stopped. */
async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'iam-start-'));
  await chmod(folder, 0o755);
  onTestFinished(async () => {
    for (const cluster of ['data/database/postgres', 'data/postgres']) {
      const pid = await serverPid(path.join(folder, cluster)).catch(() => 0);
      if (pid !== 0 && isAlive(pid)) process.kill(pid, 'SIGQUIT');
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

const clusterOf = (dataDir: string) => path.join(dataDir, process.getuid?.() === 0 ? 'database' : '', 'postgres');
const serverPid = async (cluster: string) =>
  Number((await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a bad configuration is told whole, in one message, without a secret, and ends the start with 1', async () => {
  const child = spawnService({
    PORT: 'eighty',
    DATABASE_URL: 'mysql://root:hunter2hunter2@db/x',
    ADMIN_TOKEN: 'tooshort',
    ENCRYPTION_KEY: 'c2hvcnRrZXk',
    ROLE: 'boss',
    LOG_LEVEL: 'loud',
    OUTBOUND_ALLOW: '10.0.0.0/99',
  });
  expect(await child.exit).toBe(1);
  for (const name of ['PORT', 'DATABASE_URL', 'ADMIN_TOKEN', 'ENCRYPTION_KEY', 'ROLE', 'LOG_LEVEL', '10.0.0.0/99'])
    expect(child.output()).toContain(name);
  expect(child.output()).toContain('7 problem(s)');
  for (const secret of ['hunter2', 'tooshort', 'c2hvcnRrZXk']) expect(child.output()).not.toContain(secret);
});

test('a database that cannot be reached ends the start with 1 and does not show its password', async () => {
  const child = spawnService({ DATABASE_URL: 'postgresql://iam:hunter2hunter2@127.0.0.1:1/iam' });
  expect(await child.exit).toBe(1);
  expect(child.output()).toContain('ECONNREFUSED');
  expect(child.output()).not.toContain('hunter2');
});

test('the admin token is made once, shown once and kept as a hash only', async () => {
  const database = await ownDatabase();
  const environment = { DATABASE_URL: database.url, ADMIN_TOKEN: undefined, DATA_DIR: await ownFolder() };
  const first = await startChildService(environment);
  const token = /: (iam_\S+)\n/.exec(first.output())?.[1] ?? '';
  expect(token.length).toBeGreaterThan(30);
  expect(first.output().split(token)).toHaveLength(2);
  expect((await first.client.rest('GET', '/integrations')).status).toBe(200);
  const kept = await database.query<{ value: string }>('SELECT value FROM settings');
  expect(JSON.stringify(kept)).not.toContain(token);
  first.kill('SIGTERM');
  expect(await first.exit).toBe(0);

  const second = await startChildService(environment);
  expect(second.output()).not.toContain('iam_');
  const again = await fetch(`${second.url}/integrations`, { headers: { authorization: `Bearer ${token}` } });
  expect(again.status).toBe(200);
});

test('the key file is made once and only its owner can read it', async () => {
  const database = await ownDatabase();
  const folder = await ownFolder();
  const environment = { DATABASE_URL: database.url, ENCRYPTION_KEY: undefined, DATA_DIR: folder };
  const both = await Promise.all([startChildService(environment), startChildService(environment)]);
  const file = path.join(folder, 'encryption-key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const made = await readFile(file, 'utf8');
  expect(Buffer.from(made, 'base64')).toHaveLength(32);
  const body = {
    name: 'sealed',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: 'https://example.com', auth: { type: 'bearer', token: 'abc-token' } }],
  };
  const { body: created } = await both[0].client.rest('POST', '/integrations', body);
  // The other process holds the same key: it can open what this one sealed.
  expect((await both[1].client.rest('PUT', `/integrations/${created.id}`, created)).status).toBe(200);
  expect(await readFile(file, 'utf8')).toBe(made);
});

test('two services that start at the same moment on an empty database do not collide in the migrations', async () => {
  const template = await ownDatabase();
  const url = new URL(template.url);
  url.pathname = `${url.pathname}_empty`;
  const name = url.pathname.slice(1);
  await onServer(template.url, `CREATE DATABASE ${name}`);
  onTestFinished(() => onServer(template.url, `DROP DATABASE ${name} WITH (FORCE)`));
  const environment = { DATABASE_URL: url.href, ADMIN_TOKEN: undefined };
  const services = await Promise.all([1, 2, 3].map(() => startChildService(environment)));
  const migrated = services.flatMap((service) => service.logLines().filter(({ msg }) => msg === 'database migrated'));
  expect(migrated).toHaveLength(1);
  expect(services.filter((service) => service.output().includes('iam_'))).toHaveLength(1);
});

const nobody: ChildOptions = { uid: 65_534, gid: 65_534, cwd: '/' };
const users: [string, ChildOptions][] =
  process.getuid?.() === 0
    ? [
        ['root', {}],
        ['a normal user', nobody],
      ]
    : [['a normal user', {}]];

test.each(users)(
  'as %s the embedded PostgreSQL starts in a fresh folder, and a second start finds all of it again',
  async (_, options) => {
    const folder = await ownFolder();
    if (options.uid) await chown(folder, options.uid, options.gid ?? 0);
    const environment = { DATA_DIR: path.join(folder, 'data'), ADMIN_TOKEN: undefined, ENCRYPTION_KEY: undefined };
    const first = await startChildService(environment, options);
    const token = /: (iam_\S+)\n/.exec(first.output())?.[1] ?? '';
    const id = await first.client.integration({
      name: 'kept',
      triggers: ['*'],
      actions: [{ type: 'log', message: 'x' }],
    });
    first.kill('SIGINT');
    expect(await first.exit).toBe(0);

    const second = await startChildService(environment, options);
    const answer = await fetch(`${second.url}/integrations/${id}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ id, name: 'kept' });
    second.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  },
);

test('after kill -9 of the service the next one joins the server that still runs, and stops it in the end', async () => {
  const environment = { DATA_DIR: path.join(await ownFolder(), 'data') };
  const first = await startChildService(environment);
  const server = await serverPid(clusterOf(environment.DATA_DIR));
  first.kill('SIGKILL');
  await first.exit;
  const second = await startChildService(environment);
  const third = await startChildService(environment);
  expect(await serverPid(clusterOf(environment.DATA_DIR))).toBe(server);
  second.kill('SIGTERM');
  expect(await second.exit).toBe(0);
  expect((await third.client.rest('GET', '/integrations')).status).toBe(200);
  third.kill('SIGTERM');
  expect(await third.exit).toBe(0);
  await until('the server to be stopped', () => !isAlive(server));
});

test('two services that start at the same moment on one fresh folder share one server', async () => {
  const environment = { DATA_DIR: path.join(await ownFolder(), 'data'), ENCRYPTION_KEY: undefined };
  const [one, other] = await Promise.all([startChildService(environment), startChildService(environment)]);
  const id = await one.client.integration({ triggers: ['*'], actions: [{ type: 'log', message: 'x' }] });
  expect((await other.client.rest('GET', `/integrations/${id}`)).status).toBe(200);
  expect(await readdir(path.dirname(clusterOf(environment.DATA_DIR)))).not.toContainEqual(
    expect.stringMatching(/^postgres-[0-9a-f]{8}$/),
  );
  const server = await serverPid(clusterOf(environment.DATA_DIR));
  for (const { kill, exit } of [one, other]) {
    kill('SIGTERM');
    expect(await exit).toBe(0);
  }
  await until('the server to be stopped', () => !isAlive(server));
});

test('a signal during the start ends it with 0 and leaves no server behind', async () => {
  const folder = path.join(await ownFolder(), 'data');
  const child = spawnService({ DATA_DIR: folder });
  const pid = await until('the server to start', () => serverPid(clusterOf(folder)).catch(() => undefined));
  child.kill('SIGTERM');
  expect(await child.exit).toBe(0);
  await until('the server to be stopped', () => !isAlive(pid));
});

test('a port in use ends the start with 1 and leaves no server behind', async () => {
  const database = await ownDatabase();
  const { port } = new URL((await startChildService({ DATABASE_URL: database.url })).url);
  const folder = path.join(await ownFolder(), 'data');
  const child = spawnService({ DATA_DIR: folder, PORT: port });
  expect(await child.exit).toBe(1);
  expect(child.output()).toContain(`Something listens on 127.0.0.1:${port} already`);
  await expect(serverPid(clusterOf(folder))).rejects.toThrow('ENOENT');
});

test('the service starts from any working folder', async () => {
  const database = await ownDatabase();
  const child = await startChildService({ DATABASE_URL: database.url }, { cwd: await ownFolder() });
  expect((await child.client.rest('GET', '/healthz')).status).toBe(200);
});
