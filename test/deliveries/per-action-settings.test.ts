// What a single action can set beyond the specification: what it retries, whom it trusts, how it fills templates.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { quick, startStage } from './make.ts';

const stage = startStage();
const to = (path: string) => `${stage.receiver.url}${path}`;
const certificate = (name: string) =>
  readFileSync(new URL(`../infra/outbound/certificates/${name}`, import.meta.url), 'utf8');

test.each([
  [['5xx'], 503, 3],
  [['5xx'], 404, 1],
  [['4xx'], 404, 3],
  [['4xx', '429'], 503, 1],
  [['network', 'timeout'], 503, 1],
  [['408'], 408, 3],
  [[], 503, 1],
])('retry_on %j and an answer of %s make %s attempts', async (retryOn, status, attempts) => {
  const path = `/retry-on-${status}-${retryOn.join('-')}`;
  stage.receiver.answer(path, status);
  const { delivery } = await stage.fire({ type: 'http', url: to(path), max_retries: 2, retry_on: retryOn, ...quick });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: attempts });
});

test('a refused connection is a network failure for retry_on', async () => {
  const action = { type: 'http', url: 'http://127.0.0.1:1/', max_retries: 1, ...quick };
  expect((await stage.fire({ ...action, retry_on: ['network'] })).delivery.attempt_count).toBe(2);
  expect((await stage.fire({ ...action, retry_on: ['5xx'] })).delivery.attempt_count).toBe(1);
});

test('a private authority is trusted where it is given, and nowhere else (C031)', async () => {
  const tls = { cert: certificate('good.pem'), key: certificate('server.key') };
  const server = createServer(tls, (_request, response) => void response.end('ok'));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect((await stage.fire({ type: 'http', url, ca: certificate('ca.pem') })).delivery.status).toBe('success');
  expect((await stage.fire({ type: 'http', url, tls_insecure: true })).delivery.status).toBe('success');
  const { delivery } = await stage.fire({ type: 'http', url });
  expect(delivery.error).toMatch(/^certificate of 127\.0\.0\.1:\d+ is not trusted/);
});

test('turning the check of certificates off is warned about', async () => {
  const actions = [{ type: 'http', url: to('/w'), tls_insecure: true }];
  const { body } = await stage.service.rest('POST', '/integrations', {
    name: 'w',
    triggers: ['user.created'],
    actions,
  });
  expect(body.warnings).toEqual([
    { code: 'certificate_not_checked', path: 'actions[0]', message: expect.stringContaining('is not checked') },
  ]);
  await stage.service.rest('DELETE', `/integrations/${body.id}`);
});

test.each([
  ['go', '<no value>'],
  ['empty', ''],
])('a missing value can be given as "%s"', async (missing, shown) => {
  const path = `/missing-${missing}`;
  const { delivery } = await stage.fire({
    type: 'http',
    url: to(path),
    headers: { 'Content-Type': 'text/plain' },
    body: '[{{.Data.nope}}]',
    missing,
  });
  expect(delivery.status).toBe('success');
  expect(stage.receiver.to(path)[0]?.body).toBe(`[${shown}]`);
});

test('a missing value can be made a failure, which is not tried again', async () => {
  const { delivery } = await stage.fire({
    type: 'http',
    url: to('/missing-error'),
    body: '[{{.Data.nope}}]',
    missing: 'error',
    max_retries: 3,
    ...quick,
  });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toMatch(/^body: .*no value for \.Data\.nope/);
  expect(stage.receiver.to('/missing-error')).toEqual([]);
});

test('without escaping values are put in exactly as Go does', async () => {
  await stage.fire(
    [
      { type: 'http', url: to('/raw'), body: '{"raw":{{.Data.json}}}', escape: 'none' },
      { type: 'slack', webhook_url: to('/raw-slack'), message: '{{.Data.text}}', escape: 'none' },
    ],
    { json: '[1,"two"]', text: '<!here> R&D' },
  );
  expect(stage.receiver.to('/raw')[0]?.body).toBe('{"raw":[1,"two"]}');
  expect(JSON.parse(stage.receiver.to('/raw-slack')[0]?.body ?? '')).toEqual({ text: '<!here> R&D' });
});
