import net from 'node:net';
import { expect, test } from 'vitest';
import { createProxyRoute, proxyProblems } from '../../../src/infra/outbound/proxy-route.ts';
import { certificate, names, outbound, post, proxyServer, rawServer, receiver, until } from './make.ts';

test('C032: a call to a name goes to the proxy, one to a NO_PROXY address does not', async () => {
  const target = await receiver();
  const proxy = await proxyServer(() => target.port);
  const settings = { http: proxy.url, https: proxy.url, noProxy: '127.0.0.1' };
  const sender = outbound({ allow: ['127.0.0.1'], proxy: settings, resolve: names({}) });
  expect((await sender.send(post('http://ext.test/p'))).ok).toBe(true);
  expect((await sender.send(post(`${target.url}/d`))).ok).toBe(true);
  expect(proxy.asked.map(({ line }) => line)).toEqual(['POST http://ext.test/p']);
  expect(target.seen.map(({ path, headers }) => [path, headers.host])).toEqual([
    ['/p', 'ext.test'],
    ['/d', `127.0.0.1:${target.port}`],
  ]);
});

test('an https target is reached through a tunnel, and its certificate is checked', async () => {
  const target = await receiver(undefined, { pem: 'good.pem' });
  const proxy = await proxyServer(() => target.port);
  const sender = outbound({ proxy: { https: proxy.url }, resolve: names({}) });
  const ca = certificate('ca.pem');
  expect((await sender.send(post('https://secure.test:8443/t', { ca }))).ok).toBe(true);
  expect((await sender.send(post('https://secure.test:8443/t', { ca }))).ok).toBe(true);
  expect(proxy.asked.map(({ line }) => line)).toEqual(['CONNECT secure.test:8443']);
  expect((await sender.send(post('https://wrong.test/t', { ca }))).failure).toMatchObject({
    cause: 'tls_name',
    params: { host: 'wrong.test', names: 'secure.test, 127.0.0.1, 0:0:0:0:0:0:0:1' },
  });
});

test('the password in a proxy url is sent to the proxy and shown nowhere', async () => {
  const target = await receiver();
  const proxy = await proxyServer(() => target.port, { refuse: 407 });
  const url = `http://u:p%40ss@127.0.0.1:${proxy.port}`;
  const sender = outbound({ proxy: { http: url, https: url }, resolve: names({}) });
  const plain = await sender.send(post('http://ext.test/'));
  const tunnel = await sender.send(post('https://ext.test/'));
  for (const { failure } of [plain, tunnel]) {
    expect(failure?.cause).toBe('proxy');
    expect(failure?.message).toMatch(
      new RegExp(`ext.test:\\d+ through the proxy 127.0.0.1:${proxy.port}: it answered 407$`),
    );
  }
  const expected = `Basic ${Buffer.from('u:p@ss').toString('base64')}`;
  expect(proxy.asked.map(({ headers }) => headers['proxy-authorization'])).toEqual([expected, expected]);
});

test.each(['http', 'https'])('a proxy that cannot be reached is the cause, not the target (%s)', async (scheme) => {
  const proxy = 'http://127.0.0.1:1';
  const { failure } = await outbound({ proxy: { http: proxy, https: proxy }, resolve: names({}) }).send(
    post(`${scheme}://ext.test/`),
  );
  expect(failure).toMatchObject({ cause: 'proxy', params: { host: 'ext.test', proxy: '127.0.0.1:1' } });
});

test.each(['http', 'https'])(
  'a proxy that never answers ends in a timeout and leaves no connection (%s)',
  async (scheme) => {
    const silent = await rawServer(() => {});
    const proxy = `http://127.0.0.1:${silent.port}`;
    const sender = outbound({ proxy: { http: proxy, https: proxy }, resolve: names({}) });
    const { failure } = await sender.send(post(`${scheme}://ext.test/`, { timeoutMs: 300 }));
    expect(failure?.message).toContain('timeout after 0.3 s');
    await until(() => silent.open() === 0);
  },
);

test('a request that is given up while its name is looked up opens no connection', async () => {
  const silent = await rawServer(() => {});
  const waiting: (() => void)[] = [];
  const sender = outbound({
    proxy: { http: `http://127.0.0.1:${silent.port}` },
    resolve: (_host, _options, callback) => waiting.push(() => callback(null, [{ address: '8.8.8.8', family: 4 }])),
  });
  const { failure } = await sender.send(post('http://ext.test/', { timeoutMs: 100 }));
  expect(failure?.cause).toBe('connect_timeout');
  for (const answer of waiting) answer();
  const probe = net.connect(silent.port, '127.0.0.1');
  await until(() => silent.connections() > 0);
  probe.destroy();
  expect(silent.connections()).toBe(1);
});

test.each([
  ['*', 'any.test', 80, false],
  ['ext.test', 'ext.test', 80, false],
  ['ext.test', 'sub.ext.test', 80, false],
  ['.ext.test', 'sub.ext.test', 80, false],
  ['*.ext.test', 'sub.ext.test', 80, false],
  ['ext.test', 'next.test', 80, true],
  ['EXT.test', 'ext.test', 80, false],
  ['ext.test:8080', 'ext.test', 8080, false],
  ['ext.test:8080', 'ext.test', 80, true],
  ['10.0.0.0/8', '10.1.2.3', 80, false],
  ['10.0.0.0/8', '11.1.2.3', 80, true],
  ['::1', '[::1]', 80, false],
  ['[::1]:80', '[::1]', 80, false],
  ['a.test, b.test c.test', 'c.test', 80, false],
  ['', 'ext.test', 80, true],
])('NO_PROXY=%s with %s:%d goes through the proxy: %s', (noProxy, host, port, proxied) => {
  const route = createProxyRoute({ http: 'http://proxy.test:3128', noProxy });
  expect(route(false, host, port) !== undefined).toBe(proxied);
});

test('a proxy setting that is no url is a problem', () => {
  expect(proxyProblems({ http: 'socks5://x:1', https: 'http://' })).toHaveLength(2);
  expect(proxyProblems({ http: 'proxy.test:3128', https: 'https://proxy.test' })).toEqual([]);
});
