import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { OutboundRequest } from '../../../src/infra/outbound/send-request.ts';
import { certificate, names, outbound, post, proxyServer, rawServer, receiver } from './make.ts';

const ca = certificate('ca.pem');
const resolve = names({ 'secure.test': ['127.0.0.1'], 'other.test': ['127.0.0.1'] });

test('C031: a self-signed certificate for another name fails, and no request is sent', async () => {
  const target = await receiver(undefined, { pem: 'selfsigned.pem' });
  const { failure } = await outbound().send(post(`${target.url}/t`));
  expect(failure).toMatchObject({
    cause: 'tls_untrusted',
    params: { reason: 'self-signed', issuer: 'other.example.com' },
  });
  expect(failure?.message).toBe(
    `certificate of 127.0.0.1:${target.port} is not trusted (self-signed), signed by other.example.com`,
  );
  expect(target.seen).toEqual([]);
});

test('a certificate of an unknown authority is not trusted, and the authority is named', async () => {
  const target = await receiver(undefined, { pem: 'good.pem' });
  const { failure } = await outbound().send(post(target.url));
  expect(failure).toMatchObject({ cause: 'tls_untrusted', params: { issuer: 'Outbound test authority' } });
});

test('an authority given as ca is trusted, by address and by name, and for this request only', async () => {
  const target = await receiver(undefined, { pem: 'good.pem' });
  const sender = outbound({ resolve });
  expect((await sender.send(post(target.url, { ca }))).ok).toBe(true);
  expect((await sender.send(post(`https://secure.test:${target.port}/`, { ca }))).ok).toBe(true);
  expect((await sender.send(post(target.url, { ca, method: 'GET' }))).ok).toBe(true);
  expect((await sender.send(post(target.url))).failure?.cause).toBe('tls_untrusted');
});

test('a certificate for another name is refused, with the names that it covers', async () => {
  const target = await receiver(undefined, { pem: 'other.pem' });
  const { failure } = await outbound({ resolve }).send(post(`https://secure.test:${target.port}/`, { ca }));
  expect(failure).toMatchObject({ cause: 'tls_name', params: { host: 'secure.test', names: 'other.example.com' } });
  expect(target.seen).toEqual([]);
});

test('an expired certificate is refused with its last day', async () => {
  const target = await receiver(undefined, { pem: 'expired.pem' });
  const { failure } = await outbound().send(post(target.url, { ca }));
  expect(failure).toMatchObject({ cause: 'tls_expired', params: { validTo: '2021-01-01T00:00:00.000Z' } });
  expect(failure?.message).toContain('it was valid until 2021-01-01');
});

test('a certificate that is not valid yet is refused with its first day', async () => {
  const target = await receiver(undefined, { pem: 'future.pem' });
  const { failure } = await outbound().send(post(target.url, { ca }));
  expect(failure).toMatchObject({ cause: 'tls_not_yet_valid', params: { validFrom: '2120-01-01T00:00:00.000Z' } });
});

test('tlsInsecure takes any certificate, for this request only', async () => {
  const target = await receiver(undefined, { pem: 'selfsigned.pem' });
  const sender = outbound();
  expect((await sender.send(post(target.url, { tlsInsecure: true }))).ok).toBe(true);
  expect((await sender.send(post(target.url, { tlsInsecure: false }))).failure?.cause).toBe('tls_untrusted');
});

test('a port that speaks plain HTTP is the cause tls_protocol', async () => {
  const target = await receiver();
  const { failure } = await outbound().send(post(`https://127.0.0.1:${target.port}/`));
  expect(failure?.cause).toBe('tls_protocol');
});

test('a port that closes at the handshake is the cause reset', async () => {
  const target = await rawServer((socket) => socket.once('data', () => socket.destroy()));
  expect((await outbound().send(post(`https://127.0.0.1:${target.port}/`))).failure?.cause).toBe('reset');
});

test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
  'a ca that is no certificate is refused before anything is sent (%#)',
  async (broken) => {
    const target = await receiver(undefined, { pem: 'good.pem' });
    const { failure } = await outbound().send(post(target.url, { ca: broken }));
    expect(failure).toMatchObject({ cause: 'invalid_request', message: expect.stringContaining('the ca') });
    expect(target.connections()).toBe(0);
  },
);

test('more different ca settings than are kept do not fail, and connections are reused', async () => {
  const target = await receiver(undefined, { pem: 'good.pem' });
  const sender = outbound();
  for (let i = 0; i < 70; i++)
    expect((await sender.send(post(target.url, { ca: `${ca}${'\n'.repeat(i)}` }))).ok).toBe(true);
  const before = target.connections();
  await sender.send(post(target.url, { ca: `${ca}${'\n'.repeat(69)}` }));
  expect(target.connections()).toBe(before);
});

test('C031: an authority in NODE_EXTRA_CA_CERTS is trusted, with and without a ca of the action', async () => {
  const target = await receiver(undefined, { pem: 'good.pem' });
  const withCa = { ca: certificate('selfsigned.pem') };
  expect(await sendWithExtraCa({}, [post(target.url), post(target.url, withCa)])).toEqual([true, true]);
});

test('a proxy that is itself reached by https leads to http and https targets', async () => {
  const plain = await receiver();
  const secure = await receiver(undefined, { pem: 'good.pem' });
  const httpProxy = await proxyServer(() => plain.port, { pem: 'good.pem' });
  const httpsProxy = await proxyServer(() => secure.port, { pem: 'good.pem' });
  const proxy = { http: httpProxy.url, https: httpsProxy.url };
  expect(await sendWithExtraCa({ proxy }, [post('http://127.0.0.1:1/'), post('https://127.0.0.1:2/')])).toEqual([
    true,
    true,
  ]);
  const asked = [...httpProxy.asked, ...httpsProxy.asked].map(({ line }) => line);
  expect(asked).toEqual(['POST http://127.0.0.1:1/', 'CONNECT 127.0.0.1:2']);
});

/** Sends in a process of its own, since Node reads NODE_EXTRA_CA_CERTS only at its start. */
async function sendWithExtraCa(options: object, requests: readonly OutboundRequest[]): Promise<unknown> {
  const source = (name: string) => new URL(`../../../src/infra/outbound/${name}`, import.meta.url).href;
  const script = `
    const { createOutbound } = await import(${JSON.stringify(source('send-request.ts'))});
    const { parseOutboundAllow } = await import(${JSON.stringify(source('outbound-allow.ts'))});
    const { allow } = parseOutboundAllow(['127.0.0.1']);
    const sender = createOutbound({ allow, version: '1', ...${JSON.stringify(options)} });
    const results = [];
    for (const request of ${JSON.stringify(requests)}) results.push(await sender.send(request));
    console.log(JSON.stringify(results.map((result) => result.failure?.message ?? result.ok)));
    await sender.close();`;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: new URL('certificates/ca.pem', import.meta.url).pathname };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  return JSON.parse(stdout);
}
