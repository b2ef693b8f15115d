// A provider is answered soon and once for all that it sent: whatever targets do, however much it is, on any node.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { addProvider, type Provider, sendTo, storedEvents } from './providers.ts';

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const rejectedOf = (provider: Provider, reason: string, count: number) =>
  until(`${count} ${reason}`, async () => {
    const { body } = await service.rest('GET', `/sources/${provider.id}`);
    return body.stats.rejected.some((one: any) => one.name === reason && one.count === count) && body.stats;
  });

test('a target that hangs holds no provider up: Okta waits three seconds', async () => {
  receiver.answer('/hangs', () => {});
  const actions = [{ type: 'http', url: `${receiver.url}/hangs`, timeout_secs: 30 }];
  await service.integration({
    triggers: ['user.created'],
    conditions: [{ field: 'source', operator: 'eq', value: 'slow' }],
    actions,
  });
  const provider = await addProvider(service, { name: 'slow', kind: 'okta' });
  // The first one finds no connections yet: it holds for a service that runs.
  for (let number = 0; number < 6; number++) {
    const request = await provider.request(0, new Date());
    const begun = performance.now();
    expect((await sendTo(service, 'slow', request)).status).toBe(200);
    if (number > 0) expect(performance.now() - begun).toBeLessThan(3_000);
  }
  await receiver.awaits('/hangs', 1);
  await provider.close();
});

test('a condition and a template know the source', async () => {
  const action = { type: 'http', url: `${receiver.url}/named`, body: '{{.Source}} {{.Data.user_name}}' };
  await service.integration({
    triggers: ['login.success'],
    conditions: [{ field: 'source', operator: 'neq', value: 'ours' }],
    actions: [action],
  });
  for (const name of ['ours', 'theirs']) {
    const provider = await addProvider(service, { name, kind: 'keycloak' });
    expect((await sendTo(service, name, await provider.request(0, new Date()))).status).toBe(200);
    await provider.close();
  }
  const [request] = await receiver.awaits('/named', 1);
  expect(request?.body).toBe('theirs ada');
});

test('the same message at several nodes at once is one event', async () => {
  const other = await startTestService({ database: service.database });
  const provider = await addProvider(service, { name: 'twice', kind: 'clerk' });
  const request = await provider.request(0, new Date());
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, number) => sendTo(number % 2 === 0 ? service : other, 'twice', request)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await storedEvents(service, 'twice')).toHaveLength(1);
  await provider.close();
  await other.stop();
});

test('a line that cannot be read loses nothing but itself, and a thousand come in one request', async () => {
  const provider = await addProvider(service, { name: 'lines', kind: 'auth0-logs' });
  const line = (number: number) =>
    JSON.stringify({ log_id: `l-${number}`, data: { type: 's', user_id: `auth0|${number}` } });
  const request = await provider.request(0, new Date());
  const lines = [...Array.from({ length: 1_200 }, (_, number) => line(number)), '{"log_id": "broken', '7'];
  expect((await sendTo(service, 'lines', { ...request, body: `${lines.join('\r\n')}\n` })).status).toBe(200);
  const stored = await storedEvents(service, 'lines');
  expect(stored).toHaveLength(1_200);
  expect(stored[1_199]).toMatchObject({ type: 'login.success', actor_id: 'auth0|1199' });
  await rejectedOf(provider, 'unreadable', 2);
  expect((await sendTo(service, 'lines', { ...request, body: '{"log_id": "broken' })).status).toBe(400);
  await provider.close();
});

test('of notifications with different clientStates, those that prove themselves count', async () => {
  const provider = await addProvider(service, { name: 'mixed', kind: 'msgraph' });
  const request = await provider.request(0, new Date());
  const [good] = JSON.parse(request.body).value;
  const value = [{ ...good, id: 'bad', clientState: 'other' }, good, { ...good, id: 'none', clientState: undefined }];
  expect((await sendTo(service, 'mixed', { ...request, body: JSON.stringify({ value }) })).status).toBe(202);
  const stored = await storedEvents(service, 'mixed');
  expect(stored.map(({ type }) => type)).toEqual(['user.updated']);
  expect(JSON.stringify(stored)).not.toContain(String(provider.settings.client_state));
  await rejectedOf(provider, 'credential', 2);
  await provider.close();
});

test('a Zitadel signature is good while a key rotates, and a header may be written in any case', async () => {
  const provider = await addProvider(service, { name: 'rotates', kind: 'zitadel' });
  const request = await provider.request(0, new Date());
  const signature = request.headers['ZITADEL-Signature'] ?? '';
  const both = signature.replace(',', `,v1=${'0'.repeat(64)},`);
  const headers = { 'content-type': 'application/json', 'zitadel-SIGNATURE': both };
  expect((await sendTo(service, 'rotates', { ...request, headers })).status).toBe(200);
  await provider.close();
});

test('Graph gets its validation token back as text that no browser takes for a page', async () => {
  const provider = await addProvider(service, { name: 'validated', kind: 'msgraph' });
  const token = '<script>alert(1)</script> & +';
  const answer = await sendTo(service, 'validated', {
    method: 'POST',
    query: `?validationToken=${encodeURIComponent(token)}`,
    headers: {},
    body: '',
  });
  expect([answer.status, answer.text, answer.headers.get('x-content-type-options')]).toEqual([200, token, 'nosniff']);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
  await provider.close();
});
