// A step of a bulk job looks at the next rows of an index, however long the history is.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bulkCancelKind, bulkRetryKind } from '../../src/deliveries/bulk-deliveries.ts';
import type { BulkKind, BulkStep } from '../../src/infra/bulk-kind.ts';
import { type Database, openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { type Queue, startQueue } from '../../src/infra/queue.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { seedDeliveries, seedIntegration } from './seed.ts';

const log = createLog('silent');
let testDatabase: TestDatabase;
let database: Database;
let queue: Queue;
let integrationId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log, applicationName: 'test' });
  queue = await startQueue({ url: testDatabase.url, road: database.road, log, supervise: false });
  integrationId = await seedIntegration(testDatabase);
  await seedDeliveries(testDatabase, { count: 30_000, integrationId });
  await seedDeliveries(testDatabase, { count: 5_000, integrationId, status: 'failed', cause: 'dns', error: 'no host' });
  await seedDeliveries(testDatabase, {
    count: 10,
    integrationId,
    status: 'failed',
    cause: 'timeout',
    error: 'too slow',
  });
  await seedDeliveries(testDatabase, { count: 2_000, integrationId, status: 'pending' });
  await testDatabase.query('ANALYZE');
});
afterAll(async () => {
  await queue.stop();
  await database.close();
  await testDatabase.drop();
});

/** All steps, each with the plans of its statements. */
async function runAll(kind: BulkKind, filter: Record<string, string>, size: number) {
  const plans: string[] = [];
  const steps: BulkStep[] = [];
  const created_at = new Date();
  for (let cursor: BulkStep['cursor'] = null, ended = false; !ended; ) {
    const step = await database.transaction((tx) =>
      kind.step(
        {
          query: async (sql, params) => {
            if (/deliveries d/.test(sql)) plans.push(JSON.stringify(await tx.query(`EXPLAIN ${sql}`, params)));
            return tx.query(sql, params);
          },
        },
        { id: '', kind: kind.kind, filter, cursor, result: null, created_at },
        size,
      ),
    );
    ({ cursor, ended } = step);
    steps.push(step);
  }
  return { plans, steps };
}

const readsAll = (plan: string) => plan.includes('Seq Scan on deliveries');
const sum = (steps: readonly BulkStep[]) => steps.reduce((total, { done }) => total + done, 0);

test('a bulk retry walks the failures alone, and a rare error text is found window by window', async () => {
  const { plans, steps } = await runAll(bulkRetryKind(queue), { errorContains: 'SLOW' }, 100);
  expect(sum(steps)).toBe(10);
  // 5,010 failures in windows of 1,000.
  expect(steps.length).toBe(6);
  expect(plans.filter(readsAll)).toEqual([]);
  expect(plans.filter((plan) => plan.includes('deliveries_failed_idx')).length).toBe(6);
});

test('a bulk cancel walks what waits alone', async () => {
  const { plans, steps } = await runAll(bulkCancelKind, {}, 500);
  // With the ten that were retried above.
  expect(sum(steps)).toBe(2_010);
  const walks = plans.filter((plan) => plan.includes('CTE next'));
  // To find 500 by their ids among so few, PostgreSQL 15 may well read them all.
  expect(walks.filter(readsAll)).toEqual([]);
  expect(walks.length).toBe(steps.length);
  expect(walks.filter((plan) => !plan.includes('deliveries_status_id_idx'))).toEqual([]);
});
