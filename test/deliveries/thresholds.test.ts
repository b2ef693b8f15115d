// Thresholds count in the database: on whichever node the events come in, what they fire is fired once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetTraces } from '../../src/deliveries/forget-traces.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { isTerminal } from './make.ts';

let one: TestService;
let other: TestService;
beforeAll(async () => {
  one = await startTestService();
  other = await startTestService({ database: one.database });
});
afterAll(async () => {
  await other.stop();
  await one.stop();
});

const log = { type: 'log', message: 'x' };
const alarm = (threshold: unknown, more: Record<string, unknown> = {}) =>
  one.integration({ triggers: ['login.failed'], threshold, actions: [log], ...more });
const failed = (service: TestService, ip_address: string, data = {}) =>
  service.publish('login.failed', data, { ip_address });
const remove = (id: string) => one.rest('DELETE', `/integrations/${id}`);
/** As if so many seconds had passed. */
const later = (id: string, secs: number) =>
  one.database.query(
    `UPDATE threshold_counts SET fired_at = fired_at - make_interval(secs => $2),
       expires_at = expires_at - make_interval(secs => $2),
       times = ARRAY(SELECT t - make_interval(secs => $2) FROM unnest(times) t) WHERE integration_id = $1`,
    [id, secs],
  );
const sum = (answers: { deliveries: number }[]) => answers.reduce((all, { deliveries }) => all + deliveries, 0);

test('many events at the same time on two nodes fire once for each value', async () => {
  const id = await alarm({ count: 10, window_secs: 300, by: 'ip_address' });
  const sent = Array.from({ length: 75 }, (_, n) =>
    failed(n % 2 ? one : other, ['192.0.2.1', '192.0.2.2', '192.0.2.3'][n % 3] ?? ''),
  );
  const few = Array.from({ length: 9 }, (_, n) => failed(n % 2 ? one : other, '192.0.2.9'));
  expect(sum(await Promise.all(sent))).toBe(3);
  expect(sum(await Promise.all(few))).toBe(0);
  const items = await one.deliveries(id, (all) => all.length === 3 && all.every(isTerminal));
  expect(items.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
  const addresses = await one.database.query<{ ip_address: string }>(
    'SELECT e.ip_address FROM deliveries d JOIN events e ON e.uid = d.event_uid WHERE integration_id = $1 ORDER BY 1',
    [id],
  );
  expect(addresses.map(({ ip_address }) => ip_address)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  await remove(id);
});

test('a batch that fills the count fires with the event that fills it', async () => {
  const id = await alarm({ count: 3, window_secs: 60 });
  const events = Array.from({ length: 7 }, () => ({ type: 'login.failed' }));
  const { body } = await one.rest('POST', '/events', { events });
  expect(body.events.map(({ deliveries }: { deliveries: number }) => deliveries)).toEqual([0, 0, 1, 0, 0, 0, 0]);
  await remove(id);
});

test('an event that came before is not counted again', async () => {
  const id = await alarm({ count: 2, window_secs: 60 });
  for (const service of [one, other, one])
    expect((await service.publish('login.failed', {}, { id: 'same' })).deliveries).toBe(0);
  expect((await one.publish('login.failed', {}, { id: 'another' })).deliveries).toBe(1);
  await remove(id);
});

test('only events that meet the conditions count', async () => {
  const id = await alarm(
    { count: 2, window_secs: 60 },
    { conditions: [{ field: 'method', operator: 'eq', value: 'password' }] },
  );
  for (const method of ['passkey', 'passkey', 'password'])
    expect((await failed(one, '192.0.2.1', { method })).deliveries).toBe(0);
  expect((await failed(one, '192.0.2.1', { method: 'password' })).deliveries).toBe(1);
  await remove(id);
});

test('when the window is over it fires again, and what is long over is forgotten', async () => {
  const id = await alarm({ count: 2, window_secs: 60, by: 'ip_address' });
  const three = async () => sum([await failed(one, 'a'), await failed(other, 'a'), await failed(one, 'a')]);
  expect(await three()).toBe(1);
  await later(id, 59);
  expect(await three()).toBe(0);
  await later(id, 60);
  expect(await three()).toBe(1);
  const left = () => one.database.query('SELECT 1 FROM threshold_counts WHERE integration_id = $1', [id]);
  const database = { query: one.database.query } as Parameters<typeof forgetTraces>[0];
  await forgetTraces(database);
  expect(await left()).toHaveLength(1);
  await later(id, 61);
  await forgetTraces(database);
  expect(await left()).toHaveLength(0);
  await remove(id);
});

test('a paused integration counts, and what it fires waits', async () => {
  const id = await alarm({ count: 2, window_secs: 60 });
  await one.rest('POST', `/integrations/${id}/pause`);
  expect(sum([await failed(one, 'a'), await failed(other, 'a'), await failed(one, 'a')])).toBe(1);
  expect(await one.deliveries(id, () => true)).toMatchObject([{ status: 'pending', next_attempt_at: null }]);
  await one.rest('POST', `/integrations/${id}/resume`);
  await one.deliveries(id, ([item]) => item?.status === 'success');
  await remove(id);
});
