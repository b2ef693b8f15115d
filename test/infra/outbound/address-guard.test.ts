import { describe, expect, test } from 'vitest';
import { refuseAddress } from '../../../src/infra/outbound/address-guard.ts';
import { parseOutboundAllow } from '../../../src/infra/outbound/outbound-allow.ts';
import { checkUrlShape } from '../../../src/infra/outbound/url-shape.ts';
import { names, outbound, post, proxyServer, receiver } from './make.ts';

/** Hosts as a person could write them; the names resolve as `resolve` says. */
const refusedHosts = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '2130706433', '0x7f000001', '0x7f.0x0.0x0.0x1', '0X7F.1'],
  ...[
    '017700000001',
    '0177.0.0.1',
    '0177.0.0.01',
    '0x7f.0.1',
    '127.0.0.1.',
    '%31%32%37.0.0.1',
    '１２７.０.０.１',
    '①②⑦.⓪.⓪.①',
  ],
  ...['127。0。0。1', '0', '0.0.0.0', '0x0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '167772161', '012.0.0.1'],
  ...['172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255', '3232235521', '0xc0a80001'],
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.0.1', '168.63.129.16'],
  ...['100.64.0.1', '100.127.255.255', '100.100.100.200', '192.0.0.192', '192.0.2.1', '198.51.100.1', '203.0.113.1'],
  ...['198.18.0.1', '198.19.255.255', '192.88.99.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[0000::0001]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:10.0.0.1]',
  ],
  ...['[0:0:0:0:0:ffff:a9fe:a9fe]', '[::127.0.0.1]', '[::8.8.8.8]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]'],
  ...['[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::1]', '[2001::1]'],
  ...[
    '[2001:0:4136:e378:8000:63bf:80ff:fffe]',
    '[2001:db8::1]',
    '[2001:2::1]',
    '[2001:10::1]',
    '[3fff::1]',
    '[fc00::1]',
  ],
  ...['[fd00:ec2::254]', '[fdff::1]', '[fe80::1]', '[febf::1]', '[fec0::1]', '[ff02::1]', '[ff0e::1]', '[100::1]'],
  ...['[4000::1]', '[5f00::1]', '[e000::1]', 'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'rebind.test'],
  ...['metadata.google.internal', 'mapped.test', 'nat64.test', 'link.test'],
];

const resolve = names({
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'a.localhost': ['127.0.0.1'],
  'rebind.test': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'link.test': ['fe80::1%lo'],
});

describe.each(['http', 'https'])('%s', (scheme) => {
  test.each([false, true])('no spelling of an internal address is dialled (through a proxy: %s)', async (proxied) => {
    const inner = await receiver();
    const proxy = await proxyServer(() => inner.port);
    const sender = outbound({ allow: [], resolve, ...(proxied && { proxy: { http: proxy.url, https: proxy.url } }) });
    for (const host of refusedHosts) {
      const { ok, failure, response } = await sender.send(post(`${scheme}://${host}:${inner.port}/`));
      expect({ host, ok, cause: failure?.cause, response }).toEqual({
        host,
        ok: false,
        cause: 'blocked',
        response: undefined,
      });
      expect(failure?.message).toMatch(/^address not allowed/);
    }
    expect(inner.connections()).toBe(0);
    expect(proxy.connections()).toBe(0);
  });
});

test('C035: a spelling that is an address is refused when an action is saved, too', () => {
  const { allow } = parseOutboundAllow(['10.0.0.1']);
  const cause = (url: string) => checkUrlShape(url, allow).failure?.cause;
  expect(['http://169.254.169.254/latest/', 'http://0x7f.1:5432/', 'https://[::1]/'].map(cause)).toEqual(
    Array(3).fill('blocked'),
  );
  expect(['http://10.0.0.1/', 'http://8.8.8.8/', 'http://a.test/'].map(cause)).toEqual(Array(3).fill(undefined));
});

test('the table has at least 60 different spellings', () => {
  expect(new Set(refusedHosts).size).toBeGreaterThanOrEqual(60);
});

test('a refusal is the same whether the port is open or closed', async () => {
  const inner = await receiver();
  const sender = outbound({ allow: [] });
  const open = await sender.send(post(inner.url));
  const closed = await sender.send(post('http://127.0.0.1:1/'));
  expect(open.failure).toEqual(closed.failure);
  expect(open.failure?.message).toBe('address not allowed: 127.0.0.1, loopback (127.0.0.0/8)');
});

test('a name is refused by the address that it resolves to, which the reason names', async () => {
  const sender = outbound({ allow: [], resolve: names({ 'hook.test': ['10.1.2.3'] }) });
  const { failure } = await sender.send(post('http://hook.test/secret?token=t'));
  expect(failure).toEqual({
    cause: 'blocked',
    params: { host: 'hook.test', address: '10.1.2.3', why: 'private network (10.0.0.0/8)' },
    message: 'address not allowed: hook.test is 10.1.2.3, private network (10.0.0.0/8)',
  });
});

test('each dial is checked anew, so that a name that changes to an internal address is refused', async () => {
  const allowed = await receiver((response) => response.setHeader('Connection', 'close').end(), { host: '127.0.0.2' });
  const sender = outbound({ allow: ['127.0.0.2'], resolve: names({ 'rebind.test': ['127.0.0.2', '127.0.0.1'] }) });
  const url = `http://rebind.test:${allowed.port}/`;
  expect((await sender.send(post(url))).ok).toBe(true);
  expect((await sender.send(post(url))).failure?.cause).toBe('blocked');
});

test('of several addresses only those that are allowed are dialled', async () => {
  const inner = await receiver();
  const allowed = await receiver(undefined, { host: '127.0.0.2' });
  const sender = outbound({ allow: ['127.0.0.2'], resolve: names({ 'both.test': [['127.0.0.1', '127.0.0.2']] }) });
  expect((await sender.send(post(`http://both.test:${allowed.port}/`))).ok).toBe(true);
  expect((await sender.send(post(`http://both.test:${inner.port}/`))).failure?.cause).toBe('refused');
  expect(inner.connections()).toBe(0);
});

test('a proxy gets no name of which any address is refused', async () => {
  const proxy = await proxyServer(() => 1);
  const sender = outbound({
    allow: [],
    proxy: { http: proxy.url },
    resolve: names({ 'both.test': [['8.8.8.8', '10.0.0.1']] }),
  });
  expect((await sender.send(post('http://both.test/'))).failure?.cause).toBe('blocked');
  expect(proxy.connections()).toBe(0);
});

test.each(['intranet', 'db.internal', 'printer.local', 'x.localhost'])(
  'a proxy does not get %s, which only an inner network can resolve',
  async (host) => {
    const proxy = await proxyServer(() => 1);
    const sender = outbound({ allow: [], proxy: { http: proxy.url }, resolve: names({}) });
    expect((await sender.send(post(`http://${host}/`))).failure?.cause).toBe('blocked');
    expect(proxy.connections()).toBe(0);
  },
);

test.each(['127.0.0.1', '127.0.0.0/8', '0.0.0.0/0'])('OUTBOUND_ALLOW=%s lets 127.0.0.1 be dialled', async (entry) => {
  const inner = await receiver();
  expect((await outbound({ allow: [entry] }).send(post(inner.url))).ok).toBe(true);
});

test.each(['hook.test', 'HOOK.TEST', '*.test'])(
  'OUTBOUND_ALLOW=%s lets hook.test be dialled, but not its address',
  async (entry) => {
    const inner = await receiver();
    const sender = outbound({ allow: [entry], resolve: names({ 'hook.test': ['127.0.0.1'] }) });
    expect((await sender.send(post(`http://hook.test:${inner.port}/`))).ok).toBe(true);
    expect((await sender.send(post(inner.url))).failure?.cause).toBe('blocked');
  },
);

test('an allowed IPv4 network is allowed in its IPv6 spellings too', () => {
  const { allow } = parseOutboundAllow(['10.0.0.0/8']);
  expect(refuseAddress(allow, 'x', '::ffff:10.0.0.1')).toBeUndefined();
  expect(refuseAddress(allow, 'x', '64:ff9b::10.0.0.1')).toBeUndefined();
  expect(refuseAddress(allow, 'x', '::ffff:11.0.0.1')).toBeUndefined();
  expect(refuseAddress(allow, 'x', '::ffff:127.0.0.1')?.why).toBe('loopback (127.0.0.0/8), written as IPv6');
});

test.each([
  ...[
    '8.8.8.8',
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
  ],
  ...[
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
  ],
  ...[
    '223.255.255.255',
    '2606:4700::1111',
    '2a00:1450:4001::1',
    '64:ff9b::8.8.8.8',
    '::ffff:8.8.8.8',
    '2002:808:808::1',
  ],
])('the public address %s may be dialled', (address) => {
  expect(refuseAddress(parseOutboundAllow([]).allow, 'x', address)).toBeUndefined();
});
