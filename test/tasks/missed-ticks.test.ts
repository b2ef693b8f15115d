import { expect, test } from 'vitest';
import { createLog } from '../../src/infra/log.ts';
import { startService } from '../../src/service.ts';
import { startTestService, testConfig } from '../support/service.ts';
import { allEnded, createTask, runsOf } from './make.ts';

test('times that no worker saw are skipped, or made up for by one run, as the task says', async () => {
  const service = await startTestService({ config: { role: 'api' } });
  const { query } = service.database;
  // Due five, ten and fifteen minutes ago, and the last worker was seen twenty minutes ago.
  const minutes = [5, 10, 15].map((ago) => new Date(Date.now() - ago * 60_000).getUTCMinutes()).join(',');
  const cron = `${minutes} * * * *`;
  const once = await createTask(service, { name: 'Once', script: 'return 1', cron, missed: 'once' });
  const skip = await createTask(service, { name: 'Skip', script: 'return 1', cron, missed: 'skip' });
  const fresh = await createTask(service, { name: 'Fresh', script: 'return 1', cron, missed: 'once' });
  const old = [once.id, skip.id];
  await query(`UPDATE tasks SET scheduled_at = now() - interval '1 day' WHERE id = ANY($1)`, [old]);
  await query(`UPDATE pgboss.schedule SET created_on = now() - interval '1 day' WHERE key = ANY($1)`, [old]);
  await query(`UPDATE pgboss.version SET cron_on = now() - interval '20 minutes'`);
  const worker = await startService(
    testConfig({ databaseUrl: service.database.url, role: 'worker' }),
    createLog('silent'),
  );
  const runs = await runsOf(service, once.id, allEnded);
  expect(runs.map(({ status, triggered_by }) => [status, triggered_by])).toEqual([['success', 'cron']]);
  await query('SELECT pg_sleep(3)');
  expect(await runsOf(service, once.id, () => true)).toHaveLength(1);
  for (const { id } of [skip, fresh]) expect(await runsOf(service, id, () => true)).toEqual([]);
  await worker.stop();
  await service.stop();
});
