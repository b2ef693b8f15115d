// The embedded server and what may be left of an earlier one.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../src/infra/embedded-database.ts';

async function ownFolder(): Promise<{ dataDir: string; cluster: string }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-embedded-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  return { dataDir, cluster: path.join(dataDir, process.getuid?.() === 0 ? 'database' : '', 'postgres') };
}

async function start(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({ dataDir, settings: ['fsync=off'] });
  onTestFinished(() => database.stop().catch(() => {}));
  return database;
}

async function ask(url: string, applicationName = 'psql'): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName });
  client.on('error', () => {});
  await client.connect();
  await client.query('SELECT 1');
  onTestFinished(() => client.end().catch(() => {}));
  return client;
}

test('a pid file whose pid now belongs to another program does not keep the server from starting', async () => {
  const { dataDir, cluster } = await ownFolder();
  const first = await start(dataDir);
  const pidFile = path.join(cluster, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  await first.stop();
  lines[0] = String(process.pid);
  await writeFile(pidFile, lines.join('\n'), { mode: 0o644 });
  await ask((await start(dataDir)).url);
});

test('a first start that was cut off does not spoil the next one', async () => {
  const { dataDir, cluster } = await ownFolder();
  await chmod(dataDir, 0o755);
  await mkdir(path.join(path.dirname(cluster), 'postgres-0badc0de'), { recursive: true });
  await ask((await start(dataDir)).url);
});

test('the server is left running while another service of the folder uses it, and stopped by the last', async () => {
  const { dataDir } = await ownFolder();
  const [one, other] = [await start(dataDir), await start(dataDir)];
  expect(one.url).toBe(other.url);
  const user = await ask(other.url, 'iam-integrations');
  await one.stop();
  await ask(other.url);
  await user.end();
  await other.stop();
  await expect(ask(other.url)).rejects.toThrow('ECONNREFUSED');
});

test('the server listens on this machine only and asks for its password', async () => {
  const { dataDir } = await ownFolder();
  const url = new URL((await start(dataDir)).url);
  expect(url.hostname).toBe('127.0.0.1');
  url.password = 'wrong';
  await expect(ask(url.href)).rejects.toThrow('password authentication failed');
});
