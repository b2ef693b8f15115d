// Two processes on one database: one answers clients, the other executes; and two that do both.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type ChildService, type Environment, startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { subscribe } from '../support/subscribe.ts';

interface Update {
  id: string;
  status: string;
  attemptCount: number;
}

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

async function start(...environments: Environment[]): Promise<[TestDatabase, ...ChildService[]]> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const nodes = await Promise.all(
    environments.map((environment) => startChildService({ DATABASE_URL: database.url, ...environment })),
  );
  return [database, ...nodes];
}

test('a subscriber of one process sees each status in order while another process executes', async () => {
  const [, api, worker] = await start({ ROLE: 'api' }, { ROLE: 'worker' });
  if (!api || !worker) throw new Error('two nodes');
  const query = 'subscription { deliveryUpdated { id status attemptCount } }';
  const live = await subscribe<Update>(api.url, query);
  onTestFinished(() => live.close());
  receiver.answer('/twice', 500, 200);
  await api.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/twice`, max_retries: 1, backoff: { initial_secs: 0.1 } }],
  });
  await api.client.publish('user.created');
  const updates = await live.awaits('the success', (items) => items.some(({ status }) => status === 'SUCCESS'));
  expect(updates.map(({ status, attemptCount }) => `${status} ${attemptCount}`)).toEqual([
    'PENDING 0',
    'RUNNING 0',
    'PENDING 1',
    'RUNNING 1',
    'SUCCESS 2',
  ]);
  expect(worker.logLines().filter(({ msg }) => msg === 'attempt')).toHaveLength(2);
  expect(api.logLines().filter(({ msg }) => msg === 'attempt')).toHaveLength(0);
  // A worker has no doors but its health.
  expect((await worker.client.rest('GET', '/integrations')).status).toBe(404);
  expect((await worker.client.rest('GET', '/readyz')).status).toBe(200);
});

test('an integration made, changed or deleted on one node counts for the next event on the other', async () => {
  const [, one, other] = await start({}, {});
  if (!one || !other) throw new Error('two nodes');
  for (let round = 0; round < 25; round += 1) {
    const [here, there] = round % 2 === 0 ? [one, other] : [other, one];
    const id = await here.client.integration({
      triggers: ['group.created'],
      actions: [{ type: 'http', url: `${receiver.url}/round-${round}` }],
    });
    expect(await there.client.publish('group.created')).toMatchObject({ deliveries: 1 });
    await setEnabled(here, id, false);
    expect(await there.client.publish('group.created')).toMatchObject({ deliveries: 0 });
    await setEnabled(here, id, true);
    expect(await there.client.publish('group.created')).toMatchObject({ deliveries: 1 });
    await here.client.rest('DELETE', `/integrations/${id}`);
    expect(await there.client.publish('group.created')).toMatchObject({ deliveries: 0 });
  }
});

async function setEnabled({ client }: ChildService, id: string, enabled: boolean): Promise<void> {
  const document =
    'mutation ($id: ID!, $on: Boolean) { updateIntegration(id: $id, input: { enabled: $on }) { enabled } }';
  expect(await client.graphql(document, { id, on: enabled })).toEqual({ data: { updateIntegration: { enabled } } });
}

test('a hundred events over two instances are sent once each (C070)', async () => {
  const [database, one, other] = await start({}, {});
  if (!one || !other) throw new Error('two nodes');
  const integration = await one.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/hundred`, body: '{{.Data.user_id}}' }],
  });
  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      (index % 2 === 0 ? one : other).client.publish('user.created', { user_id: `u${index}` }),
    ),
  );
  await one.client.deliveries(
    integration,
    (items) => items.filter(({ status }) => status === 'success').length === 100,
  );
  const sent = receiver.to('/hundred');
  expect(sent).toHaveLength(100);
  expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(100);
  expect(new Set(sent.map(({ body }) => body)).size).toBe(100);
  expect(await database.query('SELECT count(*)::int FROM deliveries')).toEqual([{ count: 100 }]);
});
