// A bulk job outlives the node that does it.
import { expect, onTestFinished, test } from 'vitest';
import { seedDeliveries } from '../history/seed.ts';
import { createTestDatabase } from '../support/database.ts';
import { startChildService } from '../support/process.ts';
import { startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

test('a bulk retry whose node is killed goes on at another one, and no delivery is retried twice', {
  timeout: 90_000,
}, async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const first = await startChildService({ DATABASE_URL: database.url });
  const id = await first.client.integration({
    triggers: ['user.deleted'],
    actions: [{ type: 'http', url: `${receiver.url}/again` }],
  });
  await seedDeliveries(database, {
    count: 200,
    integrationId: id,
    status: 'failed',
    cause: 'dns',
    error: 'no such host',
  });
  await database.query(`UPDATE deliveries SET action_id = (SELECT (actions->0->>'id')::uuid FROM integrations)`);
  const { body } = await first.client.rest('POST', '/deliveries/retry', { filter: {}, rate_per_sec: 4 });
  await receiver.awaits('/again', 3);
  // It has to take over: the job is the first one's.
  const second = await startChildService({ DATABASE_URL: database.url });
  first.kill('SIGKILL');
  await first.exit;
  const killedAt = (await second.client.rest('GET', `/bulk-jobs/${body.job.id}`)).body;
  expect(killedAt).toMatchObject({ status: 'running', total: 200 });
  expect(killedAt.done).toBeLessThan(200);
  await database.query('UPDATE bulk_jobs SET rate_per_sec = 200');
  const ended = await until(
    'the job to end',
    async () => {
      const { body: job } = await second.client.rest('GET', `/bulk-jobs/${body.job.id}`);
      return job.status === 'done' && job;
    },
    60_000,
  );
  expect(ended).toMatchObject({ done: 200, skipped: 0, failed: 0 });
  await until(
    'all to be sent',
    async () => {
      const [row] = await database.query(`SELECT count(*)::int AS open FROM deliveries WHERE status <> 'success'`);
      return row?.open === 0;
    },
    60_000,
  );
  expect(await database.query('SELECT attempt_count, count(*)::int FROM deliveries GROUP BY 1')).toEqual([
    { attempt_count: 2, count: 200 },
  ]);
});
