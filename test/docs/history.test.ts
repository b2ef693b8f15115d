// What docs/history.md shows is run as it stands there.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { seedDeliveries, seedIntegration } from '../history/seed.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const doc = readFileSync(new URL('../../docs/history.md', import.meta.url), 'utf8');
const block = (kind: string, name: string) =>
  new RegExp(`\`\`\`${kind} ${name}\n([\\s\\S]*?)\n\`\`\``).exec(doc)?.[1] ?? '';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function run(name: string): Promise<any> {
  const command = block('sh', name);
  expect(command).toContain('curl -s');
  const { stdout } = await promisify(execFile)('sh', ['-c', command], {
    env: { PATH: process.env.PATH, URL: service.url, TOKEN: adminToken },
  });
  return /^[[{]/.test(stdout) ? JSON.parse(stdout) : stdout;
}

const ended = (id: string) =>
  until('the job to end', async () => {
    const { body } = await service.rest('GET', `/bulk-jobs/${id}`);
    return body.finished_at !== null && body;
  });

test('the variables of the table have the defaults that it says', () => {
  expect(readConfig({}, () => []).retention).toEqual({ days: 30, perIntegration: 0 });
  expect(doc).toContain('| `RETENTION_DAYS` | 30 |');
  expect(doc).toContain('| `RETENTION_PER_INTEGRATION` | 0 |');
});

test('what failed is counted, retried, listed and exported as shown', async () => {
  const id = await seedIntegration(service.database);
  const error = '127.0.0.1 answered 503: its server failed';
  await seedDeliveries(service.database, { count: 3, integrationId: id, status: 'failed', cause: 'http_5xx', error });
  expect(await run('retry-dry')).toEqual(JSON.parse(block('json', 'retry-dry')));
  const csv = (await run('export')).split('\r\n');
  expect(csv).toHaveLength(5);
  expect(csv[1]).toContain(`,failed,,1,1,,,http_5xx,${error},`);
  const { job } = await run('retry');
  expect(await ended(job.id)).toMatchObject({ status: 'done', done: 3 });
  expect((await run('jobs')).items.map(({ kind }: { kind: string }) => kind)).toEqual(['retry']);
});

test('what waits is cancelled as shown', async () => {
  const id = await seedIntegration(service.database);
  await seedDeliveries(service.database, {
    count: 4,
    integrationId: id,
    status: 'pending',
    eventType: 'group.created',
  });
  const { job } = await run('cancel');
  expect(await ended(job.id)).toMatchObject({ kind: 'cancel', total: 4, done: 4 });
});

test('a person is counted as shown', async () => {
  const ana = { user_id: '00uAna00000000000001', user_email: 'ana@example.com', user_name: 'ana.sol' };
  const id = await service.integration({
    triggers: ['user.created', 'user.deleted'],
    actions: [{ type: 'log', message: 'x' }],
  });
  await service.publish('user.created', ana);
  await service.deliveries(id, ([item]) => item?.status === 'success');
  await service.rest('POST', `/integrations/${id}/pause`);
  await service.publish('user.deleted', ana);
  const job = await ended((await run('erase')).id);
  expect(job.result).toEqual(JSON.parse(block('json', 'erase')));
});
