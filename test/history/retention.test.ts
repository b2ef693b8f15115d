// What goes by itself, what stays, and that nobody waits for it.
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { keepTo } from '../../src/history/retention.ts';
import { type Database, openDatabase, type Tx } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { countHistory, seedDeliveries, seedIntegration } from './seed.ts';

const log = createLog('silent');
let testDatabase: TestDatabase;
let database: Database;
let one: string;
let other: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log, applicationName: 'test' });
  one = await seedIntegration(testDatabase, 'one');
  other = await seedIntegration(testDatabase, 'other');
  await seedDeliveries(testDatabase, { count: 15_000, integrationId: one, daysAgo: 31 });
  await seedDeliveries(testDatabase, { count: 15_000, integrationId: one, daysAgo: 2 });
  await seedDeliveries(testDatabase, { count: 40, integrationId: one, daysAgo: 40, status: 'pending' });
  await seedDeliveries(testDatabase, { count: 3, integrationId: one, daysAgo: 40, status: 'running' });
  await seedDeliveries(testDatabase, { count: 5, integrationId: other, daysAgo: 2, status: 'failed' });
  await testDatabase.query('ANALYZE');
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** The same database, whose plans are kept on the way. */
function watched(): { database: Database; plans: string[] } {
  const plans: string[] = [];
  const watch = (tx: Tx): Tx => ({
    query: async (sql, params) => {
      const lines = await tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params);
      plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
      return tx.query(sql, params);
    },
  });
  return { plans, database: { ...database, transaction: (work) => database.transaction((tx) => work(watch(tx))) } };
}

const readsAll = (plan: string) => /Seq Scan on (events|deliveries|attempts|task_runs)\b/.test(plan);

test('the first page of an integration with a long history is read from an index (C101)', async () => {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  await database.prisma.delivery.findMany({ where: { integrationId: one }, orderBy: { id: 'desc' }, take: 51 });
  const calls = query.mock.calls.map(([call]: unknown[]) => call as { text?: string; values?: unknown[] });
  query.mockRestore();
  const read = calls.find(({ text }) => text?.includes('"deliveries"'));
  const plan = await database.query(`EXPLAIN ${read?.text}`, read?.values);
  expect(JSON.stringify(plan)).toContain('Index Scan using deliveries_integration_id_id_idx');
  expect(JSON.stringify(plan)).not.toContain('Sort');
});

test('what ended 30 days ago is removed by the index, what waits or runs stays with its event (C101)', async () => {
  const { database: slow, plans } = watched();
  const removed = await keepTo({ database: slow, log }, { days: 30, perIntegration: 0 });
  expect(removed).toEqual({ events: 15_000, deliveries: 15_000, attempts: 15_000, runs: 15_000 });
  expect(await countHistory(testDatabase)).toEqual({
    events: 15_048,
    deliveries: 15_048,
    attempts: 15_005,
    runs: 15_005,
  });
  expect(plans.filter(readsAll)).toEqual([]);
  expect(plans.length).toBeGreaterThan(45);
});

test('an integration keeps its newest deliveries where there is a limit, its waiting ones beside them (C101)', async () => {
  const { database: slow, plans } = watched();
  const removed = await keepTo({ database: slow, log }, { days: 0, perIntegration: 1_000 });
  expect(removed).toMatchObject({ events: 0, deliveries: 14_000, attempts: 14_000 });
  const kept = await testDatabase.query(
    `SELECT integration_id, status, count(*)::int FROM deliveries GROUP BY 1, 2 ORDER BY 3 DESC`,
  );
  expect(kept).toEqual([
    { integration_id: one, status: 'success', count: 1_000 },
    { integration_id: one, status: 'pending', count: 40 },
    { integration_id: other, status: 'failed', count: 5 },
    { integration_id: one, status: 'running', count: 3 },
  ]);
  expect(plans.filter(readsAll)).toEqual([]);
});

