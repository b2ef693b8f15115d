import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../src/infra/log.ts';
import { startService } from '../../src/service.ts';
import { startTestService, type TestService, testConfig } from '../support/service.ts';
import { until } from '../support/until.ts';
import { createTask, hasEnded, runsOf } from './make.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService({ config: { role: 'api' } });
});
afterAll(() => service.stop());

const worker = () =>
  startService(testConfig({ databaseUrl: service.database.url, role: 'worker' }), createLog('silent'), {
    stopAfterMs: 200,
  });
const stopped = 'the server was stopped while the task ran';

test('a stop cuts short what runs after a while and says so; an attempt is made again elsewhere', async () => {
  const script = 'if (await store.get("seen")) return; await store.set("seen", true); await sleep(600000)';
  const forEvent = await createTask(service, { name: 'For an event', script, timeout_secs: 900 });
  const byHand = await createTask(service, { name: 'By hand', script, timeout_secs: 900 });
  const integration = await service.integration({
    triggers: ['user.created'],
    actions: [{ type: 'trigger_task', task_id: forEvent.id }],
  });
  const first = await worker();
  await service.publish('user.created');
  await service.rest('POST', `/tasks/${byHand.id}/run`);
  await until('both scripts', async () => (await service.database.query('SELECT 1 FROM task_values')).length === 2);
  const begun = performance.now();
  await first.stop();
  expect(performance.now() - begun).toBeLessThan(12_000);
  expect((await runsOf(service, byHand.id, () => true))[0]).toMatchObject({ status: 'error', error: stopped });
  expect((await runsOf(service, forEvent.id, () => true))[0]).toMatchObject({ status: 'error', error: stopped });
  const second = await worker();
  const runs = await runsOf(service, forEvent.id, (items) => items.length === 2 && items.every(hasEnded));
  expect(runs[0]?.status).toBe('success');
  await service.deliveries(integration, ([item]) => item?.status === 'success');
  expect(await runsOf(service, byHand.id, () => true)).toHaveLength(1);
  await second.stop();
});

test('of many events at once a few run at the same time, the rest waits its turn', async () => {
  const node = await worker();
  const task = await createTask(service, { script: 'await sleep(150)' });
  await service.integration({ triggers: ['login.success'], actions: [{ type: 'trigger_task', task_id: task.id }] });
  await service.rest('POST', '/events', { events: Array(24).fill({ type: 'login.success' }) });
  const runs = await runsOf(service, task.id, (items) => items.length === 24 && items.every(hasEnded));
  expect(runs.every(({ status }) => status === 'success')).toBe(true);
  const times = runs.map(({ started_at, finished_at }) => [Date.parse(started_at), Date.parse(finished_at)] as const);
  const atOnce = times.map(([start]) => times.filter(([from, to]) => from <= start && start < to).length);
  // The end is told a moment after the place is free.
  expect(Math.max(...atOnce)).toBeLessThanOrEqual(12);
  await node.stop();
});
