// What a target says of the time of the next attempt, from its header to the row in the database.
import { expect, test } from 'vitest';
import { startStage } from './make.ts';

const stage = startStage();

/** Seconds from an attempt's answer until the next one is due. */
async function waitAfter(path: string, status: number, retryAfter?: string, more: Record<string, unknown> = {}) {
  stage.receiver.answer(path, { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } });
  const url = `${stage.receiver.url}${path}`;
  const id = await stage.integration({ type: 'http', url, max_retries: 2, ...more }, { triggers: ['user.created'] });
  await stage.service.publish('user.created');
  const item = await stage.delivery(id, ({ attempt_count }) => attempt_count > 0);
  await stage.service.rest('DELETE', `/integrations/${id}`);
  return (Date.parse(item.next_attempt_at) - Date.parse(item.attempts[0].started_at)) / 1_000;
}

test.each([
  ['seconds', '120', 120, 144],
  ['a fraction of a second', '90.5', 90.5, 109],
  ['more than a day', '999999', 86_400, 86_400],
])('Retry-After in %s is waited for', async (words, value, least, most) => {
  const secs = await waitAfter(`/${words.replaceAll(' ', '-')}`, 503, value);
  expect(secs).toBeGreaterThanOrEqual(least);
  expect(secs).toBeLessThan(most + 5);
});

test('Retry-After as a date is waited for', async () => {
  const secs = await waitAfter('/date', 429, new Date(Date.now() + 600_000).toUTCString());
  expect(secs).toBeGreaterThan(590);
  expect(secs).toBeLessThan(730);
});

test('a 429 without Retry-After waits a minute, also where the backoff is shorter', async () => {
  const secs = await waitAfter('/429', 429, undefined, { backoff: { initial_secs: 0.1 } });
  expect(secs).toBeGreaterThanOrEqual(60);
  expect(secs).toBeLessThan(65);
});

test('a Retry-After that cannot be read is as good as none', async () => {
  const secs = await waitAfter('/soon', 503, 'soon');
  expect(secs).toBeGreaterThanOrEqual(4);
  expect(secs).toBeLessThan(10);
});

test('a fraction of a second makes the next attempt follow at once', async () => {
  stage.receiver.answer('/fraction', { status: 429, headers: { 'retry-after': '0.2' } }, 200);
  const { delivery } = await stage.fire({ type: 'http', url: `${stage.receiver.url}/fraction`, max_retries: 1 });
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 2 });
  const [first, second] = stage.receiver.to('/fraction');
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(200);
});
