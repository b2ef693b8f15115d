import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { allEnded, createTask, hasEnded, runsOf } from './make.ts';

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

const trigger = (taskId: string) => [{ type: 'trigger_task', task_id: taskId }];
const ended = ([item]: { status?: string }[]) => item?.status === 'success' || item?.status === 'failed';

/** An integration that sends the data of every failed run to the receiver. */
const told = (path: string, conditions: unknown[]) =>
  service.integration({
    name: `Told of failures at ${path}`,
    triggers: ['task.run_failed'],
    conditions,
    actions: [{ type: 'http', url: `${receiver.url}${path}`, body: '{{toJson .Data}}' }],
  });

test('an event runs a task, and the delivery and its run end together and name each other', async () => {
  const task = await createTask(service, { script: 'log.info(event.type, event.data.user_email)' });
  const integration = await service.integration({
    name: 'Welcome',
    triggers: ['user.created'],
    actions: trigger(task.id),
  });
  const { id: eventId } = await service.publish('user.created', { user_email: 'ann@example.com' });
  const [delivery] = await service.deliveries(integration, ended);
  const [run] = await runsOf(service, task.id, allEnded);
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 1 });
  expect(run).toMatchObject({
    status: 'success',
    triggered_by: 'integration:Welcome',
    event_id: eventId,
    delivery_id: delivery?.id,
    output: '[info] user.created ann@example.com',
  });
  const { data } = await service.graphql(
    `{ delivery(id: "${delivery?.id}") { taskRuns { id } attempts { number taskRuns { id event { type } } } } }`,
  );
  expect(data.delivery.taskRuns).toEqual([{ id: run?.id }]);
  expect(data.delivery.attempts).toEqual([{ number: 1, taskRuns: [{ id: run?.id, event: { type: 'user.created' } }] }]);
});

test('an attempt names its run in REST too', async () => {
  const task = await createTask(service, { script: 'return 1' });
  const integration = await service.integration({ triggers: ['mfa.enrolled'], actions: trigger(task.id) });
  await service.publish('mfa.enrolled');
  const [delivery] = await service.deliveries(integration, ended);
  const { body } = await service.rest('GET', `/integrations/${integration}/deliveries/${delivery?.id}`);
  const [run] = await runsOf(service, task.id, allEnded);
  expect(body.attempts).toMatchObject([{ number: 1, run_id: run?.id, error: null }]);
});

test('a run that is cancelled fails its delivery', async () => {
  const task = await createTask(service, { script: 'await sleep(60000)' });
  const integration = await service.integration({ triggers: ['mfa.unenrolled'], actions: trigger(task.id) });
  await service.publish('mfa.unenrolled');
  const [run] = await runsOf(service, task.id, ([item]) => item?.status === 'running');
  await service.graphql(`mutation { cancelTaskRun(id: "${run?.id}") { id } }`);
  const [delivery] = await service.deliveries(integration, ended);
  expect(delivery).toMatchObject({ status: 'failed', error: expect.stringMatching(/cancelled by an administrator/) });
});

test('a failed run fails its delivery with its error, and a retry by hand runs the task again', async () => {
  const script =
    'const runs = Number(await store.get("runs") ?? 0) + 1; await store.set("runs", runs);\nif (runs < 2) throw new Error("not yet")';
  const task = await createTask(service, { name: 'Second time lucky', script });
  const integration = await service.integration({ name: 'R', triggers: ['user.updated'], actions: trigger(task.id) });
  await service.publish('user.updated');
  const [failed] = await service.deliveries(integration, ended);
  expect(failed).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/Second time lucky.*failed.*not yet/),
  });
  const retry = await service.rest('POST', `/integrations/${integration}/deliveries/${failed?.id}/retry`);
  expect(retry.status).toBe(202);
  await service.deliveries(integration, ([item]) => item?.status === 'success');
  const runs = await runsOf(service, task.id, (items) => items.length === 2 && items.every(hasEnded));
  expect(runs.map(({ status }) => status)).toEqual(['success', 'error']);
  expect(new Set(runs.map(({ delivery_id }) => delivery_id))).toEqual(new Set([failed?.id]));
});

test('a failed run is told with exactly the six documented fields, whatever started it', async () => {
  const task = await createTask(service, { name: 'Breaks', script: 'log.info("so far"); throw new Error("broken")' });
  await told('/six', [{ field: 'task_name', operator: 'eq', value: 'Breaks' }]);
  await service.rest('POST', `/tasks/${task.id}/run`);
  const [run] = await runsOf(service, task.id, allEnded);
  const [request] = await receiver.awaits('/six', 1);
  expect(JSON.parse(request?.body ?? '')).toEqual({
    task_id: task.id,
    task_name: 'Breaks',
    task_type: 'script',
    triggered_by: 'manual',
    output: run?.output,
    run_id: run?.id,
  });
  expect(run?.output).toMatch(/^\[info\] so far\n\[error\] .*broken/);
});

test('a built-in that fails is told like a script', async () => {
  const task = await createTask(service, {
    name: 'Sync teams',
    type: 'github_team_sync',
    config: Object.entries({ connection: 'nowhere', org: 'acme', token: 'gh-t0ken', teams: 'Engineers = eng' }).map(
      ([key, value]) => ({ key, value }),
    ),
  });
  await told('/built-in', [{ field: 'task_type', operator: 'eq', value: 'github_team_sync' }]);
  await service.rest('POST', `/tasks/${task.id}/run`);
  const [run] = await runsOf(service, task.id, allEnded);
  expect(run).toMatchObject({ status: 'error', error: 'there is no SCIM connection named nowhere' });
  const [request] = await receiver.awaits('/built-in', 1);
  expect(JSON.parse(request?.body ?? '')).toMatchObject({ run_id: run?.id, task_type: 'github_team_sync' });
});

