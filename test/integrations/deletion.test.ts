// Deleting an integration: its history keeps its name, what was pending ends, and nobody is told twice.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

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

const http = (path: string, more: Record<string, unknown> = {}) => ({
  type: 'http',
  url: `${receiver.url}${path}`,
  ...more,
});
const history = async (name: string) => {
  const { data } = await service.graphql(
    '{ deliveries(first: 250) { edges { node { id status error integrationId integrationName finishedAt nextAttemptAt integration { name deletedAt } } } } }',
  );
  return data.deliveries.edges.map(({ node }: any) => node).filter((node: any) => node.integrationName === name);
};

test('the deliveries of a deleted integration are 404 under it, stay in the history, and others keep theirs (C102)', async () => {
  const a = await service.integration({ name: 'A', triggers: ['user.created'], actions: [http('/a')] });
  const b = await service.integration({ name: 'B', triggers: ['user.created'], actions: [http('/b')] });
  await service.publish('user.created');
  const [mine] = await service.deliveries(a, ([item]) => item?.status === 'success');
  const [other] = await service.deliveries(b, ([item]) => item?.status === 'success');
  expect((await service.rest('DELETE', `/integrations/${a}`)).status).toBe(204);
  for (const [method, path] of [
    ['GET', `/integrations/${a}`],
    ['GET', `/integrations/${a}/deliveries`],
    ['GET', `/integrations/${a}/deliveries/${mine?.id}`],
    ['POST', `/integrations/${a}/deliveries/${mine?.id}/retry`],
  ] as const)
    expect((await service.rest(method, path)).status).toBe(404);
  expect(await service.deliveries(b, (items) => items.length === 1)).toEqual([other]);
  expect(await history('A')).toEqual([
    expect.objectContaining({
      id: mine?.id,
      status: 'SUCCESS',
      integrationId: a,
      integration: { name: 'A', deletedAt: expect.any(String) },
    }),
  ]);
  const orphans = `SELECT count(*)::int AS n FROM deliveries d LEFT JOIN integrations i ON i.id = d.integration_id
    LEFT JOIN events e ON e.uid = d.event_uid WHERE i.id IS NULL OR e.uid IS NULL`;
  const attempts =
    'SELECT count(*)::int AS n FROM attempts a LEFT JOIN deliveries d ON d.id = a.delivery_id WHERE d.id IS NULL';
  for (const query of [orphans, attempts]) expect(await service.database.query(query)).toEqual([{ n: 0 }]);
  const { total, items } = (await service.rest('GET', '/integrations')).body;
  expect({ total, names: items.map(({ name }: { name: string }) => name) }).toEqual({ total: 1, names: ['B'] });
  await service.rest('DELETE', `/integrations/${b}`);
});

test('what was pending ends failed, saying why, and raises no event', async () => {
  receiver.answer('/retried', 500);
  const id = await service.integration({
    name: 'Pending',
    triggers: ['user.updated'],
    actions: [http('/retried', { max_retries: 5, backoff: { initial_secs: 3_600 } })],
  });
  const watcher = await service.integration({ triggers: ['event_action.delivery_failed'], actions: [http('/told')] });
  await service.publish('user.updated');
  await service.deliveries(id, ([item]) => item?.attempt_count === 1 && item.status === 'pending');
  expect((await service.rest('DELETE', `/integrations/${id}`)).status).toBe(204);
  expect(await history('Pending')).toEqual([
    expect.objectContaining({
      status: 'FAILED',
      error: expect.stringMatching(/integration (was )?deleted/),
      nextAttemptAt: null,
      finishedAt: expect.any(String),
    }),
  ]);
  // What is told of later failures is told; so nothing of this one is still on its way.
  const after = await service.integration({ name: 'After', triggers: ['user.updated'], actions: [http('/retried')] });
  await service.publish('user.updated');
  await service.deliveries(after, ([item]) => item?.status === 'failed');
  await service.deliveries(watcher, (items) => items.length === 1 && items[0]?.status === 'success');
  expect(receiver.to('/retried')).toHaveLength(2);
  const { body } = await service.rest('POST', '/graphql', {
    query: `mutation { retryDelivery(id: "${(await history('Pending'))[0].id}") { id } }`,
  });
  expect(body.errors[0].extensions.code).toBe('CONFLICT');
  for (const one of [watcher, after]) await service.rest('DELETE', `/integrations/${one}`);
});

test('a deleted integration does not fire for the next event', async () => {
  const id = await service.integration({ triggers: ['group.created'], actions: [http('/gone')] });
  expect(await service.publish('group.created')).toMatchObject({ deliveries: 1 });
  await service.rest('DELETE', `/integrations/${id}`);
  expect(await service.publish('group.created')).toMatchObject({ deliveries: 0 });
});

test('a tombstone keeps no secret', async () => {
  const id = await service.integration({
    triggers: ['group.created'],
    actions: [http('/x', { auth: { type: 'bearer', token: 'tok-SECRET' } })],
  });
  await service.rest('DELETE', `/integrations/${id}`);
  const [row] = await service.database.query('SELECT * FROM integrations WHERE id = $1', [id]);
  expect(row).toMatchObject({ triggers: [], conditions: [], actions: [], enabled: false, name: 'test' });
});

test('of 20 deletes at the same time one is 204 and nineteen are 404, while events go on (C120)', async () => {
  const id = await service.integration({ triggers: ['user.deleted'], actions: [http('/d')] });
  const [deletes, events] = await Promise.all([
    Promise.all(Array.from({ length: 20 }, () => service.rest('DELETE', `/integrations/${id}`))),
    Promise.all(Array.from({ length: 20 }, () => service.rest('POST', '/events', { type: 'user.deleted' }))),
  ]);
  expect(deletes.map(({ status }) => status).sort()).toEqual([204, ...Array(19).fill(404)]);
  expect(new Set(events.map(({ status }) => status))).toEqual(new Set([202]));
});

test('an update that races a delete is 200 or 404, and the integration is gone (C120)', async () => {
  for (let round = 0; round < 5; round++) {
    const id = await service.integration({ triggers: ['user.deleted'], actions: [http('/d')] });
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, (_, index) => service.rest('PUT', `/integrations/${id}`, { name: `n${index}` })),
      service.rest('DELETE', `/integrations/${id}`),
    ]);
    expect(answers.pop()?.status).toBe(204);
    for (const { status } of answers) expect([200, 404]).toContain(status);
    expect((await service.rest('GET', `/integrations/${id}`)).status).toBe(404);
  }
});

test('of 10 updates at the same time from the same version one wins and nine are 409', async () => {
  const id = await service.integration({ triggers: ['user.deleted'], actions: [http('/d')] });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      service.rest('PUT', `/integrations/${id}`, { name: `n${index}` }, { 'if-match': '"1"' }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
  expect((await service.rest('GET', `/integrations/${id}`)).body.version).toBe(2);
});
