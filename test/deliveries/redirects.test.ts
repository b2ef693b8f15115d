// Redirects are not followed: what was meant for one address never reaches another.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startStage } from './make.ts';

const stage = startStage();
let elsewhere: Receiver;

beforeAll(async () => {
  elsewhere = await startReceiver('::1');
});
afterAll(() => elsewhere.close());

const redirect = (path: string, status: number) => {
  stage.receiver.answer(path, { status, headers: { location: `${elsewhere.url}${path}` } });
  return `${stage.receiver.url}${path}`;
};

test('a token does not follow a redirect to another host (C013)', async () => {
  const { delivery } = await stage.fire({
    type: 'http',
    url: redirect('/c013', 302),
    auth: { type: 'bearer', token: 's3cr3t-token' },
    body: 'x',
  });
  expect(delivery).toMatchObject({ status: 'failed', response_status: 302 });
  expect(delivery.error).toMatch(/redirect not followed: 127\.0\.0\.1 answered 302 and points to \[::1\]:\d+$/);
  expect(stage.receiver.to('/c013')[0]?.headers.authorization).toBe('Bearer s3cr3t-token');
  expect(elsewhere.received).toEqual([]);
});

test('a POST that is redirected is not repeated without its body (C016)', async () => {
  const { delivery } = await stage.fire({ type: 'http', url: redirect('/c016', 302), body: '{"a":1}' });
  expect(delivery).toMatchObject({ status: 'failed', response_status: 302 });
  expect(delivery.attempts[0].request.body).toBe('{"a":1}');
  expect(elsewhere.received).toEqual([]);
});

test('a PATCH that is redirected by 307 ends failed and says so (C017)', async () => {
  const { delivery } = await stage.fire(
    {
      type: 'http',
      method: 'PATCH',
      url: redirect('/c017', 307),
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":1}',
    },
    {},
    'user.updated',
  );
  expect(delivery).toMatchObject({ status: 'failed', response_status: 307 });
  expect(stage.receiver.to('/c017')[0]).toMatchObject({ method: 'PATCH', body: '{"a":1}' });
  expect(elsewhere.received).toEqual([]);
});

test('a redirect to itself is one request, not an endless loop (C019)', async () => {
  const url = `${stage.receiver.url}/loop`;
  stage.receiver.answer('/loop', { status: 302, headers: { location: url } });
  const { delivery } = await stage.fire({ type: 'http', method: 'GET', url, timeout_secs: 5, max_retries: 0 });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toContain('redirect');
  expect(stage.receiver.to('/loop')).toHaveLength(1);
});
