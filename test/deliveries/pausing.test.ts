// A target that is gone for good pauses its integration: nothing is lost, nothing is sent until a person looks.
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../support/until.ts';
import { settled, startStage } from './make.ts';

const stage = startStage();

const shown = async (id: string) => {
  const query = 'query ($id: ID!) { integration(id: $id) { pausedAt pausedReason enabled } }';
  return (await stage.service.graphql(query, { id })).data.integration;
};
const resume = (id: string) =>
  stage.service.graphql('mutation ($id: ID!) { resumeIntegration(id: $id) { pausedAt } }', { id });
const pause = (id: string) =>
  stage.service.graphql('mutation ($id: ID!) { pauseIntegration(id: $id, reason: "works") { pausedAt } }', { id });

async function paused(path: string) {
  stage.receiver.answer(path, 410);
  const id = await stage.integration({ type: 'http', url: `${stage.receiver.url}${path}`, max_retries: 5 });
  await stage.service.publish('user.created', { n: 1 });
  const gone = await stage.delivery(id);
  await stage.service.deliveries(id, () => true);
  return { id, gone };
}

test('a 410 ends the delivery at once and pauses the integration, with the reason', async () => {
  const { id, gone } = await paused('/gone');
  expect(gone).toMatchObject({ status: 'failed', attempt_count: 1, response_status: 410 });
  await expect.poll(async () => (await shown(id)).pausedAt).not.toBeNull();
  expect(await shown(id)).toMatchObject({ pausedReason: '127.0.0.1 answered 410: gone for good', enabled: true });
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('events of a paused integration wait without an attempt, and are sent when it is resumed', async () => {
  const { id } = await paused('/waits');
  await expect.poll(async () => (await shown(id)).pausedAt).not.toBeNull();
  for (const n of [2, 3, 4])
    expect(await stage.service.publish('user.created', { n })).toMatchObject({ deliveries: 1 });
  // An integration that is not paused gets the same events: when it has them, the other has had its chance.
  const other = await stage.fire({ type: 'http', url: `${stage.receiver.url}/beside` });
  expect(other.delivery.status).toBe('success');
  const waiting = (await stage.service.deliveries(id, (items) => items.length === 5)).slice(0, 4);
  for (const item of waiting)
    expect(item).toMatchObject({ status: 'pending', attempt_count: 0, next_attempt_at: null });
  expect(stage.receiver.to('/waits')).toHaveLength(1);

  stage.receiver.answer('/waits', 200);
  expect(await resume(id)).toEqual({ data: { resumeIntegration: { pausedAt: null } } });
  await stage.service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 4);
  expect(stage.receiver.to('/waits')).toHaveLength(5);
  expect((await resume(id)).errors?.[0]).toMatchObject({ extensions: { code: 'CONFLICT' } });
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a delivery of a paused integration cannot be retried by hand before it is resumed', async () => {
  const { id, gone } = await paused('/retry');
  await expect.poll(async () => (await shown(id)).pausedAt).not.toBeNull();
  const retry = () => stage.service.rest('POST', `/integrations/${id}/deliveries/${gone.id}/retry`);
  expect(await retry()).toMatchObject({ status: 409, body: { detail: expect.stringContaining('resume it first') } });
  expect(stage.receiver.to('/retry')).toHaveLength(1);
  stage.receiver.answer('/retry', 200);
  await resume(id);
  expect((await retry()).status).toBe(202);
  expect(await stage.delivery(id, ({ status }) => status === 'success')).toMatchObject({ attempt_count: 2 });
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a retry that is due while the integration is paused waits too, and keeps its count', async () => {
  stage.receiver.answer('/due', 503);
  const id = await stage.integration({
    type: 'http',
    url: `${stage.receiver.url}/due`,
    max_retries: 2,
    backoff: { initial_secs: 0.6, factor: 1 },
  });
  await stage.service.publish('user.created');
  await stage.delivery(id, (item) => item.status === 'pending' && item.attempt_count === 1);
  await pause(id);
  const held = await stage.delivery(id, (item) => item.status === 'pending' && item.next_attempt_at === null);
  expect(held.attempt_count).toBe(1);
  stage.receiver.answer('/due', 200);
  await resume(id);
  expect(await stage.delivery(id)).toMatchObject({ status: 'success', attempt_count: 2 });
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('what waited for a paused integration ends failed when it is deleted, and is never sent', async () => {
  const { id } = await paused('/deleted');
  await expect.poll(async () => (await shown(id)).pausedAt).not.toBeNull();
  await stage.service.publish('user.created', { n: 2 });
  await stage.service.rest('DELETE', `/integrations/${id}`);
  await settled(stage.service);
  const rows = await stage.service.database.query(
    'SELECT status, cause, attempt_count FROM deliveries WHERE integration_id = $1 ORDER BY id',
    [id],
  );
  expect(rows).toEqual([
    { status: 'failed', cause: 'http_410', attempt_count: 1 },
    { status: 'failed', cause: 'integration_deleted', attempt_count: 0 },
  ]);
  expect(stage.receiver.to('/deleted')).toHaveLength(1);
});

test('an event that comes in while its integration is being resumed does not wait for ever', async () => {
  const { id } = await paused('/race');
  await expect.poll(async () => (await shown(id)).pausedAt).not.toBeNull();
  const other = await stage.integration({ type: 'log', message: 'x' });
  stage.receiver.answer('/race', 200);
  const blocker = new pg.Client({ connectionString: stage.service.database.url });
  await blocker.connect();
  onTestFinished(() => blocker.end());
  // Holds the intake between what it has stored and its commit.
  await blocker.query('BEGIN; LOCK TABLE pgboss.job IN ACCESS EXCLUSIVE MODE');
  const published = stage.service.publish('user.created', { n: 2 });
  const waiting = async (like: string) => {
    const sql = `SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE $1`;
    const [row] = await stage.service.database.query<{ count: number }>(sql, [like]);
    return (row?.count ?? 0) > 0;
  };
  await until('the intake to wait', () => waiting('%insert into pgboss.job%'));
  let resumed = false;
  const resuming = resume(id).finally(() => {
    resumed = true;
  });
  await until('resume to wait or to be done', async () => resumed || (await waiting('%from integrations%')));
  await blocker.query('COMMIT');
  await Promise.all([published, resuming]);
  await stage.service.deliveries(id, (items) => items.length === 2 && items[0]?.status === 'success');
  for (const one of [id, other]) await stage.service.rest('DELETE', `/integrations/${one}`);
});
