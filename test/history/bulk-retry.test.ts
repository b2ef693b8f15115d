// Everything that failed since 14:00, again: counted first, at a rate, each once, by whichever node is there.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';
import { seedDeliveries, seedIntegration } from './seed.ts';

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

/** An integration with failed deliveries that now would succeed. */
async function failedOnes(path: string, count: number, more = {}) {
  const id = await service.integration({
    triggers: ['user.deleted'],
    actions: [{ type: 'http', url: `${receiver.url}${path}` }],
    // No breaker gets between the job and what it retries.
    breaker: { failures: 0 },
  });
  await seedDeliveries(service.database, {
    count,
    integrationId: id,
    status: 'failed',
    cause: 'http_5xx',
    error: 'it answered 503',
    ...more,
  });
  await service.database.query(
    `UPDATE deliveries SET action_id = (SELECT (actions->0->>'id')::uuid FROM integrations WHERE id = $1) WHERE integration_id = $1`,
    [id],
  );
  return id;
}

const ended = (id: string) =>
  until('the job to end', async () => {
    const { body } = await service.rest('GET', `/bulk-jobs/${id}`);
    return body.finished_at !== null && body;
  });

test('a dry run counts and estimates, and changes nothing', async () => {
  const id = await failedOnes('/dry', 30);
  const answer = await service.rest('POST', '/deliveries/retry', {
    filter: { integration_id: id },
    dry_run: true,
    rate_per_sec: 3,
  });
  expect(answer).toMatchObject({ status: 200, body: { total: 30, estimated_secs: 10, job: null } });
  expect((await service.rest('GET', '/bulk-jobs')).body.items).toEqual([]);
  expect(receiver.to('/dry')).toEqual([]);
});

test('what the filter lets through is retried once each, with progress to watch, and the rest is left', async () => {
  const id = await failedOnes('/again', 130);
  const other = await failedOnes('/other', 5);
  const rows = `integration_id = '${id}'`;
  await service.database.query(`UPDATE deliveries SET cause = 'dns', error = 'host not found' WHERE ${rows} AND id IN
    (SELECT id FROM deliveries WHERE ${rows} ORDER BY id LIMIT 30)`);
  const started = await service.graphql(
    `mutation ($f: DeliveryFilter!) { bulkRetry(filter: $f, ratePerSec: 200) { total estimatedSecs job { id status kind requestedBy } } }`,
    { f: { integrationId: id, cause: ['http_5xx'], errorContains: 'ANSWERED 5', status: ['FAILED'] } },
  );
  expect(started.errors).toBeUndefined();
  const { total, estimatedSecs, job } = started.data.bulkRetry;
  expect([total, estimatedSecs, job.kind, job.requestedBy]).toEqual([100, 0.5, 'retry', 'admin']);
  const live = await subscribe<{ done: number; status: string }>(
    service.url,
    'subscription ($id: ID!) { bulkJobUpdated(id: $id) { done status } }',
    { id: job.id },
  );
  await live.awaits('the end', (items) => items.at(-1)?.status === 'DONE');
  expect(live.items.at(-1)).toEqual({ done: 100, status: 'DONE' });
  await live.close();
  expect(await ended(job.id)).toMatchObject({
    status: 'done',
    done: 100,
    skipped: 0,
    failed: 0,
    filter: { integration_id: id },
  });
  await receiver.awaits('/again', 100);
  await service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 100);
  expect(new Set(receiver.to('/again').map(({ headers }) => headers['webhook-id'])).size).toBe(100);
  expect(receiver.to('/again')).toHaveLength(100);
  expect(receiver.to('/other')).toEqual([]);
  const left = await service.database.query(`SELECT cause, count(*)::int FROM deliveries WHERE status = 'failed'
    AND integration_id IN ('${id}', '${other}') GROUP BY 1 ORDER BY 1`);
  expect(left).toEqual([
    { cause: 'dns', count: 30 },
    { cause: 'http_5xx', count: 5 },
  ]);
});

