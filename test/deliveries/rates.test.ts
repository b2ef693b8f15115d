// An action's rate and concurrency: what is beyond waits, in its order, and no attempt of it is counted.
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { isTerminal, startStage } from './make.ts';

const stage = startStage();

const http = (path: string, more: Record<string, unknown> = {}) => ({
  type: 'http',
  url: stage.receiver.url + path,
  body: '{{.Data.n}}',
  ...more,
});
const publishMany = (count: number) =>
  stage.service.rest('POST', '/events', {
    events: Array.from({ length: count }, (_, n) => ({ type: 'user.created', data: { n } })),
  });
const remove = (id: string) => stage.service.rest('DELETE', `/integrations/${id}`);
const allDone = (id: string, count: number) =>
  stage.service.deliveries(id, (items) => items.length === count && items.every(isTerminal));

test('no more than the rate are sent a second; the others wait, without an attempt and with the reason', async () => {
  const id = await stage.integration(http('/rate', { rate_per_sec: 5 }));
  await publishMany(12);
  const items = await stage.service.deliveries(id, (all) => all.some(({ waits_for }) => waits_for === 'rate'));
  for (const item of items.filter(({ waits_for }) => waits_for))
    expect(item).toMatchObject({ status: 'pending', attempt_count: 0, next_attempt_at: null });
  const done = await allDone(id, 12);
  for (const item of done) expect(item).toMatchObject({ status: 'success', attempt_count: 1 });
  // 12 at 5 a second: the last one is due 2.2 s after the first, and what is late goes with the next.
  const times = stage.receiver.to('/rate').map(({ at }) => at);
  expect(times).toHaveLength(12);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_900);
  await remove(id);
});

