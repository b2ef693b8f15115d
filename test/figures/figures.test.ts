// Health in figures, over both doors, of deliveries to a real receiver.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foldOutcomes } from '../../src/figures/fold-outcomes.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: TestService;
let receiver: Receiver;
let good: string;
let bad: string;
let idle: string;

beforeAll(async () => {
  receiver = await startReceiver();
  service = await startTestService();
  receiver.answer('/bad', { status: 500 });
  const action = (path: string, more = {}) => ({ type: 'http', url: `${receiver.url}${path}`, ...more });
  good = await service.integration({ name: 'good', triggers: ['user.created'], actions: [action('/good')] });
  const retry = { max_retries: 1, backoff: { initial_secs: 1, factor: 1, max_secs: 1 } };
  bad = await service.integration({ name: 'bad', triggers: ['user.deleted'], actions: [action('/bad', retry)] });
  idle = await service.integration({ name: 'idle', triggers: ['group.created'], actions: [action('/good')] });
  for (let n = 0; n < 3; n += 1) await service.publish('user.created', { user_id: `u${n}` });
  for (let n = 0; n < 2; n += 1) await service.publish('user.deleted', { user_id: `u${n}` });
  await service.deliveries(good, (items) => items.filter(({ status }) => status === 'success').length === 3);
  await service.deliveries(bad, (items) => items.filter(({ status }) => status === 'failed').length === 2);
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const health = async (id: string, window = 'day') =>
  (await service.rest('GET', `/integrations/${id}/health?window=${window}`)).body;
const folded = (id: string, ended: number) =>
  until('the figures', async () => {
    const figures = await health(id);
    return figures.successes + figures.failures === ended && figures;
  });

test('successes, failures and retries of an integration are told, with its success rate and the 95th percentile', async () => {
  expect(await folded(good, 3)).toMatchObject({ successes: 3, failures: 0, retries: 0, success_rate: 1 });
  expect((await health(good)).p95_ms).toBeGreaterThan(0);
  expect(await folded(bad, 2)).toMatchObject({ successes: 0, failures: 2, retries: 2, success_rate: 0 });
  expect(await health(idle)).toMatchObject({
    successes: 0,
    failures: 0,
    success_rate: null,
    p95_ms: null,
    last_failure: null,
  });
});

test('the last failure is told with its cause, its words and its delivery', async () => {
  const { last_failure } = await folded(bad, 2);
  const [delivery] = await service.deliveries(bad, (items) => items.some(({ id }) => id === last_failure.delivery_id));
  expect(last_failure).toMatchObject({ cause: 'http_5xx', message: expect.stringContaining('500') });
  expect(delivery?.status).toBe('failed');
});

test('each window tells the same of what has just ended, in buckets that follow each other', async () => {
  for (const [window, secs, count] of [
    ['hour', 60, 61],
    ['day', 3_600, 25],
    ['week', 3_600, 169],
  ] as const) {
    const { buckets, successes } = await until('the figures', async () => {
      const figures = await health(good, window);
      return figures.successes === 3 && figures;
    });
    expect(buckets).toHaveLength(count);
    const times = buckets.map(({ from }: { from: string }) => Date.parse(from));
    expect(times.every((time: number, at: number) => at === 0 || time - times[at - 1] === secs * 1_000)).toBe(true);
    expect(buckets.reduce((sum: number, bucket: { successes: number }) => sum + bucket.successes, 0)).toBe(successes);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
    expect(times.at(-1) + secs * 1_000).toBeGreaterThan(Date.now() - 60_000);
  }
});

test('a list of integrations tells the health of each', async () => {
  const query =
    '{ integrations(first: 50) { edges { node { name health { successes failures lastFailure { cause } } } } } }';
  await folded(good, 3);
  await folded(bad, 2);
  const { data } = await service.graphql(query);
  const byName = new Map(data.integrations.edges.map(({ node }: any) => [node.name, node.health]));
  expect(byName.get('good')).toEqual({ successes: 3, failures: 0, lastFailure: null });
  expect(byName.get('bad')).toEqual({ successes: 0, failures: 2, lastFailure: { cause: 'http_5xx' } });
  const { body } = await service.rest('GET', '/integrations/health');
  expect(body.items.map(({ name }: any) => name).toSorted()).toEqual(['bad', 'good', 'idle']);
});

test('the overview tells of all together, of what waits, and names those that fail first', async () => {
  await folded(good, 3);
  await folded(bad, 2);
  const { status, body } = await service.rest('GET', '/overview');
  expect(status).toBe(200);
  expect(body).toMatchObject({ successes: 3, failures: 2, retries: 2, success_rate: 0.6 });
  expect(body.queue).toEqual({ due: 0, later: 0, running: 0, oldest_due_secs: 0 });
  expect(body.failing.map(({ name }: any) => name)).toEqual(['bad']);
  expect(body.buckets).toHaveLength(25);
});

test('test deliveries are left out', async () => {
  await folded(good, 3);
  const answer = await service.rest('POST', `/integrations/${good}/test`, { event_type: 'user.created', send: true });
  expect(answer.status).toBe(202);
  await service.deliveries(good, (items) => items.filter(({ status }) => status === 'success').length === 4);
  await foldOutcomes(service.database);
  expect(await health(good)).toMatchObject({ successes: 3 });
});

test('what a node left behind is added once, whoever adds it and however many do at the same time', async () => {
  const insert = `INSERT INTO attempt_outcomes (integration_id, status, slot, attempts)
    SELECT $1, 'success', 10, 1 FROM generate_series(1, 12000)`;
  await service.database.query(insert, [idle]);
  await Promise.all(Array.from({ length: 4 }, () => foldOutcomes(service.database)));
  await foldOutcomes(service.database);
  expect(await health(idle)).toMatchObject({ successes: 12_000, success_rate: 1 });
  expect(await service.database.query('SELECT FROM attempt_outcomes')).toEqual([]);
});

test('a window that there is not is refused by name, and an integration that there is not is not found', async () => {
  const wrong = await service.rest('GET', '/overview?window=year');
  expect(wrong.status).toBe(400);
  expect(wrong.body.errors).toEqual([{ path: 'window', message: 'must be one of hour, day, week' }]);
  expect((await service.rest('GET', '/integrations/00000000-0000-7000-8000-000000000001/health')).status).toBe(404);
});

test('a list of integrations gives the hours of each', async () => {
  const query =
    '{ integrations(first: 50) { edges { node { id health { successes failures buckets { successes failures } } } } } }';
  const { data } = await service.graphql(query);
  for (const { node } of data.integrations.edges) {
    const sum = (part: 'successes' | 'failures') =>
      node.health.buckets.reduce((total: number, bucket: any) => total + bucket[part], 0);
    expect([sum('successes'), sum('failures')]).toEqual([node.health.successes, node.health.failures]);
    expect(node.health.buckets).toHaveLength(25);
  }
});

test('integrations that failed today can be listed alone, and the others without them', async () => {
  const names = async (failing: boolean) => {
    const { data } = await service.graphql(
      'query ($failing: Boolean) { integrations(filter: { failing: $failing }) { edges { node { id health { failures } } } } }',
      { failing },
    );
    return data.integrations.edges.map(({ node }: any) => node);
  };
  const [failing, others] = [await names(true), await names(false)];
  expect(failing.length).toBeGreaterThan(0);
  expect(failing.every(({ health }: any) => health.failures > 0)).toBe(true);
  expect(others.every(({ health }: any) => health.failures === 0)).toBe(true);
});
