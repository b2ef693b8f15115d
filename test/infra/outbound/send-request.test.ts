import { expect, test } from 'vitest';
import { names, outbound, post, rawServer, receiver, until } from './make.ts';

test.each([200, 201, 202, 204, 299])('C029: status %d is a success after one request', async (status) => {
  const target = await receiver((response) => response.writeHead(status).end());
  const result = await outbound().send(post(`${target.url}/s`));
  expect(result).toMatchObject({ ok: true, response: { status, body: '', truncated: false } });
  expect(result.failure).toBeUndefined();
  expect(target.seen).toHaveLength(1);
});

test.each([
  ...[
    [400, 'http_400'],
    [401, 'http_401'],
    [403, 'http_403'],
    [404, 'http_404'],
    [408, 'http_408'],
    [409, 'http_4xx'],
  ],
  ...[
    [410, 'http_410'],
    [422, 'http_4xx'],
    [429, 'http_429'],
    [500, 'http_5xx'],
    [503, 'http_5xx'],
    [407, 'http_4xx'],
  ],
  ...[
    [304, 'http_3xx'],
    [600, 'bad_response'],
  ],
])('status %d is the failure %s, with the answer beside it', async (status, cause) => {
  const target = await receiver((response) =>
    response.writeHead(Number(status), { 'X-Reason': 'r' }).end(status === 304 ? '' : 'why'),
  );
  const result = await outbound().send(post(target.url));
  expect(result).toMatchObject({ ok: false, failure: { cause }, response: { status, headers: { 'x-reason': 'r' } } });
});

test.each([
  ['C013: the Authorization header stays', 'POST', 302],
  ['C016: a POST is not repeated or turned', 'POST', 302],
  ['C017: a PATCH keeps its body', 'PATCH', 307],
  ['C019: a loop is not entered', 'GET', 302],
] as const)('%s at the first host, since a redirect is not followed (%s, %d)', async (_rule, method, status) => {
  const second = await receiver();
  const first = await receiver((response) =>
    response.writeHead(status, { Location: `http://u:p@127.0.0.1:${second.port}/t?secret=1` }).end(),
  );
  const headers = [['Authorization', 'Bearer s3cr3t-token']] as const;
  const result = await outbound().send(post(`${first.url}/r`, { method, headers, body: '{"a":1}' }));
  expect(first.seen).toHaveLength(1);
  expect(second.connections()).toBe(0);
  expect(result).toMatchObject({ ok: false, response: { status } });
  expect(result.failure).toEqual({
    cause: 'http_3xx',
    params: { host: '127.0.0.1', status, location: `127.0.0.1:${second.port}` },
    message: `redirect not followed: 127.0.0.1 answered ${status} and points to 127.0.0.1:${second.port}`,
  });
});

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  'C025: %s is sent with its body as configured',
  async (method) => {
    const target = await receiver();
    expect((await outbound().send(post(`${target.url}/g?a=1`, { method, body: '{"q":1}' }))).ok).toBe(true);
    expect(target.seen).toMatchObject([
      {
        method,
        path: '/g?a=1',
        body: '{"q":1}',
        headers: { 'content-length': '7', 'content-type': 'application/json' },
      },
    ]);
  },
);

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s without a body is sent with none', async (method) => {
  const target = await receiver();
  expect((await outbound().send({ method, url: target.url, headers: [], timeoutMs: 5_000 })).ok).toBe(true);
  expect(target.seen[0]).toMatchObject({ method, body: '' });
  expect(target.seen[0]?.headers['content-type']).toBeUndefined();
  expect(target.seen[0]?.headers['transfer-encoding']).toBeUndefined();
});

test.each(['POST', 'GET'] as const)(
  'C112: Content-Length counts UTF-8 bytes, so that all of the text arrives (%s)',
  async (method) => {
    const target = await receiver();
    const body = '{"n":"Đây là 测试 😀"}';
    await outbound().send(post(target.url, { method, body }));
    expect(target.seen[0]?.headers['content-length']).toBe(String(Buffer.byteLength(body)));
    expect(target.seen[0]?.body).toBe(body);
  },
);

test('C024: a url with credentials is not sent, and the password is in no text', async () => {
  const target = await receiver();
  const result = await outbound().send(post(`http://u:p-secret@127.0.0.1:${target.port}/x`));
  expect(result.failure?.cause).toBe('invalid_request');
  expect(JSON.stringify(result)).not.toContain('p-secret');
  expect(target.connections()).toBe(0);
});

test.each([
  'ftp://a.test/',
  'file:///etc/passwd',
  'data:text/plain,x',
  'a.test/x',
  '',
  'http://',
  'http://a b/',
  'javascript:1',
])('the url %s is not sent', async (url) => {
  expect((await outbound().send(post(url))).failure?.cause).toBe('invalid_request');
});

test('C033: a name without an address is the cause dns and is named', async () => {
  const { failure, response } = await outbound().send(post('http://nope.invalid/x?token=1'));
  expect(failure).toMatchObject({ cause: 'dns', params: { host: 'nope.invalid' } });
  expect(failure?.message).toMatch(/^host name not found: no address for nope.invalid/);
  expect(response).toBeUndefined();
});