test('a task that handles failed runs and fails itself raises no further event', async () => {
  const handler = await createTask(service, { name: 'Handler', script: 'throw new Error("handler is broken")' });
  const first = await createTask(service, { name: 'First', script: 'throw new Error("first")' });
  await service.integration({
    name: 'Handles',
    triggers: ['task.run_failed'],
    conditions: [{ field: 'task_name', operator: 'contains', value: 'r' }],
    actions: trigger(handler.id),
  });
  await told('/handler', [{ field: 'task_name', operator: 'eq', value: 'Handler' }]);
  await told('/first', [{ field: 'task_name', operator: 'eq', value: 'First' }]);
  await service.rest('POST', `/tasks/${first.id}/run`);
  const [run] = await runsOf(service, handler.id, allEnded);
  expect(run).toMatchObject({ status: 'error', triggered_by: 'integration:Handles' });
  await receiver.awaits('/first', 1);
  // A further failure would have been stored with the run's end: what is there now is all.
  expect(receiver.to('/handler')).toEqual([]);
  const rows = await service.database.query(`SELECT 1 FROM events WHERE data->>'task_name' = 'Handler'`);
  expect(rows).toEqual([]);
});

test('an endless loop is stopped at its limit while the service answers and delivers: C117', async () => {
  const task = await createTask(service, { name: 'spin', script: 'while(true){}', timeout_secs: 3 });
  await service.integration({ name: 'go', triggers: ['login.success'], actions: trigger(task.id) });
  const other = await service.integration({
    triggers: ['login.success'],
    actions: [{ type: 'http', url: `${receiver.url}/meanwhile` }],
  });
  await told('/spin', [{ field: 'task_name', operator: 'eq', value: 'spin' }]);
  const begun = performance.now();
  await service.publish('login.success');
  await runsOf(service, task.id, ([run]) => run?.status === 'running');
  await service.deliveries(other, ([item]) => item?.status === 'success');
  expect((await service.rest('GET', '/integrations')).status).toBe(200);
  expect((await runsOf(service, task.id, () => true))[0]?.status).toBe('running');
  const [run] = await runsOf(service, task.id, allEnded);
  expect(performance.now() - begun).toBeLessThan(6_000);
  expect(run).toMatchObject({ status: 'error', triggered_by: 'integration:go' });
  expect(run?.output).toMatch(/timeout/);
  const [request] = await receiver.awaits('/spin', 1);
  expect(JSON.parse(request?.body ?? '')).toMatchObject({ triggered_by: 'integration:go', run_id: run?.id });
  const events = await service.database.query(`SELECT 1 FROM events WHERE data->>'task_name' = 'spin'`);
  expect(events).toHaveLength(1);
});

test('a task that does not exist is refused at save, and one deleted later fails the delivery once: C119', async () => {
  const missing = '00000000-0000-4000-8000-00000000dead';
  const body = { name: 'x', triggers: ['group.created'], actions: trigger(missing) };
  const refused = await service.rest('POST', '/integrations', body);
  expect(refused.status).toBe(400);
  expect(refused.body.errors).toEqual([{ path: 'actions[0].task_id', message: 'there is no such task' }]);
  const task = await createTask(service, { name: 'Short-lived', script: 'return 1' });
  const integration = await service.integration({ ...body, actions: trigger(task.id) });
  expect((await service.rest('PUT', `/integrations/${integration}`, body)).status).toBe(400);
  await service.integration({
    triggers: ['event_action.delivery_failed'],
    conditions: [{ field: 'event_type', operator: 'eq', value: 'group.created' }],
    actions: [{ type: 'http', url: `${receiver.url}/missing-told`, body: '{{.error}}' }],
  });
  await service.rest('DELETE', `/tasks/${task.id}`);
  await service.publish('group.created');
  const [delivery] = await service.deliveries(integration, ended);
  expect(delivery).toMatchObject({
    status: 'failed',
    attempt_count: 1,
    error: expect.stringMatching(/does not exist/),
  });
  const [request] = await receiver.awaits('/missing-told', 1);
  expect(request?.body).toMatch(/does not exist/);
  const events = await service.database.query(
    `SELECT 1 FROM events WHERE type = 'event_action.delivery_failed'
    AND data->>'delivery_id' = $1`,
    [delivery?.id],
  );
  expect(events).toHaveLength(1);
});

test('a disabled task fails the deliveries that would run it, and runs by hand', async () => {
  const task = await createTask(service, { name: 'Off', script: 'return 1', enabled: false });
  const integration = await service.integration({ triggers: ['group.updated'], actions: trigger(task.id) });
  await service.publish('group.updated');
  const [delivery] = await service.deliveries(integration, ended);
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1, error: 'the task Off is disabled' });
  await service.rest('POST', `/tasks/${task.id}/run`);
  expect((await runsOf(service, task.id, allEnded))[0]).toMatchObject({ status: 'success', triggered_by: 'manual' });
});

test('a run for a digest is given all events of the window', async () => {
  const script = 'log.info(input.count, input.events.map(({ data }) => data.n).join(), event.data.n)';
  const task = await createTask(service, { script });
  await service.integration({ triggers: ['group.deleted'], digest: { window_secs: 1 }, actions: trigger(task.id) });
  const events = [1, 2, 3].map((n) => ({ type: 'group.deleted', data: { n } }));
  await service.rest('POST', '/events', { events });
  const [run] = await runsOf(service, task.id, allEnded);
  expect(run).toMatchObject({ status: 'success', output: '[info] 3 1,2,3 1' });
});