test('an event goes only when nothing refers to it, and one without deliveries by its age', async () => {
  await testDatabase.query(
    `INSERT INTO bulk_jobs (id, kind, filter, status, requested_by, created_at, finished_at)
     SELECT gen_random_uuid(), 'retry', '{}', 'done', 'admin', now() - ago, CASE WHEN g < 3 THEN now() - ago END
     FROM (VALUES (1, interval '2 days'), (2, interval '1 hour'), (3, interval '9 days')) t(g, ago)`,
  );
  const before = await countHistory(testDatabase);
  expect(before?.events).toBe(15_048);
  // 14,000 lost their deliveries above and are two days old.
  expect(await keepTo({ database, log }, { days: 1, perIntegration: 0 })).toEqual({
    events: 15_005,
    deliveries: 1_005,
    attempts: 1_005,
    runs: 1_005,
  });
  const orphans = await testDatabase.query(
    'SELECT FROM deliveries d LEFT JOIN events e ON e.uid = d.event_uid WHERE e.uid IS NULL',
  );
  expect(orphans).toEqual([]);
  // So do bulk jobs that have ended.
  expect(await testDatabase.query('SELECT count(*)::int FROM bulk_jobs')).toEqual([{ count: 2 }]);
});

test('0 keeps everything, and a node leaves the walk to the one that is at it', async () => {
  await seedDeliveries(testDatabase, { count: 10, integrationId: one, daysAgo: 400 });
  const before = await countHistory(testDatabase);
  const none = { events: 0, deliveries: 0, attempts: 0, runs: 0 };
  expect(await keepTo({ database, log }, { days: 0, perIntegration: 0 })).toEqual(none);
  await database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(72707371)');
    expect(await keepTo({ database, log }, { days: 30, perIntegration: 1 })).toEqual(none);
  });
  expect(await countHistory(testDatabase)).toEqual(before);
});

test('a delivery that is retried at this moment is not removed', async () => {
  await seedDeliveries(testDatabase, { count: 1, integrationId: other, daysAgo: 100, status: 'failed' });
  const old = `integration_id = '${other}' AND created_at < now() - interval '99 days'`;
  await database.transaction(async (tx) => {
    await tx.query(`UPDATE deliveries SET status = 'pending', finished_at = NULL WHERE ${old}`);
    await keepTo({ database, log }, { days: 30, perIntegration: 0 });
  });
  expect(await testDatabase.query(`SELECT status FROM deliveries WHERE ${old}`)).toEqual([{ status: 'pending' }]);
});

test('the events of a digest stay as long as one of its deliveries, and go with the last', async () => {
  await seedDeliveries(testDatabase, { count: 2, integrationId: other, daysAgo: 200 });
  const [first, second] = await testDatabase.query<{ id: string; event_uid: string }>(
    `SELECT id, event_uid FROM deliveries WHERE created_at < now() - interval '199 days'
       AND created_at > now() - interval '201 days' ORDER BY id`,
  );
  const digest = '01900000-0000-7000-8000-000000000001';
  await testDatabase.query(
    `INSERT INTO digests (id, integration_id, opened_at, due_at, count, delivery_ids)
     VALUES ($1, $2, now() - interval '200 days', now() - interval '200 days', 2, ARRAY[$3::uuid])`,
    [digest, other, first?.id],
  );
  await testDatabase.query('INSERT INTO digest_events (digest_id, event_uid) VALUES ($1, $2), ($1, $3)', [
    digest,
    first?.event_uid,
    second?.event_uid,
  ]);
  const left = async () => {
    const [row] = await testDatabase.query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM digests) AS digests, (SELECT count(*)::int FROM digest_events) AS digest_events,
         (SELECT count(*)::int FROM events WHERE uid IN ($1, $2)) AS events`,
      [first?.event_uid, second?.event_uid],
    );
    return row;
  };
  await testDatabase.query(`UPDATE deliveries SET status = 'pending', finished_at = NULL WHERE id = $1`, [first?.id]);
  await keepTo({ database, log }, { days: 150, perIntegration: 0 });
  expect(await left()).toEqual({ digests: 1, digest_events: 2, events: 2 });
  await testDatabase.query(
    `UPDATE deliveries SET status = 'failed', finished_at = now() - interval '199 days' WHERE id = $1`,
    [first?.id],
  );
  await keepTo({ database, log }, { days: 150, perIntegration: 0 });
  expect(await left()).toEqual({ digests: 0, digest_events: 0, events: 0 });
});
