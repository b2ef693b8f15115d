import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetTraces } from '../../src/deliveries/forget-traces.ts';
import { type Database, openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log: createLog('silent'), applicationName: 'test' });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

test('status changes are kept for an hour and event ids for their time, however many are older', async () => {
  await database.query(
    `INSERT INTO delivery_updates (delivery_id, status, attempt_count, at)
     SELECT gen_random_uuid(), 'success', 1, now() - CASE WHEN n <= 12000 THEN interval '61 minutes' ELSE interval '59 minutes' END
     FROM generate_series(1, 12010) n`,
  );
  await database.query(
    `INSERT INTO received_event_ids (id, event_uid, kept_until)
     SELECT n::text, gen_random_uuid(), now() - CASE WHEN n <= 6000 THEN interval '1 hour' ELSE interval '-1 hour' END
     FROM generate_series(1, 6007) n`,
  );
  await forgetTraces(database);
  expect(await database.query('SELECT count(*)::int AS n FROM delivery_updates')).toEqual([{ n: 10 }]);
  expect(await database.query('SELECT count(*)::int AS n FROM received_event_ids')).toEqual([{ n: 7 }]);
});
