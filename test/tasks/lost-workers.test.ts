import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { createTask, hasEnded, runsOf } from './make.ts';

let service: TestService;
let receiver: Receiver;

beforeAll(async () => {
  // This one answers only: what runs, runs in the child.
  service = await startTestService({ config: { role: 'api' } });
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const worker = () => startChildService({ DATABASE_URL: service.database.url, ROLE: 'worker' });
const died = 'the worker died: its server stopped, or lost the database, while the task ran';

test('a queued run whose worker is killed ends as error, is told, and is not run again', async () => {
  await service.integration({
    triggers: ['task.run_failed'],
    conditions: [{ field: 'task_name', operator: 'eq', value: 'Killed' }],
    actions: [{ type: 'http', url: `${receiver.url}/died`, body: '{{.output}}' }],
  });
  const task = await createTask(service, {
    name: 'Killed',
    script: 'log.info("begun"); await sleep(600000)',
    timeout_secs: 900,
  });
  const child = await worker();
  await service.rest('POST', `/tasks/${task.id}/run`);
  await runsOf(service, task.id, ([run]) => run?.status === 'running' && run.output.includes('begun'));
  child.kill('SIGKILL');
  await child.exit;
  await worker();
  const [run] = await runsOf(service, task.id, ([item]) => item !== undefined && hasEnded(item), 45_000);
  expect(run).toMatchObject({ status: 'error', error: died, output: `[info] begun\n[error] ${died}` });
  const [told] = await receiver.awaits('/died', 1);
  expect(told?.body).toBe(run?.output);
  expect(await runsOf(service, task.id, () => true)).toHaveLength(1);
}, 120_000);

test('a delivery whose worker is killed is attempted again with a new run, and the lost one ends as error', async () => {
  const script =
    'if (await store.get("seen")) return; await store.set("seen", true); log.info("begun"); await sleep(600000)';
  const task = await createTask(service, { script, timeout_secs: 900 });
  const integration = await service.integration({
    triggers: ['user.created'],
    actions: [{ type: 'trigger_task', task_id: task.id }],
  });
  const child = await worker();
  await service.publish('user.created');
  await runsOf(service, task.id, ([run]) => run?.output.includes('begun') === true);
  child.kill('SIGKILL');
  await child.exit;
  await worker();
  const runs = await runsOf(service, task.id, (items) => items.length === 2 && items.every(hasEnded), 60_000);
  expect(runs.map(({ status }) => status)).toEqual(['success', 'error']);
  expect(runs[1]?.error).toBe(died);
  const [delivery] = await service.deliveries(integration, ([item]) => item?.status === 'success');
  expect(delivery?.attempt_count).toBe(1);
}, 120_000);