test('a delivery that fails again is not retried again by the same job', async () => {
  const id = await failedOnes('/still-broken', 12);
  receiver.answer('/still-broken', 500);
  const { body } = await service.rest('POST', '/deliveries/retry', { filter: { integration_id: id }, rate_per_sec: 8 });
  expect(await ended(body.job.id)).toMatchObject({ status: 'done', total: 12, done: 12 });
  await service.deliveries(
    id,
    (items) => items.length === 12 && items.every((item) => item.status === 'failed' && item.attempt_count === 2),
  );
  expect(receiver.to('/still-broken')).toHaveLength(12);
});

test('the rate is kept', async () => {
  const id = await failedOnes('/slowly', 20);
  const { body } = await service.rest('POST', '/deliveries/retry', {
    filter: { integration_id: id },
    rate_per_sec: 10,
  });
  const job = await ended(body.job.id);
  // The first step is done at once, and after the last one nobody waits.
  expect(Date.parse(job.finished_at) - Date.parse(job.started_at)).toBeGreaterThan(1_500);
});

test('everything that failed since a time, whenever it was created', async () => {
  const id = await failedOnes('/since', 6, { daysAgo: 3 });
  const rows = `integration_id = '${id}'`;
  await service.database.query(`UPDATE deliveries SET finished_at = now() - interval '1 minute' WHERE id IN
    (SELECT id FROM deliveries WHERE ${rows} ORDER BY id LIMIT 2)`);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const count = async (filter: Record<string, unknown>) =>
    (await service.rest('POST', '/deliveries/retry', { filter: { integration_id: id, ...filter }, dry_run: true })).body
      .total;
  expect(await count({ finished_after: since })).toBe(2);
  expect(await count({ created_after: since })).toBe(0);
  expect(await count({ finished_before: since })).toBe(4);
  expect(await count({ created_before: since, event_type: ['user.created'] })).toBe(6);
  expect(await count({ event_type: ['user.deleted'] })).toBe(0);
});

test('only those that were picked, by their ids', async () => {
  const id = await failedOnes('/picked', 5);
  const [first, second, third] = (await service.deliveries(id, (items) => items.length === 5)).map((item) => item.id);
  const { body } = await service.rest('POST', '/deliveries/retry', { filter: { ids: [first, third] } });
  expect(await ended(body.job.id)).toMatchObject({ total: 2, done: 2, skipped: 0 });
  await service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 2);
  const listed = await service.rest('GET', `/deliveries?id=${first}&id=${second}&status=failed`);
  expect(listed.body.items.map((item: { id: string }) => item.id)).toEqual([second]);
  const wrong = await service.rest('POST', '/deliveries/retry', { filter: { ids: [first, 'x'] } });
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'filter.ids[1]' }] } });
  const many = await service.rest('POST', '/deliveries/retry', { filter: { ids: Array(1_001).fill(first) } });
  expect(many).toMatchObject({ status: 400, body: { errors: [{ path: 'filter.ids' }] } });
});

test('a paused and a deleted integration’s deliveries are skipped', async () => {
  const paused = await failedOnes('/paused', 3, { error: 'skip me' });
  const deleted = await failedOnes('/deleted', 2, { error: 'skip me' });
  await service.rest('POST', `/integrations/${paused}/pause`);
  await service.rest('DELETE', `/integrations/${deleted}`);
  const { body } = await service.rest('POST', '/deliveries/retry', { filter: { error_contains: 'skip me' } });
  expect(await ended(body.job.id)).toMatchObject({ status: 'done', total: 5, done: 0, skipped: 5 });
});

