// Targets that cannot be reached, must not be reached, or cannot prove who they are.
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { quick, startStage } from './make.ts';

const stage = startStage(() => ({ config: { outboundAllow: ['127.0.0.1/32'] } }));

const certificate = (name: string) =>
  readFileSync(new URL(`../infra/outbound/certificates/${name}`, import.meta.url), 'utf8');

async function tlsReceiver(pem: string) {
  const requests: string[] = [];
  const server = createTlsServer({ cert: certificate(pem), key: certificate('server.key') }, (request, response) => {
    requests.push(request.url ?? '');
    response.end('ok');
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

test('a self-signed certificate for another name fails with words for it, before any request (C031)', async () => {
  const target = await tlsReceiver('selfsigned.pem');
  const { delivery } = await stage.fire({ type: 'http', url: `${target.url}/t`, max_retries: 0 });
  expect(delivery.status).toBe('failed');
  expect(delivery.error).toMatch(/^certificate of 127\.0\.0\.1:\d+ is not trusted \(self-signed\)/);
  expect(target.requests).toEqual([]);
});

test('a name that cannot be looked up is tried as often as any failure (C033)', async () => {
  const { delivery } = await stage.fire({ type: 'http', url: 'http://nope.invalid/x', max_retries: 2, ...quick });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 3 });
  expect(delivery.error).toMatch(/^host name not found: no address for nope\.invalid/);
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://10.0.0.1/',
  'http://[::1]:PORT/',
  'http://0177.0.0.2:PORT/',
  'http://[::ffff:127.0.0.2]:PORT/',
])('an internal address is refused without a connection and without a retry: %s (C035)', async (address) => {
  let connections = 0;
  const listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  // On every address of this machine.
  await new Promise<void>((resolve) => listener.listen(0, '::', resolve));
  onTestFinished(() => void listener.close());
  const url = address.replace('PORT', String((listener.address() as AddressInfo).port));
  const { delivery } = await stage.fire({ type: 'http', url, max_retries: 3, ...quick });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toMatch(/^address not allowed: /);
  expect(connections).toBe(0);
});

test('an open and a closed port of a refused address look the same (C035)', async () => {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.2', resolve));
  onTestFinished(() => void listener.close());
  const open = (listener.address() as AddressInfo).port;
  const errors = [];
  for (const port of [open, 1]) {
    const { delivery } = await stage.fire({ type: 'http', url: `http://127.0.0.2:${port}/` });
    errors.push([delivery.error, delivery.attempts[0].response]);
  }
  expect(errors[0]).toEqual(errors[1]);
});

test('Slack messages keep to the same addresses (C035)', async () => {
  const { delivery } = await stage.fire({ type: 'slack', webhook_url: 'http://10.0.0.1/services/x', message: 'm' });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toMatch(/^address not allowed/);
});

test('the allowed receiver is reached (C035)', async () => {
  const { delivery } = await stage.fire({ type: 'http', url: `${stage.receiver.url}/allowed` });
  expect(delivery.status).toBe('success');
});
