// Targets that hang, fail or are not there: whom they may hold up, and what is counted.
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { workChannel } from '../../src/deliveries/channels.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

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

const backoff = { initial_secs: 0.05, factor: 1, max_secs: 0.1 };
const httpAction = (path: string, more = {}) => ({ type: 'http', url: `${receiver.url}${path}`, ...more });

async function integration(triggers: string[], ...actions: object[]): Promise<string> {
  const id = await service.integration({ triggers, actions });
  onTestFinished(async () => void (await service.rest('DELETE', `/integrations/${id}`)));
  return id;
}

const openJobs = async () =>
  (
    await service.database.query<{ count: number }>(
      "SELECT count(*)::int FROM pgboss.job WHERE name = 'attempts' AND state < 'completed'",
    )
  )[0]?.count;

test('targets that hang hold up nobody else (C022)', async () => {
  const held: ServerResponse[] = [];
  receiver.answer('/slow', (_request, response) => void held.push(response));
  await integration(['login.success'], httpAction('/slow', { timeout_secs: 10 }));
  await integration(['user.created'], httpAction('/fast'));
  const events = Array.from({ length: 70 }, () => ({ type: 'login.success', data: {} }));
  await service.rest('POST', '/events', { events });
  await receiver.awaits('/slow', 20);
  const begun = performance.now();
  await service.publish('user.created');
  await receiver.awaits('/fast', 1);
  expect(performance.now() - begun).toBeLessThan(8_000);
  receiver.answer('/slow', 200);
  for (const response of held) response.end('ok');
  await until('all to end', async () => (await openJobs()) === 0);
});

test('a target that always fails gets 1 + max_retries requests and no more (C052)', async () => {
  receiver.answer('/503', 503);
  const id = await integration(['user.created'], httpAction('/503', { max_retries: 3, timeout_secs: 2, backoff }));
  await service.publish('user.created');
  const [failed] = await service.deliveries(id, ([item]) => item?.status === 'failed');
  expect(failed).toMatchObject({ attempt_count: 4, max_attempts: 4, next_attempt_at: null });
  expect(receiver.to('/503')).toHaveLength(4);
  // Nothing is left that could send a fifth.
  await until('no job to be left', async () => (await openJobs()) === 0);
});

test('the last retry is made, and no due attempt is left waiting (C053)', async () => {
  receiver.answer('/f5', 500, 500, 500, 500, 500, 200);
  const id = await integration(['user.created'], httpAction('/f5', { max_retries: 5, backoff }));
  await service.publish('user.created');
  const [done] = await service.deliveries(id, ([item]) => item?.status === 'success');
  expect(done).toMatchObject({ attempt_count: 6, status: 'success' });
  expect(receiver.to('/f5')).toHaveLength(6);
  const times = receiver.to('/f5').map(({ at }) => at);
  expect(Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))).toBeLessThan(4_500);
  const overdue = "SELECT FROM deliveries WHERE status = 'pending' AND next_attempt_at < now() - interval '1 s'";
  expect(await service.database.query(overdue)).toEqual([]);
});

test('a manual retry counts on: numbers 1, 2, 3 and attempt_count 3 (C055)', async () => {
  receiver.answer('/m', 500, 500, 200);
  // As while somebody watches: only then the states are logged.
  await service.database.query("UPDATE live_watch SET watched_until = now() + interval '1 hour'");
  const id = await integration(['user.created'], httpAction('/m', { max_retries: 1, backoff }));
  await service.publish('user.created');
  const [failed] = await service.deliveries(id, ([item]) => item?.status === 'failed');
  expect((await service.rest('POST', `/integrations/${id}/deliveries/${failed?.id}/retry`)).status).toBe(202);
  const [done] = await service.deliveries(id, ([item]) => item?.status === 'success');
  expect(done).toMatchObject({ id: failed?.id, attempt_count: 3 });
  const { body } = await service.rest('GET', `/integrations/${id}/deliveries/${done?.id}`);
  expect(body.attempts.map(({ number, manual }: any) => [number, manual])).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ]);
  const log = await service.database.query<{ status: string }>(
    'SELECT status FROM delivery_updates WHERE delivery_id = $1 ORDER BY seq',
    [done?.id],
  );
  expect(log.map(({ status }) => status).slice(-4)).toEqual(['failed', 'pending', 'running', 'success']);
});

test.each([
  ['a closed port', async () => 'http://127.0.0.1:1/'],
  ['a target that hangs', async () => `${receiver.url}/hang`],
  ['a target that fails', async () => `${receiver.url}/fails`],
])('intake answers at once whatever the target does: %s (C069)', async (_, url) => {
  receiver.answer('/hang', () => {});
  receiver.answer('/fails', 500);
  await integration(['user.created'], { type: 'http', url: await url(), timeout_secs: 4 });
  for (let count = 0; count < 5; count += 1) {
    const begun = performance.now();
    expect(await service.publish('user.created')).toMatchObject({ deliveries: 1 });
    expect(performance.now() - begun).toBeLessThan(3_500);
  }
  await until('all to end', async () => (await openJobs()) === 0);
});

