// How often and when an attempt follows a failed one.
import { expect, test } from 'vitest';
import { failureEvents, quick, settled, startStage } from './make.ts';

const stage = startStage();
const to = (path: string) => `${stage.receiver.url}${path}`;

test('three retries against a constant failure are four requests and no fifth (C052)', async () => {
  stage.receiver.answer('/503', 503);
  const { delivery } = await stage.fire({ type: 'http', url: to('/503'), max_retries: 3, timeout_secs: 2, ...quick });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 4, max_attempts: 4, next_attempt_at: null });
  expect(delivery.attempts.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4]);
  await settled(stage.service);
  expect(stage.receiver.to('/503')).toHaveLength(4);
});

test('the last retry is made: five failures and then a success are six requests (C053)', async () => {
  stage.receiver.answer('/f5', 500, 500, 500, 500, 500, 200);
  const { delivery } = await stage.fire({ type: 'http', url: to('/f5'), max_retries: 5, ...quick });
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 6 });
  expect(stage.receiver.to('/f5')).toHaveLength(6);
});

test.each([
  ['no retries', { max_retries: 0 }, '/zero'],
  ['nothing said of retries', {}, '/left-out'],
])('%s is one request (C054)', async (_words, retries, path) => {
  stage.receiver.answer(path, 500);
  const { delivery, integrationId } = await stage.fire({ type: 'http', url: to(path), ...retries });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  const { body } = await stage.service.rest('GET', `/integrations/${integrationId}`);
  expect(body.actions[0].max_retries).toBe(0);
  await settled(stage.service);
  expect(stage.receiver.to(path)).toHaveLength(1);
});

test('a retry by hand counts on from the automatic attempts (C055)', async () => {
  stage.receiver.answer('/m', 500, 500, 200);
  const { delivery, integrationId } = await stage.fire({ type: 'http', url: to('/m'), max_retries: 1, ...quick });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 2 });
  const answer = await stage.service.rest('POST', `/integrations/${integrationId}/deliveries/${delivery.id}/retry`);
  expect(answer).toMatchObject({ status: 202, body: { id: delivery.id } });
  // It may have begun, or ended, before the answer was read.
  expect(['pending', 'running', 'success']).toContain(answer.body.status);
  const ended = await stage.delivery(integrationId, ({ status }) => status === 'success');
  expect(ended).toMatchObject({ attempt_count: 3, error: null });
  expect(ended.attempts.map(({ number, manual }: Record<string, unknown>) => [number, manual])).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ]);
  expect(stage.receiver.to('/m')).toHaveLength(3);
});

test('a failed retry by hand is not followed by automatic ones', async () => {
  stage.receiver.answer('/by-hand', 500);
  const { delivery, integrationId } = await stage.fire({ type: 'http', url: to('/by-hand'), max_retries: 2, ...quick });
  await stage.service.rest('POST', `/integrations/${integrationId}/deliveries/${delivery.id}/retry`);
  const ended = await stage.delivery(integrationId, (item) => item.status === 'failed' && item.attempt_count === 4);
  expect(ended.next_attempt_at).toBeNull();
  await settled(stage.service);
  expect(stage.receiver.to('/by-hand')).toHaveLength(4);
});

test('a retry goes to the address as it is now, with the event as it was (C059)', async () => {
  stage.receiver.answer('/old', 500);
  const action = {
    type: 'http',
    url: to('/old'),
    max_retries: 5,
    body: '{{.FiredAt}} {{.Data.user_email}}',
    backoff: { initial_secs: 1, factor: 1 },
  };
  const id = await stage.integration(action);
  const firedAt = '2026-03-28T23:30:00.123Z';
  await stage.service.publish('user.created', { user_email: 'ann@example.com' }, { fired_at: firedAt });
  await stage.delivery(id, (item) => item.status === 'pending' && item.attempt_count === 1);
  const { body } = await stage.service.rest('GET', `/integrations/${id}`);
  const [stored] = body.actions;
  const put = await stage.service.rest('PUT', `/integrations/${id}`, { actions: [{ ...stored, url: to('/new') }] });
  expect(put.status).toBe(200);
  const ended = await stage.delivery(id);
  expect(ended).toMatchObject({ status: 'success', attempt_count: 2 });
  expect(stage.receiver.to('/old')).toHaveLength(1);
  expect(stage.receiver.to('/new').map(({ body: sent }) => sent)).toEqual([`${firedAt} ann@example.com`]);
});

