// `serve` and `migrate`: the service itself, started by the command line.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readMigrations } from '../../src/infra/migrations.ts';
import { onServer } from '../support/database-server.ts';
import { adminToken } from '../support/service.ts';
import { until } from '../support/until.ts';
import { runCli, startCli } from './run-cli.ts';

const name = `iam_cli_${process.pid}`;
let databaseUrl: string;
let dataDir: string;
beforeAll(async () => {
  const url = new URL(inject('databaseServerUrl'));
  await onServer(url.href, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  databaseUrl = url.href;
  dataDir = await mkdtemp(path.join(tmpdir(), 'iam-cli-'));
});
afterAll(async () => {
  await onServer(inject('databaseServerUrl'), `DROP DATABASE ${name} WITH (FORCE)`);
  await rm(dataDir, { recursive: true, force: true });
});

test('migrate brings an empty database up to date, once, and serve then has nothing to change', async () => {
  const env = { DATABASE_URL: databaseUrl };
  const first = await runCli(['migrate'], { env });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const names = (await readMigrations()).map((migration) => migration.name);
  expect(first.stdout).toBe(names.map((one) => `applied ${one}\n`).join(''));
  expect(await runCli(['migrate'], { env })).toMatchObject({ code: 0, stdout: 'the database is up to date\n' });
  const tables = async () => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query("SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'i')");
    await client.end();
    return rows[0].count;
  };
  const before = await tables();

  const served = startCli(['serve'], { env: { ...env, PORT: '0', ADMIN_TOKEN: adminToken, DATA_DIR: dataDir } });
  const url = await until(
    'the service to listen',
    () => /listening on ([^\s,]+)[^\n]*\n/.exec(served.stdout())?.[1],
    60_000,
  );
  expect(await runCli(['integrations', 'list'], { url })).toMatchObject({ code: 0, stderr: 'nothing found\n' });
  served.kill('SIGTERM');
  expect((await served.end).code).toBe(0);
  expect(await tables()).toBe(before);
});

test('migrate says in one line why it cannot', async () => {
  const closed = await runCli(['migrate'], { env: { DATABASE_URL: 'postgresql://iam@127.0.0.1:9/iam' } });
  expect(closed).toMatchObject({ code: 6, stdout: '' });
  expect(closed.stderr).toMatch(/^cannot migrate: connect ECONNREFUSED .*\n$/);
  const wrong = await runCli(['migrate'], { env: { DATABASE_URL: 'mysql://x' } });
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('DATABASE_URL: must look like postgresql://');
});
