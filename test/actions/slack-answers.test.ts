// What Slack answers, and what becomes of it: patience, another try, or the end.
import { expect, test } from 'vitest';
import { startStage } from '../deliveries/make.ts';

const stage = startStage();
const path = (name: string) => `/services/T0/B0/${name}`;
const action = (name: string) => ({ type: 'slack', webhook_url: `${stage.receiver.url}${path(name)}`, message: 'm' });

test('a 429 is waited out, and the message arrives (C039)', async () => {
  stage.receiver.answer(
    path('c039'),
    { status: 429, headers: { 'retry-after': '2' }, body: '{"retry_after":2,"ok":false,"error":"rate_limited"}' },
    { status: 200, body: 'ok' },
  );
  const { delivery } = await stage.fire(
    { ...action('c039'), message: 'new {{.Data.user_email}}' },
    { user_email: 'ann@example.com' },
  );
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 2 });
  expect(delivery.attempts[0].response.status).toBe(429);
  const [first, second] = stage.receiver.to(path('c039'));
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
  expect(second?.body).toBe('{"text":"new ann@example.com"}');
});

test('a 429 that names its time in the body only is waited out too', async () => {
  stage.receiver.answer(path('body'), { status: 429, body: '{"retry_after":0.3,"ok":false}' }, 200);
  const { delivery } = await stage.fire(action('body'));
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 2 });
  const [first, second] = stage.receiver.to(path('body'));
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(300);
});

test('an archived channel ends the delivery, with status, answer and integration but not the address (C044)', async () => {
  stage.receiver.answer(path('secretpart'), { status: 410, body: 'channel_is_archived' });
  const { delivery, integrationId } = await stage.fire(action('secretpart'));
  expect(delivery).toMatchObject({
    status: 'failed',
    attempt_count: 1,
    integration_id: integrationId,
    integration_name: 'test',
    error: 'Slack answered 410 channel_is_archived: the channel is archived',
  });
  expect(JSON.stringify(delivery)).not.toContain('secretpart');
  // The address itself is not gone: the channel can be opened again.
  const [row] = await stage.service.database.query('SELECT paused_at FROM integrations WHERE id = $1', [integrationId]);
  expect(row).toEqual({ paused_at: null });
});

test.each([
  [404, 'no_service', 'the webhook was deleted or switched off'],
  [404, 'no_team', 'the workspace is deactivated or unknown'],
  [403, 'invalid_token', 'the secret part of the url is wrong'],
  [404, 'channel_not_found', 'the channel or person does not exist'],
  [403, 'action_prohibited', 'an administrator restricts posting there'],
  [400, 'invalid_payload', 'it could not read the message'],
  [400, 'invalid_blocks', 'it could not read the message'],
  [400, 'no_text', 'the message has no text'],
  [400, 'something_new', 'it refused the message'],
  [500, 'no_service', 'the webhook was deleted or switched off'],
])('%s %s is shown as what it means and not tried again', async (status, word, meaning) => {
  stage.receiver.answer(path(`${status}-${word}`), { status, body: word });
  const { delivery } = await stage.fire(action(`${status}-${word}`));
  expect(delivery).toMatchObject({
    status: 'failed',
    attempt_count: 1,
    error: `Slack answered ${status} ${word}: ${meaning}`,
  });
});

test('a page instead of an answer is not quoted in the error', async () => {
  stage.receiver.answer(path('page'), { status: 403, body: '<html>no entry</html>' });
  const { delivery } = await stage.fire(action('page'));
  expect(delivery.error).toBe('Slack answered 403: it refused the message');
});

test.each([
  [200, '{"ok":false,"error":"fatal_error"}', 'Slack did not post the message: fatal_error'],
  [200, '{"ok":false}', 'Slack did not post the message: ok: false'],
  [408, 'slow', '127.0.0.1 answered 408: it gave up waiting for the message'],
  [503, 'rollup_error', '127.0.0.1 answered 503: its server failed'],
])('%s %s is a failure that may pass: it is tried again', async (status, body, error) => {
  const name = `again-${status}-${body.length}`;
  stage.receiver.answer(path(name), { status, body, headers: { 'retry-after': '0.1' } }, 200);
  const { delivery } = await stage.fire(action(name));
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 2 });
  expect(delivery.attempts[0]).toMatchObject({ error });
});

test('a 200 that names a hopeless reason is not tried again', async () => {
  stage.receiver.answer(path('ok-false'), { status: 200, body: '{"ok":false,"error":"channel_not_found"}' });
  const { delivery } = await stage.fire(action('ok-false'));
  expect(delivery).toMatchObject({
    status: 'failed',
    attempt_count: 1,
    error: 'Slack answered channel_not_found: the channel or person does not exist',
  });
});

test.each(['ok', '', '{"ok":true}', 'anything'])('a 200 with the text "%s" is a success', async (body) => {
  stage.receiver.answer(path(`ok${body.length}`), { status: 200, body });
  expect((await stage.fire(action(`ok${body.length}`))).delivery.status).toBe('success');
});