test('a port where nothing listens is the cause refused, with host, address and port', async () => {
  const sender = outbound({ resolve: names({ 'down.test': ['127.0.0.1'] }) });
  const { failure } = await sender.send(post('http://down.test:1/x'));
  expect(failure).toEqual({
    cause: 'refused',
    params: { host: 'down.test', port: 1, address: '127.0.0.1' },
    message: 'connection refused by down.test:1 (127.0.0.1)',
  });
});

test('a host of which every address refuses is the cause refused', async () => {
  const sender = outbound({ resolve: names({ 'down.test': [['::1', '127.0.0.1', '127.0.0.2']] }) });
  expect((await sender.send(post('http://down.test:1/'))).failure?.cause).toBe('refused');
});

test('a host whose first address is dead is reached by its second', async () => {
  const target = await receiver();
  const sender = outbound({ resolve: names({ 'dual.test': [['::1', '127.0.0.1']] }) });
  expect((await sender.send(post(`http://dual.test:${target.port}/`))).ok).toBe(true);
});

test('an IPv6 address and a name with an IPv6 address are reached', async () => {
  const target = await receiver(undefined, { host: '::1' });
  const sender = outbound({ resolve: names({ 'six.test': ['::1'] }) });
  expect((await sender.send(post(`${target.url}/a`))).ok).toBe(true);
  expect((await sender.send(post(`http://six.test:${target.port}/b`))).ok).toBe(true);
  expect(target.seen.map(({ headers }) => headers.host)).toEqual([`[::1]:${target.port}`, `six.test:${target.port}`]);
});

test('a connection that closes without an answer is the cause reset', async () => {
  const target = await rawServer((socket) => socket.once('data', () => socket.destroy()));
  const { failure } = await outbound().send(post(`http://127.0.0.1:${target.port}/`));
  expect(failure?.cause).toBe('reset');
  expect(failure?.message).toMatch(
    new RegExp(`^connection to 127.0.0.1:${target.port} was closed without an answer, after 0`),
  );
  expect(target.connections()).toBe(1);
});

test('a connection that closes in the middle of the answer is the cause reset, with what had come', async () => {
  const target = await rawServer((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789')),
  );
  const result = await outbound().send(post(`http://127.0.0.1:${target.port}/`));
  expect(result).toMatchObject({
    ok: false,
    failure: { cause: 'reset' },
    response: { status: 200, body: '0123456789', truncated: true },
  });
  expect(result.failure?.message).toContain('in the middle of the answer');
});

test.each(['SSH-2.0-OpenSSH_9\r\n', 'HTTP/1.1 abc\r\n\r\n', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`])(
  'an answer that is not HTTP is the cause bad_response (%#)',
  async (answer) => {
    const target = await rawServer((socket) => socket.once('data', () => socket.end(answer)));
    expect((await outbound().send(post(`http://127.0.0.1:${target.port}/`))).failure?.cause).toBe('bad_response');
  },
);

test('a request that is cancelled is neither a success nor a failure', async () => {
  const target = await receiver(() => {});
  const controller = new AbortController();
  const sent = outbound().send(post(target.url), controller.signal);
  await until(() => target.seen.length === 1);
  controller.abort();
  expect(await sent).toMatchObject({ ok: false, cancelled: true });
  expect((await sent).failure).toBeUndefined();
  await until(() => target.open() === 0);
  expect(await outbound().send(post(target.url), controller.signal)).toMatchObject({ ok: false, cancelled: true });
});

test('connections are shared by the requests to a target and closed by close()', async () => {
  const target = await receiver();
  const sender = outbound();
  for (let i = 0; i < 5; i++) await sender.send(post(target.url));
  expect(target.connections()).toBe(1);
  expect(target.open()).toBe(1);
  await sender.close();
  await until(() => target.open() === 0);
  await expect(sender.send(post(target.url))).rejects.toThrow('closed');
});

test('close() waits for requests under way and keeps none of their connections', async () => {
  let release = () => {};
  const target = await receiver((response) => {
    release = () => response.end('late');
  });
  const sender = outbound();
  const sent = sender.send(post(target.url));
  await until(() => target.seen.length === 1);
  const closed = sender.close();
  release();
  expect((await sent).response?.body).toBe('late');
  await closed;
  await until(() => target.open() === 0);
});

test('an idle connection is closed after idleMs', async () => {
  const target = await receiver();
  await outbound({ idleMs: 50 }).send(post(target.url));
  await until(() => target.open() === 0);
});

test.each([
  ['2', 2_000],
  ['1.5', 1_500],
  ['0', 0],
  ['999999999', 24 * 3_600_000],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
])('Retry-After: %s gives %d ms', async (value, ms) => {
  const target = await receiver((response) => response.writeHead(429, { 'Retry-After': value }).end());
  expect((await outbound().send(post(target.url))).retryAfterMs).toBe(ms);
});

test('Retry-After as a date counts from now', async () => {
  const target = await receiver((response) =>
    response.writeHead(503, { 'Retry-After': new Date(Date.now() + 60_000).toUTCString() }).end(),
  );
  const { retryAfterMs } = await outbound().send(post(target.url));
  expect(retryAfterMs).toBeGreaterThan(50_000);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
});