test('what waits for the rate goes in the order in which it came, and before what comes later', async () => {
  const id = await stage.integration(http('/order', { rate_per_sec: 20, concurrency: 1 }));
  await publishMany(5);
  await stage.service.deliveries(id, (all) => all.some(({ waits_for }) => waits_for));
  for (let n = 5; n < 10; n += 1) await stage.service.publish('user.created', { n });
  await allDone(id, 10);
  const numbers = stage.receiver.to('/order').map(({ body }) => Number(body));
  expect(numbers.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const positions = (from: number) => numbers.flatMap((n, at) => (n >= from && n < from + 5 ? [at] : []));
  const mean = (list: number[]) => list.reduce((sum, at) => sum + at, 0) / list.length;
  expect(mean(positions(0))).toBeLessThan(mean(positions(5)));
  await remove(id);
});

test('no more than the concurrency are under way, and each end lets the next one go', async () => {
  let open = 0;
  let most = 0;
  const answers: (() => void)[] = [];
  stage.receiver.answer('/few', (_request, response) => {
    open += 1;
    most = Math.max(most, open);
    answers.push(() => {
      open -= 1;
      response.end('ok');
    });
  });
  const id = await stage.integration(http('/few', { concurrency: 3 }));
  await publishMany(10);
  await stage.receiver.awaits('/few', 3);
  await stage.service.deliveries(
    id,
    (items) => items.filter(({ waits_for }) => waits_for === 'concurrency').length === 7,
  );
  expect(stage.receiver.to('/few')).toHaveLength(3);
  for (let sent = 3; sent <= 10; sent += 1) {
    answers.shift()?.();
    await stage.receiver.awaits('/few', Math.min(sent + 1, 10));
  }
  for (const answer of answers.splice(0)) answer();
  await allDone(id, 10);
  expect(most).toBe(3);
  await remove(id);
});

test('a failed attempt of a limited action is retried within its limits', async () => {
  stage.receiver.answer('/limited', 503, 503, 200);
  const id = await stage.integration(
    http('/limited', { rate_per_sec: 50, concurrency: 1, max_retries: 3, backoff: { initial_secs: 0.05, factor: 1 } }),
  );
  await stage.service.publish('user.created', { n: 1 });
  expect(await stage.delivery(id)).toMatchObject({ status: 'success', attempt_count: 3 });
  await remove(id);
});

test('without its limits an action sends what waited at once', async () => {
  const id = await stage.integration(http('/lifted', { rate_per_sec: 0.05 }));
  await publishMany(6);
  await stage.service.deliveries(id, (items) => items.filter(({ waits_for }) => waits_for === 'rate').length === 5);
  const { body } = await stage.service.rest('GET', `/integrations/${id}`);
  expect(body.actions[0]).toMatchObject({ rate_per_sec: 0.05 });
  expect(body.actions[0]).not.toHaveProperty('concurrency');
  const { rate_per_sec: _, ...action } = body.actions[0];
  await stage.service.rest('PUT', `/integrations/${id}`, { actions: [action] });
  await allDone(id, 6);
  const gates = 'SELECT count(*)::int FROM action_gates WHERE integration_id = $1';
  await until('the gate to go', async () => {
    const [row] = await stage.service.database.query<{ count: number }>(gates, [id]);
    return row?.count === 0;
  });
  await remove(id);
});

test('what waits for the rate of a paused integration waits until it is resumed', async () => {
  const id = await stage.integration(http('/held', { rate_per_sec: 0.05 }));
  await publishMany(3);
  await stage.service.deliveries(id, (items) => items.filter(({ waits_for }) => waits_for === 'rate').length === 2);
  await stage.service.rest('POST', `/integrations/${id}/pause`);
  const { body } = await stage.service.rest('GET', `/integrations/${id}`);
  await stage.service.rest('PUT', `/integrations/${id}`, { actions: [{ ...body.actions[0], rate_per_sec: 1_000 }] });
  // Another integration gets an event meanwhile: when it has it, this one has had its chance.
  await stage.fire({ type: 'http', url: `${stage.receiver.url}/beside` }, {}, 'user.deleted');
  expect(stage.receiver.to('/held')).toHaveLength(1);
  await stage.service.rest('POST', `/integrations/${id}/resume`);
  await allDone(id, 3);
  expect(stage.receiver.to('/held')).toHaveLength(3);
  await remove(id);
});

test('every kind of action has limits; GraphQL spells them in its way', async () => {
  const query = `mutation ($input: CreateIntegrationInput!) { createIntegration(input: $input) {
    id actions { type ratePerSec concurrency } } }`;
  const input = {
    name: 'limits',
    triggers: ['group.deleted'],
    actions: [
      { http: { url: `${stage.receiver.url}/x`, ratePerSec: 0.5 } },
      { slack: { webhookUrl: `${stage.receiver.url}/services/T/B/x`, message: 'x', concurrency: 1 } },
      { log: { message: 'x', ratePerSec: 10, concurrency: 2 } },
      { log: { message: 'y' } },
    ],
  };
  const { data } = await stage.service.graphql(query, { input });
  expect(data.createIntegration.actions).toEqual([
    { type: 'http', ratePerSec: 0.5, concurrency: null },
    { type: 'slack', ratePerSec: null, concurrency: 1 },
    { type: 'log', ratePerSec: 10, concurrency: 2 },
    { type: 'log', ratePerSec: null, concurrency: null },
  ]);
  await remove(data.createIntegration.id);
});

test('limits and settings of breakers that cannot be are refused by their path', async () => {
  const wrong = await stage.service.rest('POST', '/integrations', {
    name: 'x',
    triggers: ['user.created'],
    breaker: { failures: -1, wait_secs: 0, max_wait_secs: 100_000 },
    actions: [http('/x', { rate_per_sec: 0, concurrency: 51 })],
  });
  expect(wrong.status).toBe(400);
  expect(wrong.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
    'actions[0].concurrency',
    'actions[0].rate_per_sec',
    'breaker.failures',
    'breaker.max_wait_secs',
    'breaker.wait_secs',
  ]);
});
