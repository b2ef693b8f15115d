// What docs/deploying.md shows is run as it stands there, on a PostgreSQL of this machine where it has one with pg_dump.
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { fileNames } from '../../src/env-files.ts';
import { createLog } from '../../src/infra/log.ts';
import { postgresAccount, runAs } from '../../src/infra/server-account.ts';
import { startService } from '../../src/service.ts';
import { startReceiver } from '../support/receiver.ts';
import { createClient, testConfig } from '../support/service.ts';

const doc = readFileSync(new URL('../../docs/deploying.md', import.meta.url), 'utf8');
const block = (name: string) => new RegExp(`\`\`\`sh ${name}\n([\\s\\S]*?)\n\`\`\``).exec(doc)?.[1] ?? '';
const run = promisify(execFile);

/** Where a whole PostgreSQL is installed, as Debian does it: the embedded one has no pg_dump. */
const binaries = globSync('/usr/lib/postgresql/*/bin').find((folder) =>
  ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore', 'psql'].every((name) => existsSync(path.join(folder, name))),
);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'iam-deploying-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('the secrets that are made for Compose are what the service takes, from files', async () => {
  const folder = await temporaryFolder();
  await run('sh', ['-c', block('secrets')], { cwd: folder });
  const files = path.join(folder, 'deploy/secrets');
  expect((await readdir(files)).sort()).toEqual([
    ...['admin_token', 'database_password', 'database_url', 'encryption_key', 'metrics_token'],
  ]);
  const env = Object.fromEntries(
    ['DATABASE_URL', 'ENCRYPTION_KEY', 'ADMIN_TOKEN', 'METRICS_TOKEN'].map((name) => [
      `${name}_FILE`,
      path.join(files, name.toLowerCase()),
    ]),
  );
  const config = readConfig(env, () => []);
  const password = await readFile(path.join(files, 'database_password'), 'utf8');
  expect(config.databaseUrl).toBe(`postgresql://iam:${password}@postgres:5432/iam`);
  expect(config.encryptionKey).toHaveLength(32);
  expect(config.adminToken).toMatch(/^[\da-f]{48}$/);
  for (const name of fileNames.filter((one) => one !== 'NEW_ENCRYPTION_KEY')) expect(doc).toContain(`\`${name}\``);
});

async function startPostgres(bin: string): Promise<string> {
  const folder = await temporaryFolder();
  const account = process.getuid?.() === 0 ? await postgresAccount() : undefined;
  if (account) await chown(folder, account.uid, account.gid);
  const data = path.join(folder, 'data');
  await runAs(account, path.join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
  ]);
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const settings = `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  const control = (...args: string[]) => runAs(account, path.join(bin, 'pg_ctl'), [...args, '-D', data, '-w']);
  await control('start', '-l', path.join(folder, 'log'), '-o', settings);
  onTestFinished(() => control('stop', '-m', 'immediate'));
  return `postgresql://postgres@127.0.0.1:${port}`;
}

test.skipIf(binaries === undefined)(
  'a backup that is made while the service runs is restored, and its work goes on',
  {
    timeout: 120_000,
  },
  async () => {
    const bin = binaries ?? '';
    const server = await startPostgres(bin);
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      SERVER_URL: `${server}/postgres`,
      DATABASE_URL: `${server}/iam`,
      RESTORED_URL: `${server}/iam_restored`,
    };
    await run('psql', [env.SERVER_URL, '-c', 'CREATE DATABASE iam'], { env });
    const log = createLog('silent');
    const first = await startService(testConfig({ databaseUrl: env.DATABASE_URL }), log);
    const before = createClient(first.url);
    const id = await before.integration({
      triggers: ['user.created'],
      actions: [
        { type: 'http', url: `${receiver.url}/restored`, auth: { type: 'bearer', token: 'kept-in-the-backup' } },
      ],
    });
    await before.rest('POST', `/integrations/${id}/pause`);
    await before.publish('user.created', { user_email: 'ann@example.com' }, { id: 'in-the-backup' });
    const folder = await temporaryFolder();
    await run('sh', ['-c', block('backup')], { cwd: folder, env });
    await first.stop();
    await run('sh', ['-c', block('restore')], { cwd: folder, env });

    await expect(
      startService(testConfig({ databaseUrl: env.RESTORED_URL, encryptionKey: Buffer.alloc(32, 1) }), log),
    ).rejects.toThrow('were sealed with another key');
    const second = await startService(testConfig({ databaseUrl: env.RESTORED_URL }), log);
    onTestFinished(() => second.stop());
    const after = createClient(second.url);
    const again = await after.rest('POST', '/events', { id: 'in-the-backup', type: 'user.created', data: {} });
    expect(again.body).toMatchObject({ duplicate: true, deliveries: 1 });
    await after.rest('POST', `/integrations/${id}/resume`);
    const [sent] = await receiver.awaits('/restored', 1);
    expect(sent?.headers.authorization).toBe('Bearer kept-in-the-backup');
  },
);
