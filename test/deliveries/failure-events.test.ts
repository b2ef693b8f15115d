// The failure of a last attempt is itself an event, and never one without end.
import { expect, test } from 'vitest';
import { adminToken, startTestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { failureEvents, isTerminal, quick, settled, startStage } from './make.ts';

const stage = startStage();
const to = (path: string) => `${stage.receiver.url}${path}`;
const told = { triggers: ['event_action.delivery_failed'] };

test('a failed delivery is told with the six fields of the specification', async () => {
  stage.receiver.answer('/down', 503);
  const only = [{ field: 'integration_name', operator: 'eq', value: 'LDAP Sync', order: 1 }];
  const body =
    '{{.integration_id}}|{{.integration_name}}|{{.event_type}}|{{.delivery_id}}|{{.attempt_count}}|{{.error}}';
  const handler = await stage.integration(
    { type: 'http', url: to('/told'), headers: { 'Content-Type': 'text/plain' }, body },
    { ...told, conditions: [...only, { field: 'attempt_count', operator: 'eq', value: '2', order: 2 }] },
  );
  const id = await stage.integration(
    { type: 'http', url: to('/down'), max_retries: 1, ...quick },
    { name: 'LDAP Sync', triggers: ['login.failed'] },
  );
  const event = await stage.service.publish('login.failed', { user_email: 'ann@example.com' });
  const failed = await stage.delivery(id);
  const [sent] = await stage.receiver.awaits('/told', 1);
  expect(sent?.body).toBe(`${id}|LDAP Sync|login.failed|${failed.id}|2|127.0.0.1 answered 503: its server failed`);
  const events = await failureEvents(stage.service, id);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ depth: 1, cause_delivery_id: failed.id, stopped_by: null, actor_id: null });
  expect(Object.keys(events[0]?.data).sort()).toEqual(
    ['integration_id', 'integration_name', 'event_type', 'delivery_id', 'attempt_count', 'error'].sort(),
  );
  const query = `query ($id: ID!) { deliveries(filter: { integrationId: $id }) {
    edges { node { event { depth stoppedBy causeDeliveryId causeEvent { id type } } } } } }`;
  const { data } = await stage.service.graphql(query, { id: handler });
  expect(data.deliveries.edges[0].node.event).toEqual({
    depth: 1,
    stoppedBy: null,
    causeDeliveryId: failed.id,
    causeEvent: { id: event.id, type: 'login.failed' },
  });
  for (const one of [handler, id]) await stage.service.rest('DELETE', `/integrations/${one}`);
});

