// The same id within 24 hours gives the same answer and runs nothing again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.integration({ triggers: ['*'], actions: [{ type: 'log', message: 'x' }] });
});
afterAll(() => service.stop());

const post = (body: unknown) => service.rest('POST', '/events', body);
const event = (id: string) => ({ type: 'user.created', id, data: {} });
const deliveriesOf = async (id: string) =>
  (await service.database.query('SELECT count(*)::int AS n FROM deliveries WHERE event_id = $1', [id]))[0]?.n;

test('the second event with an id is a duplicate with the deliveries of the first', async () => {
  expect((await post(event('twice'))).body).toEqual({ id: 'twice', duplicate: false, deliveries: 1 });
  const again = { ...event('twice'), type: 'login.failed', data: { other: true } };
  const { status, body } = await post(again);
  expect({ status, body }).toEqual({ status: 202, body: { id: 'twice', duplicate: true, deliveries: 1 } });
  expect(await deliveriesOf('twice')).toBe(1);
});

test('of the same id twice in one batch, the first is the event and the other its duplicate', async () => {
  const { body } = await post({ events: [event('batch'), event('other'), event('batch')] });
  expect(body.events).toEqual([
    { id: 'batch', duplicate: false, deliveries: 1 },
    { id: 'other', duplicate: false, deliveries: 1 },
    { id: 'batch', duplicate: true, deliveries: 1 },
  ]);
  expect(await deliveriesOf('batch')).toBe(1);
});

test('of 20 requests with the same id at the same time, one is the event', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(event('race'))));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1);
  for (const { body } of answers) expect(body).toMatchObject({ id: 'race', deliveries: 1 });
  expect(await deliveriesOf('race')).toBe(1);
});

test('batches with the same ids in opposite order do not lock each other out', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `cross-${index}`);
  const [up, down] = await Promise.all([
    post({ events: ids.map(event) }),
    post({ events: [...ids].reverse().map(event) }),
  ]);
  expect([up.status, down.status]).toEqual([202, 202]);
  for (const id of ids) expect(await deliveriesOf(id)).toBe(1);
});

test('ids differ by case and by spaces', async () => {
  for (const id of ['Case', 'case', ' case', 'case '])
    expect((await post(event(id))).body).toMatchObject({ id, duplicate: false });
});

test('after 24 hours an id may come again', async () => {
  await post(event('old'));
  await service.database.query(
    `UPDATE received_event_ids SET kept_until = kept_until - interval '24 hours 1 minute' WHERE id = 'old'`,
  );
  expect((await post(event('old'))).body).toEqual({ id: 'old', duplicate: false, deliveries: 1 });
  expect(await deliveriesOf('old')).toBe(2);
  expect((await post(event('old'))).body).toMatchObject({ duplicate: true });
});