test('a job can be cancelled; what it has done stays done', async () => {
  const id = await failedOnes('/stopped', 40);
  const { body } = await service.rest('POST', '/deliveries/retry', { filter: { integration_id: id }, rate_per_sec: 2 });
  await receiver.awaits('/stopped', 1);
  const cancelled = await service.rest('POST', `/bulk-jobs/${body.job.id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(cancelled.body.done).toBeLessThan(40);
  await service.deliveries(id, (items) => items.every(({ status }) => status !== 'pending' && status !== 'running'));
  expect(receiver.to('/stopped').length).toBe(cancelled.body.done);
  expect((await service.rest('POST', `/bulk-jobs/${body.job.id}/cancel`)).status).toBe(409);
});

test('what waits is cancelled in bulk, whatever its integration, and nothing else', async () => {
  const id = await seedIntegration(service.database);
  await seedDeliveries(service.database, { count: 1_300, integrationId: id, status: 'pending' });
  await seedDeliveries(service.database, { count: 3, integrationId: id, status: 'success' });
  await seedDeliveries(service.database, {
    count: 4,
    integrationId: id,
    status: 'pending',
    eventType: 'group.created',
  });
  const filter = { integration_id: id, status: ['pending'], event_type: ['user.created'] };
  const dry = await service.rest('POST', '/deliveries/cancel', { filter, dry_run: true });
  expect(dry).toMatchObject({ status: 200, body: { total: 1_300, estimated_secs: null } });
  const { body } = await service.rest('POST', '/deliveries/cancel', { filter });
  expect(await ended(body.job.id)).toMatchObject({ status: 'done', kind: 'cancel', done: 1_300, skipped: 0 });
  const counts = `SELECT status, cause, count(*)::int FROM deliveries WHERE integration_id = '${id}' GROUP BY 1, 2 ORDER BY 3`;
  expect(await service.database.query(counts)).toEqual([
    { status: 'success', cause: null, count: 3 },
    { status: 'pending', cause: null, count: 4 },
    { status: 'failed', cause: 'cancelled', count: 1_300 },
  ]);
});

test.each([
  ['a status that cannot be retried', '/deliveries/retry', { filter: { status: ['success'] } }, 'filter.status'],
  ['a status that cannot be cancelled', '/deliveries/cancel', { filter: { status: ['failed'] } }, 'filter.status'],
  ['a time that is none', '/deliveries/retry', { filter: { finished_after: '14:00' } }, 'filter.finished_after'],
  ['a field that is not known', '/deliveries/retry', { filter: { colour: 'red' } }, 'filter.colour'],
  ['a rate of nothing', '/deliveries/retry', { filter: {}, rate_per_sec: 0 }, 'rate_per_sec'],
  ['a rate for what has none', '/deliveries/cancel', { filter: {}, rate_per_sec: 5 }, 'rate_per_sec'],
  ['no filter', '/deliveries/retry', { dry_run: true }, 'filter'],
])('%s is refused by its path', async (_what, path, body, field) => {
  const answer = await service.rest('POST', path, body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].path).toBe(field);
});

test('the filter of a bulk job and that of the list let the same deliveries through', async () => {
  const all = await service.database.query<Record<string, any>>(
    `SELECT d.*, (SELECT id FROM events WHERE uid = d.event_uid) AS sender_id FROM deliveries d WHERE status = 'failed' ORDER BY random() LIMIT 3`,
  );
  for (const one of all) {
    const filters: Record<string, unknown>[] = [
      { integrationId: one.integration_id },
      { actionId: one.action_id },
      { eventType: [one.event_type, 'login.failed'] },
      { eventId: one.sender_id },
      { cause: [one.cause] },
      { errorContains: one.error.slice(2, 9).toUpperCase() },
      { createdAfter: one.created_at },
      { createdBefore: one.created_at },
      { finishedAfter: one.finished_at },
      { finishedBefore: one.finished_at },
      { ids: [one.id] },
      { integrationId: one.integration_id, cause: [one.cause], finishedAfter: one.finished_at },
    ];
    for (const filter of filters) {
      const { data, errors } = await service.graphql(
        `query ($f: DeliveryFilter!) { deliveries(filter: $f) { totalCount } }`,
        { f: { ...filter, status: ['FAILED'] } },
      );
      expect(errors).toBeUndefined();
      const dry = await service.graphql(
        `mutation ($f: DeliveryFilter!) { bulkRetry(filter: $f, dryRun: true) { total } }`,
        { f: filter },
      );
      expect({ filter, total: dry.data.bulkRetry.total }).toEqual({ filter, total: data.deliveries.totalCount });
    }
  }
});
