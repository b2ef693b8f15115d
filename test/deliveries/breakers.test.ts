// A breaker: after failures in a row the deliveries of an action wait without attempts, one probe at a time finds out
// whether its target is back, and its success sends what waited.
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { isTerminal } from './make.ts';
import { startBreakerStage } from './open-breaker.ts';

const { stage, breaker, http, breakers, stateOf, publish, remove, probeNow, opened } = startBreakerStage();

test('after failures in a row deliveries wait, without an attempt and with the reason', async () => {
  const id = await opened('/waits', 4);
  const items = await stage.service.deliveries(id, (all) => all.length === 7);
  for (const item of items.slice(0, 4))
    expect(item).toMatchObject({ status: 'pending', attempt_count: 0, next_attempt_at: null, waits_for: 'breaker' });
  expect(stage.receiver.to('/waits')).toHaveLength(3);
  const [shown] = await breakers(id);
  expect(shown).toMatchObject({
    state: 'open',
    consecutive_failures: 3,
    last_cause: 'http_5xx',
    last_error: '127.0.0.1 answered 503: its server failed',
  });
  expect(Date.parse(shown?.next_probe_at) - Date.parse(shown?.opened_at)).toBe(3_600_000);
  const { body } = await stage.service.rest('GET', `/integrations/${id}`);
  expect(body).toMatchObject({ breaker, breakers: [shown] });
  const query =
    'query ($id: ID!) { integration(id: $id) { breakers { state } deliveries(first: 1) { edges { node { waitsFor } } } } }';
  expect((await stage.service.graphql(query, { id })).data.integration).toEqual({
    breakers: [{ state: 'OPEN' }],
    deliveries: { edges: [{ node: { waitsFor: 'BREAKER' } }] },
  });
  await remove(id);
});

test('when its time has come one delivery goes as a probe; its success closes the breaker and sends what waited', async () => {
  const id = await opened('/heals', 5);
  let release = () => {};
  stage.receiver.answer('/heals', (_request, response) => {
    release = () => {
      stage.receiver.answer('/heals', 200);
      response.end('ok');
    };
  });
  await probeNow(id);
  await stage.receiver.awaits('/heals', 4);
  expect(await stateOf(id)).toBe('half_open');
  await publish(200);
  await stage.service.deliveries(id, (items) => items.filter(({ waits_for }) => waits_for === 'breaker').length === 5);
  expect(stage.receiver.to('/heals')).toHaveLength(4);
  release();
  await stage.service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 6);
  expect(stage.receiver.to('/heals')).toHaveLength(9);
  expect(await breakers(id)).toMatchObject([{ state: 'closed', consecutive_failures: 0, opened_at: null }]);
  await remove(id);
});

test('a probe that fails opens it again for twice as long, and nothing else is sent', async () => {
  const id = await opened('/again', 3);
  await probeNow(id);
  await stage.receiver.awaits('/again', 4);
  const shown = await until('the breaker to be open again', async () => {
    const [first] = await breakers(id);
    return first?.state === 'open' && first.consecutive_failures === 4 && first;
  });
  expect(Date.parse(shown.next_probe_at) - Date.now()).toBeGreaterThan(7_000_000);
  expect(Date.parse(shown.next_probe_at) - Date.now()).toBeLessThanOrEqual(7_200_000);
  await stage.service.deliveries(id, (items) => items.filter(({ waits_for }) => waits_for === 'breaker').length === 2);
  expect(stage.receiver.to('/again')).toHaveLength(4);
  await remove(id);
});

test('a probe goes by itself after the wait', async () => {
  stage.receiver.answer('/by-itself', 503);
  const id = await stage.integration(http('/by-itself'), {
    breaker: { failures: 1, wait_secs: 0.3, max_wait_secs: 0.3 },
  });
  await publish(1);
  await stage.service.deliveries(id, ([first]) => first?.status === 'failed');
  await publish(2);
  await publish(3);
  await stage.service.deliveries(id, (items) => items.filter(({ status }) => status === 'failed').length >= 2);
  stage.receiver.answer('/by-itself', 200);
  await publish(4);
  await until('the breaker to close', async () => (await stateOf(id)) === 'closed');
  await stage.service.deliveries(id, (items) => items.length === 4 && items.every(isTerminal));
  await remove(id);
});

test('each action has a breaker of its own', async () => {
  stage.receiver.answer('/bad', 503);
  const id = await stage.integration([http('/bad'), http('/good')], { breaker });
  for (let n = 0; n < 3; n += 1) {
    await publish(n);
    await stage.service.deliveries(id, (items) => items.length === 2 * n + 2 && items.every(isTerminal));
  }
  await until('a breaker to open', async () => (await stateOf(id)) === 'open');
  await publish(3);
  await stage.receiver.awaits('/good', 4);
  expect((await breakers(id)).map(({ state }) => state)).toEqual(['open', 'closed']);
  expect(stage.receiver.to('/bad')).toHaveLength(3);
  await remove(id);
});

test('failures that say nothing of the target do not open a breaker', async () => {
  stage.receiver.answer('/judges', 422);
  const broken = await stage.integration(http('/broken', { body: '{{.Data.nothing}}', missing: 'error' }), { breaker });
  const refused = await stage.integration({ type: 'http', url: 'http://10.1.2.3/' }, { breaker });
  const judged = await stage.integration(http('/judges'), { breaker });
  for (let n = 0; n < 5; n += 1) await publish(n);
  for (const id of [broken, refused, judged]) {
    await stage.service.deliveries(
      id,
      (items) => items.length === 5 && items.every(({ status }) => status === 'failed'),
    );
    expect(await breakers(id)).toMatchObject([{ state: 'closed', consecutive_failures: 0 }]);
    await remove(id);
  }
});

test('a success between failures keeps a breaker closed', async () => {
  const id = await stage.integration(http('/mixed'), { breaker });
  for (const [n, status] of [503, 503, 200, 503, 503].entries()) {
    stage.receiver.answer('/mixed', status);
    await publish(n);
    await stage.service.deliveries(id, (items) => items.length === n + 1 && items.every(isTerminal));
  }
  await until('two to be counted', async () => (await breakers(id))[0]?.consecutive_failures === 2);
  await remove(id);
});

test('with failures 0 a breaker never opens, and an open one opens no more', async () => {
  const id = await opened('/never', 2);
  stage.receiver.answer('/never', 503);
  const change = { breaker: { failures: 0 } };
  expect((await stage.service.rest('PUT', `/integrations/${id}`, change)).status).toBe(200);
  await stage.service.deliveries(id, (items) => items.length === 5 && items.every(({ status }) => status === 'failed'));
  await publish(9);
  await stage.service.deliveries(id, (items) => items.length === 6 && items.every(({ status }) => status === 'failed'));
  expect(stage.receiver.to('/never')).toHaveLength(6);
  await remove(id);
});

test('a change of the integration lets the next probe go at once', async () => {
  const id = await opened('/old', 2);
  const { body } = await stage.service.rest('GET', `/integrations/${id}`);
  const actions = [{ ...body.actions[0], url: `${stage.receiver.url}/new` }];
  await stage.service.rest('PUT', `/integrations/${id}`, { actions });
  await stage.service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 2);
  expect(stage.receiver.to('/new')).toHaveLength(2);
  await remove(id);
});
