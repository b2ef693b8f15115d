// /readyz says of each part of the service whether it is ready.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReadiness } from '../../src/infra/readiness.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const ready = async () => {
  const { status, body } = await service.rest('GET', '/readyz');
  return { status, body };
};
const allReady = { database: 'ready', migrations: 'ready', queue: 'ready', notifications: 'ready', worker: 'ready' };

test('a service that is ready says so of every part', async () => {
  expect(await ready()).toEqual({ status: 200, body: { status: 'ready', reasons: [], parts: allReady } });
});

test('a database that lacks a migration is not ready for this version', async () => {
  const last = `(SELECT max(migration_name) FROM _prisma_migrations)`;
  await service.database.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = ${last}`);
  const { status, body } = await until('the missing migration', async () => {
    const answer = await ready();
    return answer.status === 503 && answer;
  });
  expect(status).toBe(503);
  expect(body.reasons).toEqual(['the database lacks 1 migration(s) of this version']);
  expect(body.parts).toEqual({ ...allReady, migrations: 'the database lacks 1 migration(s) of this version' });
  await service.database.query('UPDATE _prisma_migrations SET rolled_back_at = NULL');
  await until('it to be ready again', async () => (await ready()).status === 200);
});

test('a queue that is not there is told as the part that it is', async () => {
  await service.database.query(`ALTER TABLE pgboss.queue RENAME TO queue_away`);
  const { body } = await until('the missing queue', async () => {
    const answer = await ready();
    return answer.status === 503 && answer;
  });
  await service.database.query(`ALTER TABLE pgboss.queue_away RENAME TO queue`);
  expect(body.parts).toEqual({ ...allReady, queue: 'does not answer' });
  await until('it to be ready again', async () => (await ready()).status === 200);
});

test('listeners that lost their connection are told at once, and make the service unready only after a minute', async () => {
  await service.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN%' OR query LIKE '%pg_listening_channels%' AND pid <> pg_backend_pid()`,
  );
  const { status, body } = await until('the loss to be told', async () => {
    const answer = await ready();
    return answer.body.parts.notifications !== 'ready' && answer;
  });
  expect(status).toBe(200);
  expect(body.parts.notifications).toContain('notifications do not arrive');
  await until('the listeners to be back', async () => (await ready()).body.parts.notifications === 'ready', 60_000);

  const query = service.database.query;
  const deaf = await createReadiness({ database: { query }, echo: () => new Promise(() => {}) });
  const parts = await deaf();
  // It never heard anything: there is no minute to wait for.
  expect(parts.find(({ part }) => part === 'notifications')).toEqual({
    part: 'notifications',
    reason: 'notifications do not arrive: what is new is found every 5 seconds',
  });
});

test('a worker that no longer looks for deliveries is not ready', async () => {
  const query = service.database.query;
  const stuck = await createReadiness({ database: { query }, echo: async () => {}, idleMs: () => 90_000 });
  expect(await stuck()).toContainEqual({ part: 'worker', reason: 'no deliveries were looked for in 90 seconds' });
});

test('without the database, what needs it is unknown, and no reason tells where the database is', async () => {
  const gone = await createReadiness({
    database: { query: () => Promise.reject(new Error('connect ECONNREFUSED postgresql://user:secret@db:5432')) },
    echo: async () => {},
  });
  const parts = await gone();
  expect(parts).toEqual([
    { part: 'database', reason: 'the database does not answer' },
    { part: 'migrations', unknown: true },
    { part: 'queue', unknown: true },
    { part: 'notifications', unknown: true },
  ]);
});
