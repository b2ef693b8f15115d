import { readFile } from 'node:fs/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { applyMigrations, readMigrations } from '../../src/infra/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  onTestFinished(() => database.drop());
});

/** As it is before the first start. */
const empty = () => database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');

test('an empty database gets every migration once, in order, also from several nodes at the same moment', async () => {
  await empty();
  const applied = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(database.url)));
  const names = (await readMigrations()).map(({ name }) => name);
  expect(applied.filter((list) => list.length > 0)).toEqual([names]);
  expect(await applyMigrations(database.url)).toEqual([]);
});

test('the ledger of migrations is the one that Prisma keeps', async () => {
  const columns = await database.query(
    `SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns
     WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
  );
  expect(columns.map((column) => Object.values(column))).toEqual([
    ['id', 'character varying', 'NO', null],
    ['checksum', 'character varying', 'NO', null],
    ['finished_at', 'timestamp with time zone', 'YES', null],
    ['migration_name', 'character varying', 'NO', null],
    ['logs', 'text', 'YES', null],
    ['rolled_back_at', 'timestamp with time zone', 'YES', null],
    ['started_at', 'timestamp with time zone', 'NO', 'now()'],
    ['applied_steps_count', 'integer', 'NO', '0'],
  ]);
  const rows = await database.query(
    'SELECT migration_name, checksum, applied_steps_count AS steps FROM _prisma_migrations',
  );
  const expected = (await readMigrations()).map(({ name, checksum }) => ({ migration_name: name, checksum, steps: 1 }));
  expect(rows).toEqual(expected);
  expect(await readFile(new URL('../../prisma/migrations/migration_lock.toml', import.meta.url), 'utf8')).toContain(
    'provider = "postgresql"',
  );
});

test('a migration that was edited after it had been applied is refused by its name', async () => {
  const name = (await readMigrations())[0]?.name;
  await database.query("UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name = $1", [name]);
  await expect(applyMigrations(database.url)).rejects.toThrow(`Migration ${name} was changed`);
});

test('a migration that was begun and not finished is refused; one that was rolled back is applied again', async () => {
  await database.query('UPDATE _prisma_migrations SET finished_at = NULL');
  await expect(applyMigrations(database.url)).rejects.toThrow('begun and not finished');
  await empty();
  await applyMigrations(database.url);
  await database.query('UPDATE _prisma_migrations SET finished_at = NULL, rolled_back_at = now()');
  await database.query('CREATE SCHEMA aside; ALTER TABLE _prisma_migrations SET SCHEMA aside');
  await empty();
  await database.query('ALTER TABLE aside._prisma_migrations SET SCHEMA public');
  expect(await applyMigrations(database.url)).toHaveLength((await readMigrations()).length);
});

test('a database of a newer version of the service is left alone', async () => {
  await database.query(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
     VALUES ('x', repeat('1', 64), now(), '20991231000000_from_the_future', 1)`,
  );
  expect(await applyMigrations(database.url)).toEqual([]);
});
