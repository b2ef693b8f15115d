import pg from 'pg';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Database, isDatabaseUnavailable, openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let own: TestDatabase;
let database: Database;
const open = (url: string) => openDatabase({ url, log: createLog('silent'), applicationName: 'test', connections: 2 });

beforeEach(async () => {
  own = await createTestDatabase();
  database = open(own.url);
  onTestFinished(async () => {
    await database.close();
    await own.drop();
  });
});

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const put = "INSERT INTO settings (key, value) VALUES ('k', 'v')";

test('a transaction that fails leaves nothing, and its connection is used again', async () => {
  for (let round = 0; round < 5; round += 1)
    expect(
      await errorOf(
        database.transaction(async (tx) => {
          await tx.query(put);
          throw new Error('on purpose');
        }),
      ),
    ).toMatchObject({ message: 'on purpose' });
  expect(await database.query("SELECT FROM settings WHERE key = 'k'")).toEqual([]);
});

test('a transaction whose connection the database ends leaves nothing and is told as an outage', async () => {
  const error = await errorOf(
    database.transaction(async (tx) => {
      await tx.query(put);
      const [row] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await own.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      await tx.query('SELECT 1');
    }),
  );
  expect(isDatabaseUnavailable(error)).toBe(true);
  expect(await database.query("SELECT FROM settings WHERE key = 'k'")).toEqual([]);
});

test('a server that is not there, and one that has no connection left, are outages to Prisma and to statements', async () => {
  const nowhere = open('postgresql://u:p@127.0.0.1:1/d');
  onTestFinished(() => nowhere.close());
  expect(isDatabaseUnavailable(await errorOf(nowhere.query('SELECT 1')))).toBe(true);
  expect(isDatabaseUnavailable(await errorOf(nowhere.prisma.setting.findMany()))).toBe(true);
  const pool = new pg.Pool({ connectionString: own.url, max: 1, connectionTimeoutMillis: 2_000 });
  const client = await pool.connect();
  const error = await errorOf(pool.query('SELECT 1'));
  client.release();
  await pool.end();
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test('a wrong statement is no outage', async () => {
  await database.query(put);
  for (const sql of [put, 'SELECT nothing', 'SELEC', "SELECT 'x'::int"])
    expect(isDatabaseUnavailable(await errorOf(database.query(sql)))).toBe(false);
  for (const other of [undefined, null, 'x', new Error('x'), {}]) expect(isDatabaseUnavailable(other)).toBe(false);
});

test('sessions are in UTC, whatever the database says', async () => {
  await own.query(`ALTER DATABASE ${new URL(own.url).pathname.slice(1)} SET timezone = 'Asia/Kolkata'`);
  const fresh = open(own.url);
  onTestFinished(() => fresh.close());
  expect(await fresh.query('SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
  const [row] = await fresh.prisma.$queryRaw<{ now: Date }[]>`SELECT now()`;
  expect(Math.abs((row?.now.getTime() ?? 0) - Date.now())).toBeLessThan(5_000);
});
