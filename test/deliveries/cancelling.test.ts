// Cancelling a delivery: what waits is not sent, what runs is broken off on whichever node, and no event tells of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { type DeliveryItem, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { failureEvents, isTerminal, settled } from './make.ts';

let database: TestDatabase;
/** Answers clients only: what is cancelled here runs elsewhere. */
let api: TestService;
let worker: TestService;
let receiver: Receiver;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestService({ database, config: { role: 'api' } });
  worker = await startTestService({ database, config: { role: 'worker' } });
  receiver = await startReceiver();
});
afterAll(async () => {
  await Promise.all([api.stop(), worker.stop()]);
  await database.drop();
  await receiver.close();
});

const http = (path: string, more = {}) => ({ type: 'http', url: `${receiver.url}${path}`, timeout_secs: 60, ...more });

async function start(action: Record<string, unknown>, condition: (item: DeliveryItem) => boolean) {
  const id = await api.integration({ triggers: ['user.created'], actions: [action] });
  await api.publish('user.created');
  const [delivery] = await api.deliveries(id, ([first]) => first !== undefined && condition(first));
  await api.rest('PUT', `/integrations/${id}`, { enabled: false });
  return { id, path: `/integrations/${id}/deliveries/${delivery?.id}`, deliveryId: delivery?.id as string };
}

test('a delivery that waits for its next attempt ends failed, is not sent again, and raises no event', async () => {
  receiver.answer('/waits', 500);
  const action = http('/waits', { max_retries: 3, backoff: { initial_secs: 4, factor: 1 } });
  const { id, path, deliveryId } = await start(action, (item) => item.status === 'pending' && item.attempt_count === 1);
  const answer = await api.rest('POST', `${path}/cancel`);
  expect(answer).toMatchObject({
    status: 200,
    body: {
      status: 'failed',
      error: 'cancelled by an administrator',
      attempt_count: 1,
      next_attempt_at: null,
    },
  });
  await settled(api);
  expect(receiver.to('/waits')).toHaveLength(1);
  expect(await failureEvents(api, id)).toEqual([]);
  // The attempt that was made keeps its own error.
  expect((await api.rest('GET', path)).body.attempts).toMatchObject([{ number: 1, response: { status: 500 } }]);
  const { data } = await api.graphql(`{ delivery(id: "${deliveryId}") { cause } }`);
  expect(data.delivery).toEqual({ cause: 'cancelled' });
});

test('a running request is broken off on the node that makes it, and counts as an attempt', async () => {
  let brokenOff = false;
  receiver.answer('/hangs', (_request: Received, response) => void response.on('close', () => (brokenOff = true)));
  const { id, path, deliveryId } = await start(http('/hangs'), ({ status }) => status === 'running');
  await receiver.awaits('/hangs', 1);
  expect((await api.rest('POST', `${path}/cancel`)).body).toMatchObject({ status: 'failed', attempt_count: 1 });
  await until('the request to be broken off', () => brokenOff);
  await settled(api);
  const { body } = await api.rest('GET', path);
  expect(body).toMatchObject({ status: 'failed', error: 'cancelled by an administrator', attempt_count: 1 });
  expect(body.attempts).toMatchObject([
    { number: 1, error: 'cancelled by an administrator', manual: false, request: null },
  ]);
  expect(await failureEvents(api, id)).toEqual([]);
  // Like any failed one it can be retried.
  receiver.answer('/hangs', 200);
  expect((await api.rest('POST', `${path}/retry`)).status).toBe(202);
  const [again] = await api.deliveries(id, ([item]) => item?.status === 'success');
  expect(again).toMatchObject({ id: deliveryId, attempt_count: 2 });
});

test('a task that runs for a delivery is cancelled with it', async () => {
  const task = await api.rest('POST', '/tasks', {
    name: 'endless',
    type: 'script',
    script: 'for (;;) {}',
    timeout_secs: 60,
  });
  const { path } = await start({ type: 'trigger_task', task_id: task.body.id }, ({ status }) => status === 'running');
  const run = await until('the run to begin', async () => {
    const [item] = (await api.rest('GET', `/tasks/${task.body.id}/runs`)).body.items;
    return item?.status === 'running' && item;
  });
  expect((await api.rest('POST', `${path}/cancel`)).status).toBe(200);
  const ended = await until('the run to end', async () => {
    const { body } = await api.rest('GET', `/tasks/${task.body.id}/runs/${run.id}`);
    return body.status === 'error' && body;
  });
  expect(ended.error).toBe('cancelled by an administrator');
});

test('what has ended cannot be cancelled, and a wrong address is not found', async () => {
  const { path, id, deliveryId } = await start({ type: 'log', message: 'x' }, isTerminal);
  const problem = await api.rest('POST', `${path}/cancel`);
  expect(problem).toMatchObject({
    status: 409,
    body: { detail: 'only a delivery that waits or runs can be cancelled: this one is success' },
  });
  const elsewhere = await api.integration({
    triggers: ['user.created'],
    enabled: false,
    actions: [{ type: 'log', message: 'x' }],
  });
  for (const wrong of [
    `/integrations/${elsewhere}/deliveries/${deliveryId}`,
    `/integrations/${id}/deliveries/${id}`,
    `/integrations/x/deliveries/y`,
  ])
    expect((await api.rest('POST', `${wrong}/cancel`)).status).toBe(404);
});
