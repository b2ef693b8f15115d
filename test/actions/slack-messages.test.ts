// What a Slack message looks like when it arrives.
import { expect, test } from 'vitest';
import { captureLog } from '../deliveries/captured-log.ts';
import { isTerminal, startStage } from '../deliveries/make.ts';

const captured = captureLog();
const stage = startStage(() => ({ log: captured.log }));
const hook = (name: string) => `${stage.receiver.url}/services/T0/B0/${name}`;
const sent = (name: string) => stage.receiver.to(`/services/T0/B0/${name}`).map(({ body }) => JSON.parse(body));

test('a message is posted as JSON with a text (C042)', async () => {
  stage.receiver.answer('/services/T0/B0/c042', ({ body }, response) => {
    const { text } = JSON.parse(body);
    if (typeof text === 'string' && text !== '') response.end('ok');
    else response.writeHead(400).end('no_text');
  });
  const { delivery } = await stage.fire(
    { type: 'slack', webhook_url: hook('c042'), message: '{{.EventType}}' },
    {},
    'mfa.enrolled',
  );
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 1 });
  const [request] = stage.receiver.to('/services/T0/B0/c042');
  expect(request?.method).toBe('POST');
  expect(request?.headers['content-type']).toMatch(/^application\/json/);
  expect(JSON.parse(request?.body ?? '')).toEqual({ text: 'mfa.enrolled' });
});

test('an empty message cannot be saved (C043)', async () => {
  const actions = [{ type: 'slack', webhook_url: hook('c043'), message: '' }];
  const answer = await stage.service.rest('POST', '/integrations', { name: 'x', triggers: ['user.created'], actions });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('actions[0].message');
});

test('a message that comes out blank is not sent, and the delivery says so (C043)', async () => {
  const { delivery } = await stage.fire({
    type: 'slack',
    webhook_url: hook('c043'),
    message: '{{if .Data.missing}}x{{end}} \n ',
  });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1, error: 'the message is empty' });
  expect(sent('c043')).toEqual([]);
});

test('apostrophes, quotes and emoji of a value arrive unchanged (C045)', async () => {
  const name = 'We\'ve "x" / é 😀';
  await stage.fire(
    { type: 'slack', webhook_url: hook('c045'), message: '{{.Data.user_name}}' },
    { user_name: name },
    'user.updated',
  );
  expect(sent('c045')).toEqual([{ text: name }]);
});

test('a value can neither mention a channel nor disguise a link, while the author keeps his markup (C046)', async () => {
  await stage.fire(
    { type: 'slack', webhook_url: hook('c046'), message: 'user *{{.Data.user_name}}*' },
    { user_name: '<!channel> <http://evil.example.com|click> R&D' },
    'login.failed',
  );
  expect(sent('c046')).toEqual([{ text: 'user *&lt;!channel&gt; &lt;http://evil.example.com|click&gt; R&amp;D*' }]);
});

test('a message of 60,000 characters is cut to what Slack takes, visibly (C048)', async () => {
  stage.receiver.answer('/services/T0/B0/c048', ({ body }, response) => {
    if (JSON.parse(body).text.length > 40_000) response.writeHead(400).end('msg_too_long');
    else response.end('ok');
  });
  const { delivery } = await stage.fire(
    { type: 'slack', webhook_url: hook('c048'), message: '{{.Data.user_name}}' },
    { user_name: 'a'.repeat(60_000) },
    'user.updated',
  );
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 1 });
  expect(sent('c048')).toEqual([{ text: `${'a'.repeat(39_999)}…` }]);
  expect(delivery.attempts[0].request.body).toContain('a…');
  const [warning] = captured.lines().filter(({ level, msg }) => level === 'warn' && /cut/.test(msg));
  expect(warning).toMatchObject({ deliveryId: delivery.id, msg: 'the message was cut to what Slack takes' });
});

test('a burst over the limit of the channel arrives whole, each message once (C041)', { timeout: 60_000 }, async () => {
  let windowStart = 0;
  let inWindow = 0;
  const posted: string[] = [];
  stage.receiver.answer('/services/T0/B0/burst', ({ at, body }, response) => {
    if (at - windowStart >= 1_000) {
      windowStart = at;
      inWindow = 0;
    }
    inWindow += 1;
    if (inWindow > 2) return void response.writeHead(429, { 'retry-after': '1' }).end();
    posted.push(JSON.parse(body).text);
    response.end('ok');
  });
  const id = await stage.integration({ type: 'slack', webhook_url: hook('burst'), message: '{{.Data.user_name}}' });
  const names = Array.from({ length: 12 }, (_, index) => `n${index + 1}`);
  await Promise.all(names.map((name) => stage.service.publish('user.created', { user_name: name })));
  const all = await stage.service.deliveries(id, (items) => items.length === 12 && items.every(isTerminal));
  expect(all.map(({ status }) => status)).toEqual(Array(12).fill('success'));
  expect(posted.toSorted()).toEqual(names.toSorted());
});
