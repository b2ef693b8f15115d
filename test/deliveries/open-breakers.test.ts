// What people do, and see, while a breaker is open.
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { settled } from './make.ts';
import { startBreakerStage } from './open-breaker.ts';

const { stage, breaker, http, breakers, stateOf, publish, remove, probeNow, opened } = startBreakerStage();

test('a retry by hand while the breaker is open is the probe', async () => {
  const id = await opened('/by-hand', 2);
  stage.receiver.answer('/by-hand', 200);
  const failed = (await stage.service.deliveries(id, () => true)).find(({ status }) => status === 'failed');
  await stage.service.rest('POST', `/integrations/${id}/deliveries/${failed?.id}/retry`);
  await stage.service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 3);
  expect(await stateOf(id)).toBe('closed');
  await remove(id);
});

test('a bulk retry while the breaker is open waits with the rest, and its attempts stay those of a person', async () => {
  const id = await opened('/bulk');
  await stage.service.rest('POST', '/deliveries/retry', { filter: { integration_id: id } });
  await stage.service.deliveries(id, (items) => items.every(({ waits_for }) => waits_for === 'breaker'));
  expect(stage.receiver.to('/bulk')).toHaveLength(3);
  stage.receiver.answer('/bulk', 200);
  await probeNow(id);
  const [first] = await stage.service.deliveries(id, (items) => items.every(({ status }) => status === 'success'));
  expect((await stage.history(id, first?.id)).attempts).toMatchObject([{ manual: false }, { manual: true }]);
  await remove(id);
});

test('a retry that comes due while the breaker is open waits and keeps its count', async () => {
  stage.receiver.answer('/retry', 503);
  const id = await stage.integration(http('/retry', { max_retries: 9, backoff: { initial_secs: 0.05, factor: 1 } }), {
    breaker,
  });
  await publish(1);
  const [held] = await stage.service.deliveries(id, ([first]) => first?.waits_for === 'breaker');
  expect(held).toMatchObject({ status: 'pending', attempt_count: 3 });
  stage.receiver.answer('/retry', 200);
  await probeNow(id);
  expect(await stage.delivery(id)).toMatchObject({ status: 'success', attempt_count: 4 });
  await remove(id);
});

test('what waits at a breaker can be cancelled, and ends with its integration', async () => {
  const id = await opened('/ends', 2);
  const [first] = await stage.service.deliveries(id, () => true);
  const cancelled = await stage.service.rest('POST', `/integrations/${id}/deliveries/${first?.id}/cancel`);
  expect(cancelled.body).toMatchObject({ status: 'failed' });
  expect(cancelled.body).not.toHaveProperty('waits_for');
  await remove(id);
  await settled(stage.service);
  expect(stage.receiver.to('/ends')).toHaveLength(3);
  expect(await stage.service.database.query('SELECT * FROM action_gates WHERE integration_id = $1', [id])).toEqual([]);
});

test('a test of an integration goes whatever its breaker says, and counts for nothing', async () => {
  const id = await opened('/test', 1);
  const mutation =
    'mutation ($id: ID!) { testIntegration(id: $id, eventType: "user.created", send: true) { deliveries { id } } }';
  const tried = await stage.service.graphql(mutation, { id });
  expect(tried).not.toHaveProperty('errors');
  await stage.receiver.awaits('/test', 4);
  await until('the test to end', async () => {
    const sql = `SELECT FROM deliveries WHERE integration_id = $1 AND test AND status = 'failed'`;
    return (await stage.service.database.query(sql, [id])).length === 1;
  });
  expect(await breakers(id)).toMatchObject([{ state: 'open', consecutive_failures: 3 }]);
  await remove(id);
});

test('the explanation of an event says that its delivery waits at an open breaker', async () => {
  const id = await opened('/explained');
  const { id: eventId } = await publish(7);
  await stage.service.deliveries(id, ([first]) => first?.waits_for === 'breaker');
  const { body } = await stage.service.rest('GET', `/events/${eventId}/explain?integration_id=${id}`);
  expect(body.integrations).toMatchObject([
    { verdict: 'held', reason: expect.stringContaining('the breaker is open') },
  ]);
  await remove(id);
});
