// What becomes of the deliveries that waited while their integration was paused: all are sent at once, at a rate, or
// they end without being sent.
import { expect, test } from 'vitest';
import { failureEvents, isTerminal, settled, startStage } from './make.ts';

const stage = startStage();

const resume = (id: string, body?: Record<string, unknown>) =>
  stage.service.rest('POST', `/integrations/${id}/resume`, body);
const pause = (id: string) => stage.service.rest('POST', `/integrations/${id}/pause`, { reason: 'works' });
const remove = (id: string) => stage.service.rest('DELETE', `/integrations/${id}`);

/** A paused integration with so many deliveries that wait. */
async function paused(path: string, count: number, more: Record<string, unknown> = {}) {
  const id = await stage.integration({ type: 'http', url: stage.receiver.url + path, body: '{{.Data.n}}' }, more);
  expect((await pause(id)).body).toMatchObject({ paused_reason: 'works' });
  for (let n = 0; n < count; n += 1) await stage.service.publish('user.created', { n });
  const items = await stage.service.deliveries(id, (all) => all.length === count);
  for (const item of items) expect(item).toMatchObject({ status: 'pending', waits_for: 'paused' });
  return id;
}

test('resumed at a rate, what waited is sent at that rate, as a bulk job; new deliveries go at once', async () => {
  const id = await paused('/drained', 8);
  const answer = await resume(id, { backlog: 'keep', rate_per_sec: 4 });
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).not.toHaveProperty('paused_at');
  await stage.service.publish('user.created', { n: 100 });
  await stage.service.deliveries(id, (items) => items[0]?.status === 'success');
  const { body } = await stage.service.rest('GET', '/bulk-jobs?kind=drain');
  expect(body.items[0]).toMatchObject({ kind: 'drain', total: 8, rate_per_sec: 4, filter: { integration_id: id } });
  await stage.service.deliveries(id, (items) => items.length === 9 && items.every(isTerminal));
  const times = stage.receiver
    .to('/drained')
    .filter(({ body: n }) => n !== '100')
    .map(({ at }) => at);
  expect(times).toHaveLength(8);
  // Eight at four a second: 1.75 s from the first to the last, less what a late step makes up for.
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(700);
  await remove(id);
});

test('what has not been sent yet waits on when the integration is paused again', async () => {
  const id = await paused('/again', 6);
  await resume(id, { rate_per_sec: 0.1 });
  await stage.receiver.awaits('/again', 1);
  const items = await stage.service.deliveries(id, (all) => all.some(({ status }) => status === 'success'));
  expect(items.filter(({ waits_for }) => waits_for === 'drain')).toHaveLength(5);
  await pause(id);
  await resume(id);
  await stage.service.deliveries(id, (all) => all.every(({ status }) => status === 'success'));
  expect(stage.receiver.to('/again')).toHaveLength(6);
  await remove(id);
});

test('resumed without its backlog, what waited ends failed with the reason, raises no event and is never sent', async () => {
  const id = await paused('/dropped', 4);
  expect((await resume(id, { backlog: 'drop' })).status).toBe(200);
  const items = await stage.service.deliveries(id, (all) => all.every(isTerminal));
  for (const item of items)
    expect(item).toMatchObject({
      status: 'failed',
      attempt_count: 0,
      error: 'dropped with the backlog when the integration was resumed',
    });
  expect(await failureEvents(stage.service, id)).toEqual([]);
  await stage.service.publish('user.created', { n: 100 });
  await stage.receiver.awaits('/dropped', 1);
  expect(stage.receiver.to('/dropped').map(({ body }) => body)).toEqual(['100']);
  // One that was dropped can be retried by hand like any failed one.
  await stage.service.rest('POST', `/integrations/${id}/deliveries/${items[0]?.id}/retry`);
  await stage.receiver.awaits('/dropped', 2);
  await remove(id);
});

test('retries that were to come later are dropped with the backlog', async () => {
  stage.receiver.answer('/later', 503);
  const id = await stage.integration({ type: 'http', url: `${stage.receiver.url}/later`, max_retries: 2 });
  await stage.service.publish('user.created');
  await stage.delivery(id, (item) => item.status === 'pending' && item.attempt_count === 1);
  await pause(id);
  await resume(id, { backlog: 'drop' });
  expect(await stage.delivery(id)).toMatchObject({ status: 'failed', attempt_count: 1 });
  await remove(id);
});

test('what waits in a line is dropped too, and the line goes on with what comes', async () => {
  const id = await paused('/line', 3, { ordering_key: 'Data.who' });
  await remove(id);
  const line = await stage.integration(
    { type: 'http', url: `${stage.receiver.url}/line` },
    { ordering_key: 'Data.who' },
  );
  await pause(line);
  for (let n = 0; n < 3; n += 1) await stage.service.publish('user.created', { who: 'ann', n });
  await resume(line, { backlog: 'drop' });
  await stage.service.deliveries(line, (items) => items.length === 3 && items.every(isTerminal));
  await stage.service.publish('user.created', { who: 'ann', n: 4 });
  await stage.service.deliveries(line, (items) => items[0]?.status === 'success');
  expect(stage.receiver.to('/line')).toHaveLength(1);
  await remove(line);
  await settled(stage.service);
});

test('an order that cannot be is refused by its path, and the integration stays paused', async () => {
  const id = await paused('/refused', 1);
  for (const [body, path] of [
    [{ backlog: 'burn' }, 'backlog'],
    [{ rate_per_sec: 0 }, 'rate_per_sec'],
    [{ rate_per_sec: 'fast' }, 'rate_per_sec'],
    [{ backlog: 'drop', rate_per_sec: 1 }, 'rate_per_sec'],
    [{ rate: 1 }, 'rate'],
  ] as const) {
    const { status, body: answer } = await resume(id, body);
    expect(status).toBe(400);
    expect(answer.errors.map((problem: { path: string }) => problem.path)).toEqual([path]);
  }
  expect((await stage.service.rest('GET', `/integrations/${id}`)).body.paused_at).toBeTruthy();
  await remove(id);
});

test('a disabled integration does not see events, and the explanation of an event says so', async () => {
  const id = await stage.integration({ type: 'http', url: `${stage.receiver.url}/off` }, { enabled: false });
  const { id: eventId, deliveries } = await stage.service.publish('user.created');
  expect(deliveries).toBe(0);
  const { body } = await stage.service.rest('GET', `/events/${eventId}/explain?integration_id=${id}`);
  expect(body.integrations).toMatchObject([
    { verdict: 'disabled', reason: expect.stringContaining('but it is disabled') },
  ]);
  await stage.service.rest('PUT', `/integrations/${id}`, { enabled: true });
  await stage.service.publish('user.created');
  await stage.receiver.awaits('/off', 1);
  expect(stage.receiver.to('/off')).toHaveLength(1);
  await remove(id);
});
