// The history over REST: bodies as documented, filters, retry, and what becomes of it when the integration goes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
  receiver.answer('/down', { status: 500, body: 'broken', headers: { 'x-why': 'because' } });
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const uuidV7 = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);

async function failed(name = 'Sync') {
  const id = await service.integration({
    name,
    triggers: ['user.created', 'user.updated'],
    actions: [{ type: 'http', url: `${receiver.url}/down`, body: 'hello' }],
  });
  const { id: eventId } = await service.publish('user.created');
  const [delivery] = await service.deliveries(id, ([first]) => first?.status === 'failed');
  return { id, eventId, delivery: delivery ?? {} };
}

test('a delivery has the documented fields, in a list and alone, and alone its attempts too', async () => {
  const { id, eventId, delivery } = await failed();
  const documented = {
    id: uuidV7,
    integration_id: id,
    integration_name: 'Sync',
    action_id: expect.any(String),
    action_type: 'http',
    event_id: eventId,
    event_type: 'user.created',
    status: 'failed',
    attempt_count: 1,
    max_attempts: 1,
    next_attempt_at: null,
    response_status: 500,
    error: expect.stringContaining('500'),
    created_at: time,
    updated_at: time,
    finished_at: time,
  };
  expect(delivery).toEqual(documented);
  const one = await service.rest('GET', `/integrations/${id}/deliveries/${delivery.id}`);
  expect(one.status).toBe(200);
  expect(one.body).toEqual({
    ...documented,
    attempts: [
      {
        number: 1,
        started_at: time,
        duration_ms: expect.any(Number),
        request: {
          method: 'POST',
          url: `${receiver.url}/down`,
          headers: expect.objectContaining({ 'webhook-id': delivery.id }),
          body: 'hello',
        },
        response: {
          status: 500,
          headers: expect.objectContaining({ 'x-why': 'because' }),
          body: 'broken',
          truncated: false,
        },
        error: expect.stringContaining('500'),
        manual: false,
      },
    ],
  });
});

test('a retry answers 202 with the delivery pending again, under the same id, and counts on (C058)', async () => {
  const { id, delivery } = await failed();
  receiver.answer('/down', 200);
  const { status, body } = await service.rest('POST', `/integrations/${id}/deliveries/${delivery.id}/retry`);
  receiver.answer('/down', { status: 500, body: 'broken' });
  expect({ status, id: body.id }).toEqual({ status: 202, id: delivery.id });
  // It may have begun, or ended, before the answer was read.
  expect(['pending', 'running', 'success']).toContain(body.status);
  const [again] = await service.deliveries(id, ([first]) => first?.finished_at !== null && first?.attempt_count === 2);
  const one = await service.rest('GET', `/integrations/${id}/deliveries/${again?.id}`);
  expect(one.body.attempts.map(({ number, manual }: Record<string, unknown>) => [number, manual])).toEqual([
    [1, false],
    [2, true],
  ]);
});

test('a delivery that succeeded cannot be retried: 409, and nothing is sent (C058)', async () => {
  const id = await service.integration({
    triggers: ['user.deleted'],
    actions: [{ type: 'http', url: `${receiver.url}/ok` }],
  });
  await service.publish('user.deleted');
  const [delivery] = await service.deliveries(id, ([first]) => first?.status === 'success');
  const { status, body } = await service.rest('POST', `/integrations/${id}/deliveries/${delivery?.id}/retry`);
  expect({ status, title: body.title }).toEqual({ status: 409, title: 'Conflict' });
  expect(receiver.to('/ok')).toHaveLength(1);
});

test("another integration's delivery is 404, to read and to retry (C058)", async () => {
  const [mine, other] = [await failed(), await failed()];
  const path = `/integrations/${other.id}/deliveries/${mine.delivery.id}`;
  expect((await service.rest('GET', path)).status).toBe(404);
  expect((await service.rest('POST', `${path}/retry`)).status).toBe(404);
  expect((await service.rest('GET', path.replace(other.id, mine.id))).body.attempt_count).toBe(1);
});

test('deliveries are filtered by status, event type and time, and paged newest first', async () => {
  const { id, delivery: oldest } = await failed();
  for (const type of ['user.updated', 'user.created', 'user.updated']) await service.publish(type);
  const all = await service.deliveries(
    id,
    (items) => items.length === 4 && items.every(({ finished_at }) => finished_at),
  );
  const list = async (query: string) => (await service.rest('GET', `/integrations/${id}/deliveries?${query}`)).body;
  const ids = async (query: string) => (await list(query)).items.map((item: { id: string }) => item.id);
  expect(all.map(({ id: one }) => one)).toEqual(
    all
      .map(({ id: one }) => one)
      .sort()
      .reverse(),
  );
  expect(await ids('event_type=user.updated')).toHaveLength(2);
  expect(await ids('event_type=user.updated,user.created')).toHaveLength(4);
  expect(await ids('event_type=user.updated&event_type=user.created')).toHaveLength(4);
  expect(await ids('status=success')).toEqual([]);
  expect(await ids('status=failed&status=running')).toHaveLength(4);
  const { created_at } = all[1] ?? {};
  expect(await ids(`since=${created_at}`)).toEqual([all[0]?.id, all[1]?.id]);
  expect(await ids(`until=${created_at}`)).toEqual([all[2]?.id, oldest.id]);
  const offset = encodeURIComponent('2099-01-01T00:00:00+02:00');
  expect(await ids(`since=${offset}`)).toEqual([]);
  const first = await list('limit=3');
  expect(Object.keys(first).sort()).toEqual(['items', 'next_cursor']);
  const next = await service.rest('GET', `/integrations/${id}/deliveries?limit=3&cursor=${first.next_cursor}`);
  expect(next.body).toMatchObject({ items: [{ id: oldest.id }], next_cursor: null });
});

test.each([
  ['status=done', 'status', 'must be one of pending, running, success, failed'],
  ['status=constructor', 'status', 'must be one of pending, running, success, failed'],
  ['since=yesterday', 'since', 'must be a time as in RFC 3339'],
  ['until=2026-02-30T00:00:00Z', 'until', 'must be a time as in RFC 3339'],
])('a filter of %s is 400 and names it', async (query, path, message) => {
  const { id } = await failed();
  const { status, body } = await service.rest('GET', `/integrations/${id}/deliveries?${query}`);
  expect({ status, errors: body.errors }).toEqual({ status: 400, errors: [{ path, message }] });
});

test('a filter by an event type that nothing has, or with NUL, gives an empty list', async () => {
  const { id } = await failed();
  for (const type of ['nothing', '%00', '%25'])
    expect((await service.rest('GET', `/integrations/${id}/deliveries?event_type=${type}`)).body.items).toEqual([]);
});