test('a delivery whose action is removed while it waits ends failed, and its failure is not told', async () => {
  stage.receiver.answer('/removed', 500);
  const action = { type: 'http', url: to('/removed'), max_retries: 5, backoff: { initial_secs: 0.6, factor: 1 } };
  const id = await stage.integration(action);
  await stage.service.publish('user.created');
  await stage.delivery(id, (item) => item.status === 'pending' && item.attempt_count === 1);
  await stage.service.rest('PUT', `/integrations/${id}`, { actions: [{ type: 'log', message: 'instead' }] });
  const ended = await stage.delivery(id);
  expect(ended).toMatchObject({ status: 'failed', error: 'integration, or this action of it, deleted' });
  expect(await failureEvents(stage.service, id)).toEqual([]);
  expect(stage.receiver.to('/removed')).toHaveLength(1);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('waits grow, and deliveries that failed together do not come back together (C062)', {
  timeout: 60_000,
}, async () => {
  const id = await stage.integration(
    {
      type: 'http',
      url: to('/j/{{.Data.user_id}}'),
      max_retries: 3,
      backoff: { initial_secs: 2, factor: 2, max_secs: 3 },
    },
    { triggers: ['login.failed'], breaker: { failures: 0 } },
  );
  const names = Array.from({ length: 40 }, (_, index) => `u${index}`);
  for (const name of names) stage.receiver.answer(`/j/${name}`, 503);
  await stage.service.rest('POST', '/events', {
    events: names.map((name) => ({ type: 'login.failed', data: { user_id: name } })),
  });
  await stage.service.deliveries(
    id,
    (items) => items.length === 40 && items.every(({ status }) => status === 'failed'),
  );
  const times = names.map((name) => stage.receiver.to(`/j/${name}`).map(({ at }) => at));
  const gaps = times.map((at) => at.slice(1).map((time, index) => time - (at[index] as number)));
  expect(gaps.every((of) => of.length === 3)).toBe(true);
  // 2 s and then the cap of 3 s, each ±20 %, and some seconds for a busy machine.
  for (const [first = 0, second = 0, third = 0] of gaps) {
    expect(first).toBeGreaterThanOrEqual(1_590);
    expect(first).toBeLessThan(6_000);
    for (const capped of [second, third]) {
      expect(capped).toBeGreaterThanOrEqual(2_390);
      expect(capped).toBeLessThan(7_200);
    }
  }
  const mean = (index: number) => gaps.reduce((sum, of) => sum + (of[index] as number), 0) / gaps.length;
  expect(mean(1)).toBeGreaterThan(mean(0));
  const seconds = times.map((at) => at[1] as number).sort((a, b) => a - b);
  const within100ms = seconds.map((from) => seconds.filter((at) => at >= from && at < from + 100).length);
  expect(Math.max(...within100ms)).toBeLessThanOrEqual(20);
});

test('FiredAt is the same in each attempt and sorts events in the order in which they happened (C072)', async () => {
  stage.receiver.answer('/t', 500, 200);
  const id = await stage.integration(
    {
      type: 'http',
      url: to('/t'),
      body: '{{.EventType}} {{.FiredAt}}',
      max_retries: 2,
      backoff: { initial_secs: 0.5 },
    },
    { triggers: ['access_request.submitted', 'access_request.approved'] },
  );
  await stage.service.publish('access_request.submitted');
  await stage.receiver.awaits('/t', 1);
  // The case has 50 ms between the two.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await stage.service.publish('access_request.approved');
  await stage.service.deliveries(
    id,
    (items) => items.length === 2 && items.every(({ status }) => status === 'success'),
  );
  const bodies = stage.receiver.to('/t').map(({ body }) => body.split(' '));
  expect(bodies.map(([type]) => type)).toEqual([
    'access_request.submitted',
    'access_request.approved',
    'access_request.submitted',
  ]);
  const [first, second, again] = bodies.map(([, at]) => at as string);
  expect(again).toBe(first);
  expect((first as string) < (second as string)).toBe(true);
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
