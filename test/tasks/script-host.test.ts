import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { allEnded, createTask, hasEnded, type RunItem, runsOf } from './make.ts';

let service: TestService;
let receiver: Receiver;

beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

async function runScript(script: string, more: Record<string, unknown> = {}): Promise<RunItem> {
  const task = await createTask(service, { script, ...more });
  await service.rest('POST', `/tasks/${task.id}/run`);
  return (await runsOf(service, task.id, allEnded))[0] as RunItem;
}

test('a script sends a request and reads the answer, whatever its status', async () => {
  receiver.answer('/api', { status: 404, body: '{"why":"gone"}', headers: { 'x-id': '7' } });
  const run = await runScript(`
    const answer = await fetch('${receiver.url}/api', { method: 'PUT', headers: { 'x-a': 'b' }, body: 'hi' });
    log.info(answer.ok, answer.status, answer.headers.get('X-Id'), (await answer.json()).why);`);
  expect(run).toMatchObject({ status: 'success', output: '[info] false 404 7 gone' });
  expect(receiver.to('/api')[0]).toMatchObject({ method: 'PUT', body: 'hi', headers: { 'x-a': 'b' } });
});

test('a script cannot reach what deliveries cannot reach', async () => {
  const run = await runScript('await fetch("http://10.0.0.1/latest/meta-data")');
  expect(run).toMatchObject({ status: 'error', error: expect.stringMatching(/address not allowed/) });
});

test('an answer of up to 256 KiB is read whole, a longer one fails the fetch', async () => {
  receiver.answer('/large', { status: 200, body: 'a'.repeat(200_000) });
  receiver.answer('/huge', { status: 200, body: 'a'.repeat(300_000) });
  const read = (path: string) => `log.info((await (await fetch('${receiver.url}${path}')).text()).length)`;
  expect(await runScript(read('/large'))).toMatchObject({ status: 'success', output: '[info] 200000' });
  expect(await runScript(read('/huge'))).toMatchObject({ status: 'error', error: expect.stringMatching(/256 KiB/) });
});

test('a script that is stopped leaves no request behind', async () => {
  let closed = false;
  receiver.answer('/hangs', (_request, response) => void response.on('close', () => (closed = true)));
  const run = await runScript(`await fetch('${receiver.url}/hangs')`, { timeout_secs: 1 });
  expect(run).toMatchObject({ status: 'error', error: expect.stringMatching(/timeout/) });
  await expect.poll(() => closed, { timeout: 5_000 }).toBe(true);
});

test('values are kept from run to run, by task, and go with their task', async () => {
  const script = 'const n = Number((await store.get("n")) ?? 0) + 1; await store.set("n", n); log.info(n)';
  const task = await createTask(service, { script });
  for (const count of [1, 2]) {
    await service.rest('POST', `/tasks/${task.id}/run`);
    await runsOf(service, task.id, (runs) => runs.length === count && runs.every(hasEnded));
  }
  const runs = await runsOf(service, task.id, allEnded);
  expect(runs.map(({ output }) => output)).toEqual(['[info] 2', '[info] 1']);
  expect((await runScript(script)).output).toBe('[info] 1');
  await service.rest('DELETE', `/tasks/${task.id}`);
  expect(await service.database.query('SELECT 1 FROM task_values WHERE task_id = $1', [task.id])).toEqual([]);
});

test.each([
  ['a value of 65 KiB', 'await store.set("k", "a".repeat(65 * 1024))', /64 KiB/],
  ['201 values', 'for (let i = 0; i <= 200; i += 1) await store.set("k" + i, i)', /at most 200 values/],
  ['no key', 'await store.set("", 1)', /1 to 200 characters/],
  ['a NUL', 'await store.set("k", "a\\u0000")', /cannot be stored/],
])('store.set refuses %s', async (_what, script, message) => {
  expect(await runScript(script)).toMatchObject({ status: 'error', error: expect.stringMatching(message) });
});

test('history_retention removes what ended long ago and nothing else', async () => {
  const old = await createTask(service, { name: 'Old', script: 'return 1' });
  const integration = await service.integration({
    triggers: ['user.deleted'],
    actions: [{ type: 'trigger_task', task_id: old.id }],
  });
  const event = await service.publish('user.deleted');
  const young = await service.publish('user.deleted');
  await service.deliveries(integration, (items) => items.filter(({ status }) => status === 'success').length === 2);
  const { query } = service.database;
  // Ids begin with their time.
  const older = (column: string) => `${column} = overlay(${column}::text placing '0190aaaa-bbbb' from 1 for 13)::uuid`;
  const long = "now() - interval '40 days'";
  await query(
    `UPDATE attempts SET ${older('delivery_id')} WHERE delivery_id IN (SELECT id FROM deliveries WHERE event_id = $1)`,
    [event.id],
  );
  await query(`UPDATE events SET ${older('uid')}, received_at = ${long} WHERE id = $1`, [event.id]);
  const ended = `${older('id')}, ${older('event_uid')}, finished_at = ${long}`;
  await query(`UPDATE deliveries SET ${ended} WHERE event_id = $1`, [event.id]);
  await query(`UPDATE task_runs SET ${ended}, ${older('delivery_id')} WHERE event_id = $1`, [event.id]);
  const task = await createTask(service, {
    type: 'history_retention',
    config: [{ key: 'older_than_days', value: '30' }],
  });
  await service.rest('POST', `/tasks/${task.id}/run`);
  const [run] = await runsOf(service, task.id, allEnded);
  expect(run).toMatchObject({
    status: 'success',
    output: expect.stringMatching(/1 events, 1 deliveries, 1 attempts, 1 runs/),
  });
  const left = await query('SELECT id FROM events WHERE id = ANY($1)', [[event.id, young.id]]);
  expect(left).toEqual([{ id: young.id }]);
  expect(await runsOf(service, old.id, () => true)).toHaveLength(1);
});
