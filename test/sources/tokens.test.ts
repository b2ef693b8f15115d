// Tokens of providers: only their own keys and algorithms count, keys rotate, and errors are those of RFC 8935.
import { createPublicKey } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTrialKeys } from '../../src/sources/trial-keys.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { addProvider, sendTo, storedEvents } from './providers.ts';
import { sampleTime as now, sampleOf, settingsOf } from './read-samples.ts';

let service: TestService;
let keys: Awaited<ReturnType<typeof makeTrialKeys>>;
const issuer = 'https://ssf.example.com/';
const audience = 'https://hooks.example.com/events/ssf';
const disabled = 'https://schemas.openid.net/secevent/risc/event-type/account-disabled';

beforeAll(async () => {
  service = await startTestService({ now: () => now });
  keys = await makeTrialKeys('k-1', 'ES256');
  const settings = { issuer, audience, jwks: keys.jwks, verification_state: 'st-1' };
  const { status, body } = await service.rest('POST', '/sources', { name: 'ssf', kind: 'ssf', settings });
  expect(status, JSON.stringify(body)).toBe(201);
});
afterAll(() => service.stop());

const claims = (more: object = {}) => ({
  iss: issuer,
  aud: audience,
  jti: `j-${Math.random()}`,
  iat: 1795166997,
  events: { [disabled]: {} },
  sub_id: { format: 'email', email: 'ada@example.com' },
  ...more,
});
const headers = { 'content-type': 'application/secevent+jwt' };
const signed = (payload: object, header: object = {}) =>
  new SignJWT(payload as Record<string, unknown>)
    .setProtectedHeader({ alg: 'ES256', kid: 'k-1', typ: 'secevent+jwt', ...header })
    .sign(keys.privateKey.key);
const push = async (body: string, more: object = headers) => {
  const answer = await sendTo(service, 'ssf', { method: 'POST', headers: more as Record<string, string>, body });
  return { status: answer.status, err: answer.text === '' ? undefined : JSON.parse(answer.text).err };
};

test('an audience may be one of a list, and a token that comes again is answered like the first', async () => {
  const token = await signed(claims({ aud: ['https://x.example.com', audience], jti: 'list' }));
  for (let times = 0; times < 2; times++) expect(await push(token)).toEqual({ status: 202, err: undefined });
  expect((await storedEvents(service, 'ssf')).filter(({ id }) => id === `ssf:${issuer}:list`)).toHaveLength(1);
});

test('a token with several events tells of each', async () => {
  const uri = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
  expect(await push(await signed(claims({ jti: 'two', events: { [disabled]: {}, [uri]: {} } })))).toMatchObject({
    status: 202,
  });
  const stored = (await storedEvents(service, 'ssf')).filter(({ id }) => id.includes(':two'));
  expect(stored.map(({ type, original_type }) => [type, original_type])).toEqual([
    ['user.deactivated', disabled],
    ['unmapped', uri],
  ]);
  expect(stored[1]?.data.events).toEqual({ [uri]: {} });
});

test.each([
  ['another issuer', () => signed(claims({ iss: 'https://evil.example.com' })), 'invalid_issuer'],
  ['another audience', () => signed(claims({ aud: 'https://other.example.com' })), 'invalid_audience'],
  ['no audience', () => signed(claims({ aud: undefined })), 'invalid_audience'],
  ['an unknown key', () => signed(claims(), { kid: 'k-2' }), 'invalid_key'],
  [
    'another key under the same name',
    async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'ES256', kid: 'k-1', typ: 'secevent+jwt' })
        .sign((await makeTrialKeys('k-1', 'ES256')).privateKey.key),
    'invalid_key',
  ],
  ['no signature at all', async () => new UnsecuredJWT(claims()).encode(), 'invalid_key'],
  ['no jti', () => signed(claims({ jti: undefined })), 'invalid_request'],
  ['no events', () => signed(claims({ events: {} })), 'invalid_request'],
  ['the type of an access token', () => signed(claims(), { typ: 'at+jwt' }), 'invalid_request'],
  ['the type of an ID token, although it is no draft', () => signed(claims(), { typ: 'JWT' }), 'invalid_request'],
  [
    'a verification with another state',
    () =>
      signed(
        claims({ events: { 'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'no' } } }),
      ),
    'invalid_state',
  ],
  ['no token', async () => '{"events":{}}', 'invalid_request'],
])('%s is refused', async (_what, make, err) => {
  const before = (await storedEvents(service, 'ssf')).length;
  expect(await push(await make())).toEqual({ status: 400, err });
  expect((await storedEvents(service, 'ssf')).length).toBe(before);
});

test("an HMAC made with the public key's own text is refused", async () => {
  const publicKey = createPublicKey({ key: (keys.jwks.keys as never[])[0] as never, format: 'jwk' });
  const text = new TextEncoder().encode(publicKey.export({ type: 'spki', format: 'pem' }) as string);
  const header = { alg: 'HS256', kid: 'k-1', typ: 'secevent+jwt' };
  expect(await push(await new SignJWT(claims()).setProtectedHeader(header).sign(text))).toEqual({
    status: 400,
    err: 'invalid_key',
  });
});

test('a transmitter of the drafts may call its token a JWT', async () => {
  const event = { subject: { subject_type: 'iss-sub', iss: issuer, sub: 'u-1' } };
  const token = await signed(claims({ jti: 'draft', sub_id: undefined, events: { [disabled]: event } }), {
    typ: 'JWT',
  });
  expect(await push(token)).toMatchObject({ status: 202 });
});

test('another content type is refused', async () => {
  expect(await push(await signed(claims()), { 'content-type': 'application/json' })).toEqual({
    status: 400,
    err: 'invalid_request',
  });
});

test('a token of another body is refused, and so is one that has run out', async () => {
  const sample = sampleOf('keycloak-bearer-user-disabled');
  await service.rest('POST', '/sources', { name: 'kc', kind: 'keycloak', settings: settingsOf(sample) });
  const request = { method: 'POST' as const, headers: sample.request.headers, body: sample.request.body };
  expect((await sendTo(service, 'kc', { ...request, body: `${request.body} ` })).status).toBe(401);
  expect((await sendTo(service, 'kc', request)).status).toBe(200);
  const late = await startTestService({ now: () => new Date(now.getTime() + 300_000), database: service.database });
  expect((await sendTo(late, 'kc', request)).status).toBe(401);
  await late.stop();
});

test('keys are fetched once, again when a token names another one, and an address that is down loses nothing', async () => {
  const provider = await addProvider(service, { name: 'rotating', kind: 'ssf' });
  expect((await sendTo(service, 'rotating', await provider.request(0, now))).status).toBe(202);
  await provider.close();
  expect((await sendTo(service, 'rotating', await provider.request(1, now))).status).toBe(202);

  const down = await addProvider(service, { name: 'down', kind: 'ssf' });
  await down.close();
  const answer = await sendTo(service, 'down', await down.request(0, now));
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
});

test('keys come only from where requests may go', async () => {
  const strict = await startTestService({ now: () => now, config: { outboundAllow: [] } });
  const receiver: Receiver = await startReceiver();
  const settings = { issuer, audience, jwks_url: `${receiver.url}/jwks.json` };
  await strict.rest('POST', '/sources', { name: 'ssf', kind: 'ssf', settings });
  const { status } = await sendTo(strict, 'ssf', { method: 'POST', headers, body: await signed(claims()) });
  expect(status).toBe(503);
  expect(receiver.received).toEqual([]);
  await strict.stop();
  await receiver.close();
});