test('two failure handlers that both fail run once each, and nothing more comes of it (C089)', async () => {
  stage.receiver.answer('/500', 500);
  stage.receiver.answer('/f2', 500);
  const src = await stage.integration({ type: 'http', url: to('/500'), max_retries: 0 }, { name: 'src' });
  const f1 = await stage.integration(
    { type: 'http', url: to('/500'), max_retries: 1, ...quick },
    { name: 'f1', ...told },
  );
  const f2 = await stage.integration(
    { type: 'slack', webhook_url: to('/f2'), message: '{{.integration_name}} {{.attempt_count}}' },
    { name: 'f2', ...told },
  );
  // Slack's own waits are longer than a test: its retries are made due at once.
  const hurry = setInterval(() => {
    const sql = `UPDATE pgboss.job SET start_after = now() WHERE state = 'created' AND start_after > now()`;
    void stage.service.database.query(sql).catch(() => {});
  }, 200);
  await stage.service.publish('user.created');
  const handlers = await until(
    'both handlers to end',
    async () => {
      const items = await Promise.all([f1, f2].map((id) => stage.service.deliveries(id, () => true)));
      return items.flat().length >= 2 && items.flat().every(isTerminal) && items;
    },
    30_000,
  ).finally(() => clearInterval(hurry));
  await settled(stage.service);
  expect(handlers.map((items) => items.map(({ status, attempt_count }) => [status, attempt_count]))).toEqual([
    [['failed', 2]],
    [['failed', 3]],
  ]);
  expect(JSON.parse(stage.receiver.to('/f2')[0]?.body ?? '')).toEqual({ text: 'src 1' });
  expect(await failureEvents(stage.service, src)).toHaveLength(1);

  // By hand: both fail again, and that is not told either.
  for (const [index, id] of [f1, f2].entries()) {
    const [item] = handlers[index] ?? [];
    expect((await stage.service.rest('POST', `/integrations/${id}/deliveries/${item?.id}/retry`)).status).toBe(202);
    await stage.delivery(id, (one) => one.status === 'failed' && one.attempt_count === item?.attempt_count + 1);
  }
  await settled(stage.service);
  for (const id of [f1, f2]) {
    expect(await failureEvents(stage.service, id)).toEqual([]);
    expect(await stage.service.deliveries(id, () => true)).toHaveLength(1);
  }

  // Nor after a restart on the same database.
  const other = await startTestService({ database: stage.service.database });
  await settled(other);
  const [count] = await other.database.query('SELECT count(*)::int FROM deliveries WHERE integration_id = ANY($1)', [
    [src, f1, f2],
  ]);
  expect(count).toEqual({ count: 3 });
  await other.stop();
  for (const id of [src, f1, f2]) await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a retry by hand that fails again is told again, with the attempts so far', async () => {
  stage.receiver.answer('/twice', 500);
  const { integrationId, delivery } = await stage.fire({ type: 'http', url: to('/twice') });
  await stage.service.rest('POST', `/integrations/${integrationId}/deliveries/${delivery.id}/retry`);
  await stage.delivery(integrationId, (one) => one.status === 'failed' && one.attempt_count === 2);
  const events = await failureEvents(stage.service, integrationId);
  expect(events.map(({ data }) => data.attempt_count)).toEqual([1, 2]);
});

test('an integration that posts to this service itself is stopped after eight rounds, and the last event says so', async () => {
  const body = '{"type":"group.updated","data":{"round":"{{.EventID}}"}}';
  const id = await stage.integration(
    {
      type: 'http',
      url: `${stage.service.url}/events`,
      headers: { 'Content-Type': 'application/json' },
      auth: { type: 'bearer', token: adminToken },
      body,
    },
    { triggers: ['group.updated'] },
  );
  await stage.service.publish('group.updated');
  const last = await until('the chain to be stopped', async () => {
    const [row] = await stage.service.database.query<{ depth: number }>(
      `SELECT * FROM events WHERE type = 'group.updated' AND stopped_by = 'depth'`,
    );
    return row;
  });
  await settled(stage.service);
  expect(last.depth).toBe(9);
  const rows = await stage.service.database.query(
    `SELECT depth, stopped_by, (SELECT count(*)::int FROM deliveries d WHERE d.event_uid = e.uid) AS deliveries
     FROM events e WHERE type = 'group.updated' ORDER BY depth`,
  );
  expect(rows).toEqual(
    Array.from({ length: 10 }, (_, depth) => ({
      depth,
      stopped_by: depth === 9 ? 'depth' : null,
      deliveries: depth === 9 ? 0 : 1,
    })),
  );
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a failure handler that raises the failing event again is stopped as well', async () => {
  stage.receiver.answer('/fails', 500);
  const src = await stage.integration({ type: 'http', url: to('/fails') }, { triggers: ['group.deleted'] });
  const handler = await stage.integration(
    {
      type: 'http',
      url: `${stage.service.url}/events`,
      headers: { 'Content-Type': 'application/json' },
      auth: { type: 'bearer', token: adminToken },
      body: '{"type":"group.deleted"}',
    },
    { ...told, conditions: [{ field: 'event_type', operator: 'eq', value: 'group.deleted', order: 1 }] },
  );
  await stage.service.publish('group.deleted');
  await until('the chain to be stopped', async () => {
    const [row] = await stage.service.database.query(
      `SELECT FROM events WHERE stopped_by = 'depth' AND (type = 'group.deleted' OR data->>'integration_id' = $1)`,
      [src],
    );
    return row;
  });
  await settled(stage.service);
  expect(stage.receiver.to('/fails')).toHaveLength(5);
  for (const id of [src, handler]) await stage.service.rest('DELETE', `/integrations/${id}`);
});
