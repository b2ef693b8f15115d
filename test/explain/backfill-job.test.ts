// Sending for more past events than one transaction takes: a bulk job.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: TestService;
const wanted = 1_300;

/** 2,600 events, every other of which matters. */
beforeAll(async () => {
  service = await startTestService();
  for (let from = 0; from < 2 * wanted; from += 650) {
    const events = Array.from({ length: 650 }, (_, n) => ({
      type: 'user.created',
      data: { n: from + n, kind: (from + n) % 2 === 0 ? 'even' : 'odd' },
    }));
    expect((await service.rest('POST', '/events', { events })).status).toBe(202);
  }
});
afterAll(() => service.stop());

const even = (more: Record<string, unknown> = {}) =>
  service.integration({
    triggers: ['user.created'],
    conditions: [{ field: 'kind', operator: 'eq', value: 'even', order: 1 }],
    actions: [{ type: 'log', message: 'x' }],
    ...more,
  });
const backfill = (id: string, more: Record<string, unknown> = {}) =>
  service.rest('POST', `/integrations/${id}/backfill`, { filter: { type: ['user.created'] }, ...more });
const job = (id: string, holds: (body: any) => boolean) =>
  until('the job', async () => {
    const { body } = await service.rest('GET', `/bulk-jobs/${id}`);
    return holds(body) && body;
  });
const ended = (id: string) => job(id, ({ finished_at }) => finished_at !== null);
const count = async (id: string) =>
  (
    await service.database.query<{ n: number }>('SELECT count(*)::int AS n FROM deliveries WHERE integration_id = $1', [
      id,
    ])
  )[0]?.n;

test('all events are counted first, and sent for by a job, each once', async () => {
  const id = await even();
  const dry = await backfill(id);
  expect(dry).toMatchObject({ status: 200, body: { chosen: 2_600, examined: 2_600, cut: false, events: wanted } });
  expect(dry.body.job).toBeUndefined();
  expect(await count(id)).toBe(0);
  const started = await backfill(id, { dry_run: false });
  expect(started).toMatchObject({ status: 202, body: { chosen: 2_600, examined: 0, cut: true, events: 0 } });
  expect(started.headers.get('location')).toBe(`/bulk-jobs/${started.body.job.id}`);
  const done = await ended(started.body.job.id);
  expect(done).toMatchObject({ kind: 'backfill', status: 'done', total: 2_600, done: wanted, skipped: wanted });
  expect(done.result).toEqual({ not_matching: wanted, already_delivered: 0, events: wanted, deliveries: wanted });
  expect(await count(id)).toBe(wanted);
  const again = await ended((await backfill(id, { dry_run: false })).body.job.id);
  expect(again.result).toMatchObject({ already_delivered: wanted, events: 0 });
  expect(await count(id)).toBe(wanted);
});

test('a job has a rate, shows its progress, and what it has done stays when it is cancelled', async () => {
  const id = await even();
  const { body } = await backfill(id, { dry_run: false, rate_per_sec: 200 });
  const begun = await job(body.job.id, ({ done }) => done > 0);
  expect(begun).toMatchObject({ status: 'running', rate_per_sec: 200 });
  expect((await service.rest('POST', `/bulk-jobs/${body.job.id}/cancel`)).body.status).toBe('cancelled');
  const { done } = (await service.rest('GET', `/bulk-jobs/${body.job.id}`)).body;
  expect(await count(id)).toBe(done);
  expect(done).toBeLessThan(wanted);
});

test('a job ends, and says why, when its integration is disabled meanwhile', async () => {
  const id = await even();
  const { body } = await backfill(id, { dry_run: false, rate_per_sec: 200 });
  await service.rest('PUT', `/integrations/${id}`, { enabled: false });
  const done = await ended(body.job.id);
  expect(done).toMatchObject({ status: 'done', result: { stopped: 'this integration is disabled: enable it first' } });
});

test('what cannot be backfilled is refused before a job is made, and so is a rate that makes no sense', async () => {
  const id = await even({ enabled: false });
  expect((await backfill(id, { dry_run: false })).status).toBe(409);
  const rate = await backfill(id, { dry_run: false, rate_per_sec: 0 });
  expect(rate).toMatchObject({ status: 400, body: { errors: [{ path: 'rate_per_sec' }] } });
  expect((await service.rest('GET', '/bulk-jobs?kind=backfill&status=queued')).body.items).toEqual([]);
});
