// Before all tests: a real PostgreSQL (embedded, or the server of DATABASE_URL) with one migrated template database,
// from which each test file makes its own.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../../src/infra/embedded-database.ts';
import { createLog } from '../../src/infra/log.ts';
import { applyMigrations } from '../../src/infra/migrations.ts';
import { startQueue } from '../../src/infra/queue.ts';
import { openRoad } from '../../src/infra/road.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database from which others can be created. */
    databaseServerUrl: string;
    templateDatabase: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL;
  const dataDir = given ? undefined : await mkdtemp(path.join(tmpdir(), 'iam-test-'));
  const embedded = dataDir
    ? await startEmbeddedDatabase({ dataDir, settings: ['fsync=off', 'max_connections=400', 'shared_buffers=128MB'] })
    : undefined;
  const serverUrl = given ?? embedded?.url ?? '';
  const templateDatabase = `iam_template_${randomBytes(4).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${templateDatabase}`);
  const template = new URL(serverUrl);
  template.pathname = `/${templateDatabase}`;
  await applyMigrations(template.href);
  const log = createLog('silent');
  const road = openRoad({ url: template.href, log, applicationName: 'test' });
  const queue = await startQueue({ url: template.href, road, log, supervise: false });
  await queue.stop();
  await road.close();
  project.provide('databaseServerUrl', serverUrl);
  project.provide('templateDatabase', templateDatabase);
  return async () => {
    await onServer(serverUrl, `DROP DATABASE ${templateDatabase} WITH (FORCE)`);
    await embedded?.stop();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  };
}

export async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