test('all attempts of a delivery, manual ones too, carry one id, once, and other deliveries another (C071)', async () => {
  receiver.answer('/late', () => {}, 500, 200);
  const headers = { 'Webhook-Id': 'mine' };
  const id = await integration(
    ['user.created'],
    httpAction('/late', { headers, timeout_secs: 1, max_retries: 1, backoff }),
  );
  await service.publish('user.created');
  const [failed] = await service.deliveries(id, ([item]) => item?.status === 'failed');
  await service.rest('POST', `/integrations/${id}/deliveries/${failed?.id}/retry`);
  await service.deliveries(id, ([item]) => item?.status === 'success');
  await service.publish('user.created');
  const sent = await receiver.awaits('/late', 4);
  expect(sent.slice(0, 3).map((request) => request.headers['webhook-id'])).toEqual(Array(3).fill(failed?.id));
  expect(sent[3]?.headers['webhook-id']).not.toBe(failed?.id);
  expect(sent[3]?.headers['webhook-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('FiredAt is the time of the event, the same in every attempt, and sorts events that arrive late (C072)', async () => {
  receiver.answer('/t', 500, 200);
  const body = '{{.EventType}} {{.FiredAt}}';
  const id = await integration(['user.created', 'user.updated'], httpAction('/t', { body, max_retries: 2, backoff }));
  const fired = Date.now();
  const at = (ms: number) => ({ fired_at: new Date(fired + ms).toISOString() });
  await service.publish('user.created', {}, at(0));
  await service.publish('user.updated', {}, at(50));
  await service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 2);
  const texts = receiver.to('/t').map((request) => request.body);
  expect(texts).toHaveLength(3);
  const times = Object.groupBy(texts, (text) => text.split(' ')[0] ?? '');
  const [created, updated] = [new Set(times['user.created']), new Set(times['user.updated'])];
  expect([created.size, updated.size]).toEqual([1, 1]);
  const timeOf = (set: Set<string>) => Date.parse([...set][0]?.split(' ')[1] ?? '');
  expect(timeOf(created)).toBe(fired);
  expect(timeOf(updated) - timeOf(created)).toBe(50);
});

/** Lets what waits for its next attempt be due now. */
async function hasten(): Promise<void> {
  await service.database.query("UPDATE deliveries SET next_attempt_at = now() WHERE status = 'pending'");
  await service.database.query("UPDATE pgboss.job SET start_after = now() WHERE state < 'active'");
  await service.database.query(`SELECT pg_notify('${workChannel}', '')`);
}

test('failures of those that listen to failures tell nobody, not by hand and not after a restart (C089)', async () => {
  receiver.answer('/500', 500);
  const told = 'event_action.delivery_failed';
  const source = await integration(['user.created'], httpAction('/500', { max_retries: 0 }));
  const first = await integration([told], httpAction('/500', { max_retries: 1, backoff }));
  const second = await integration([told], {
    type: 'slack',
    webhook_url: `${receiver.url}/500`,
    message: '{{.integration_name}} {{.attempt_count}}',
  });
  await service.publish('user.created');
  await until('all to have failed', async () => {
    await hasten();
    return (await openJobs()) === 0;
  });
  const all = () =>
    service.database.query('SELECT status FROM deliveries WHERE integration_id = ANY($1)', [[source, first, second]]);
  expect(await all()).toEqual(Array(3).fill({ status: 'failed' }));
  const again = await startTestService({ database: service.database });
  onTestFinished(() => again.stop());
  for (const id of [first, second]) {
    const [failed] = await service.deliveries(id, (items) => items.length === 1);
    expect((await service.rest('POST', `/integrations/${id}/deliveries/${failed?.id}/retry`)).status).toBe(202);
    await service.deliveries(
      id,
      ([item]) => item?.status === 'failed' && item.attempt_count > (failed?.attempt_count ?? 0),
    );
  }
  await until('no job to be left', async () => (await openJobs()) === 0);
  expect(await all()).toEqual(Array(3).fill({ status: 'failed' }));
});

test('an event finds all of 150 integrations (C099)', async () => {
  const ids = await Promise.all(
    Array.from({ length: 150 }, (_, index) => integration(['group.created'], httpAction(`/n/${index}`))),
  );
  expect((await service.rest('GET', '/integrations')).body.total).toBe(150);
  expect(await service.publish('group.created')).toMatchObject({ deliveries: 150 });
  await until(
    '150 paths',
    () => new Set(receiver.received.filter(({ url }) => url.startsWith('/n/')).map(({ url }) => url)).size === 150,
  );
  const done = "SELECT count(*)::int FROM deliveries WHERE status = 'success' AND integration_id = ANY($1)";
  await until(
    '150 successes',
    async () => (await service.database.query<{ count: number }>(done, [ids]))[0]?.count === 150,
  );
});

test('events that race the deletes of their integration are accepted, and no delete is a surprise (C120)', async () => {
  receiver.answer('/d', 200);
  const id = await service.integration({ triggers: ['group.deleted'], actions: [httpAction('/d')] });
  const { body } = await service.rest('GET', `/integrations/${id}`);
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => [
      service.rest('POST', '/events', { type: 'group.deleted', data: {} }),
      service.rest('DELETE', `/integrations/${id}`),
      service.rest('PUT', `/integrations/${id}`, body),
    ]).map(async (three) => (await Promise.all(await three)).map(({ status }) => status)),
  );
  expect(answers.map(([event]) => event)).toEqual(Array(20).fill(202));
  expect(answers.map(([, deleted]) => deleted).toSorted()).toEqual([204, ...Array(19).fill(404)]);
  for (const [, , put] of answers) expect([200, 404, 409]).toContain(put);
  await until('no job to be left', async () => (await openJobs()) === 0);
  const left = "SELECT FROM deliveries WHERE integration_id = $1 AND status IN ('pending', 'running')";
  expect(await service.database.query(left, [id])).toEqual([]);
});
