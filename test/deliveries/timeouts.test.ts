// `timeout_secs` bounds connection, head and body of an answer together.
import { expect, test } from 'vitest';
import { startStage } from './make.ts';

const stage = startStage();
const to = (path: string) => `${stage.receiver.url}${path}`;

test('an answer whose body stalls ends at the timeout (C020)', async () => {
  stage.receiver.answer('/stall', (_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('0123456789');
  });
  const begun = performance.now();
  const { delivery } = await stage.fire({
    type: 'http',
    url: to('/stall'),
    timeout_secs: 2,
    max_retries: 0,
    body: 'x',
  });
  expect(performance.now() - begun).toBeLessThan(3_500);
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toMatch(/^timeout after 2 s waiting for /);
});

test('an answer that is slow but in time is a success with its text (C023)', async () => {
  stage.receiver.answer('/w', (_request, response) => setTimeout(() => response.end('done-ok'), 4_000));
  const { delivery } = await stage.fire({ type: 'http', url: to('/w'), timeout_secs: 6 });
  expect(delivery.status).toBe('success');
  expect(delivery.attempts[0].response).toMatchObject({ status: 200, body: 'done-ok' });
  expect(delivery.attempts[0].duration_ms).toBeGreaterThanOrEqual(3_900);
});

test('every attempt of a delivery carries the same webhook-id, also after a timeout and by hand (C071)', async () => {
  stage.receiver.answer('/late', (_request, response) => setTimeout(() => response.end('late'), 3_000), 500, 200);
  const { delivery, integrationId } = await stage.fire({
    type: 'http',
    url: to('/late'),
    headers: { 'Webhook-Id': 'mine', 'X-Mine': 'kept' },
    timeout_secs: 1,
    max_retries: 1,
    backoff: { initial_secs: 0.05 },
  });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 2 });
  const retried = await stage.service.rest('POST', `/integrations/${integrationId}/deliveries/${delivery.id}/retry`);
  expect(retried.status).toBe(202);
  await stage.delivery(integrationId, ({ status }) => status === 'success');
  const sent = stage.receiver.to('/late');
  expect(sent.map(({ headers }) => headers['webhook-id'])).toEqual([delivery.id, delivery.id, delivery.id]);
  expect(sent[0]?.headers['x-mine']).toBe('kept');
  const other = await stage.fire({ type: 'http', url: to('/other') });
  expect(stage.receiver.to('/other')[0]?.headers['webhook-id']).toBe(other.delivery.id);
  expect(other.delivery.id).not.toBe(delivery.id);
});
