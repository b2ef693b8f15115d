// One HTTP request per attempt, as the administrator wrote it, and what counts as a success.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { failureEvents, startStage } from './make.ts';

const stage = startStage();
const to = (path: string) => `${stage.receiver.url}${path}`;

test.each([200, 201, 202, 204, 299])('status %s is a success after one request (C029)', async (code) => {
  stage.receiver.answer(`/s/${code}`, code);
  const { delivery } = await stage.fire({ type: 'http', url: to(`/s/${code}`), max_retries: 3 });
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 1, response_status: code });
  expect(stage.receiver.to(`/s/${code}`)).toHaveLength(1);
});

test('a 404 is a failure that is kept with its answer and told once (C030)', async () => {
  stage.receiver.answer('/none', { status: 404, body: '404 page not found' });
  const { delivery, integrationId } = await stage.fire({ type: 'http', url: to('/none'), max_retries: 0 });
  expect(delivery).toMatchObject({ status: 'failed', response_status: 404 });
  expect(delivery.attempts[0].response).toMatchObject({ status: 404, body: '404 page not found', truncated: false });
  expect(await failureEvents(stage.service, integrationId)).toHaveLength(1);
});

test('the history of a failure shows request, status, answer, duration and time (C106)', async () => {
  stage.receiver.answer('/400', { status: 400, body: '{"error":"field \'x\' required"}' });
  const before = Date.now();
  const { delivery } = await stage.fire({ type: 'http', url: to('/400'), max_retries: 0, body: '{}' });
  expect(delivery).toMatchObject({
    status: 'failed',
    response_status: 400,
    error: '127.0.0.1 answered 400: it did not accept the message',
  });
  const [attempt] = delivery.attempts;
  expect(attempt.request).toMatchObject({ method: 'POST', url: to('/400'), body: '{}' });
  expect(attempt.response).toMatchObject({ status: 400, body: '{"error":"field \'x\' required"}' });
  expect(attempt.duration_ms).toBeGreaterThanOrEqual(0);
  expect(Date.parse(attempt.started_at)).toBeGreaterThanOrEqual(before - 1_000);
  expect(Date.parse(attempt.started_at)).toBeLessThanOrEqual(Date.now() + 1_000);
});

test('blocks that are not JSON can be found in the history of a refused message (C051)', async () => {
  stage.receiver.answer('/services/T0/B0/x', { status: 400, body: 'invalid_blocks' });
  const body = '{"blocks":[{"type":"divider"},]}';
  const { delivery } = await stage.fire({
    type: 'http',
    url: to('/services/T0/B0/x'),
    headers: { 'Content-Type': 'application/json' },
    body,
    max_retries: 0,
  });
  expect(delivery).toMatchObject({ status: 'failed', response_status: 400 });
  expect(delivery.attempts[0]).toMatchObject({ request: { body }, response: { status: 400, body: 'invalid_blocks' } });
});

test('a GET with a body ends as a success like any other request (C025)', async () => {
  const { delivery } = await stage.fire(
    { type: 'http', method: 'GET', url: to('/g'), body: '{"q":1}' },
    {},
    'user.deleted',
  );
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 1 });
  expect(stage.receiver.to('/g')).toMatchObject([{ method: 'GET' }]);
});

test('credentials in an address are refused, and the refusal does not repeat them (C024)', async () => {
  const answer = await stage.service.rest('POST', '/integrations', {
    name: 'c024',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: to('/x').replace('http://', 'http://u:p-secret@'), body: 'x' }],
  });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('actions[0].url');
  expect(JSON.stringify(answer.body)).not.toContain('p-secret');
});

test('a header value beyond Latin-1 is refused with the name of the header (C026)', async () => {
  const answer = await stage.service.rest('POST', '/integrations', {
    name: 'c026',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: to('/h'), headers: { 'X-Title': 'it’s Đây' }, max_retries: 2 }],
  });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('X-Title');
});

test('a header that data makes impossible fails once, with the name of the header (C026)', async () => {
  const { delivery } = await stage.fire(
    { type: 'http', url: to('/h2'), headers: { 'X-Title': '{{.Data.title}}' }, max_retries: 2 },
    { title: 'it’s Đây' },
  );
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toContain('X-Title');
  expect(stage.receiver.to('/h2')).toEqual([]);
});

test('the length of a body is its bytes, and a password is sent as UTF-8 (C112)', async () => {
  const { delivery } = await stage.fire(
    {
      type: 'http',
      url: to('/u'),
      auth: { type: 'basic', username: 'ü', password: 'pä' },
      headers: { 'Content-Type': 'application/json' },
      body: '{"n":"{{.Data.user_name}}"}',
    },
    { user_name: 'Đây là 测试 😀' },
  );
  expect(delivery.status).toBe('success');
  const [sent] = stage.receiver.to('/u');
  expect(sent?.body).toBe('{"n":"Đây là 测试 😀"}');
  expect(sent?.headers['content-length']).toBe(String(Buffer.byteLength(sent?.body ?? '')));
  expect(sent?.headers.authorization).toBe('Basic w7w6cMOk');
});

test('of an answer of 50 MB the first 16 KiB are kept, and nothing is sent again (C107)', async () => {
  const chunk = Buffer.alloc(1 << 20, 'x');
  stage.receiver.answer('/big', (_request, response) => {
    let left = 50;
    const write = () => {
      while (left > 0 && !response.destroyed) {
        left -= 1;
        if (!response.write(chunk)) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  });
  const before = process.memoryUsage().rss;
  const { delivery, integrationId } = await stage.fire({ type: 'http', url: to('/big'), max_retries: 3 });
  expect(delivery).toMatchObject({ status: 'success', attempt_count: 1 });
  expect(delivery.attempts[0].response).toMatchObject({ truncated: true, body: 'x'.repeat(16_384) });
  expect(stage.receiver.to('/big')).toHaveLength(1);
  const list = await stage.service.rest('GET', `/integrations/${integrationId}/deliveries`);
  expect(JSON.stringify(list.body).length).toBeLessThan(200_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(40 << 20);
});

test('a receiver that closes idle connections gets each of 30 messages once (C028)', { timeout: 60_000 }, async () => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => {
      response.end('ok');
      setTimeout(() => request.socket.destroy(), 20);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/k`;
  const id = await stage.integration({ type: 'http', url, max_retries: 0, body: 'x' }, { triggers: ['group.created'] });
  for (let count = 0; count < 30; count += 1) {
    await stage.service.publish('group.created');
    // The pace is the case's: most requests meet a connection that is being closed.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const all = await stage.service.deliveries(
    id,
    (items) => items.length === 30 && items.every(({ status }) => status !== 'pending' && status !== 'running'),
  );
  expect(all.filter(({ status }) => status === 'success')).toHaveLength(30);
  expect(requests).toBe(30);
});
