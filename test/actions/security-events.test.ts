// Security event tokens as a receiver meets them: verified against our published keys, across rotations, with the node
// that signs being another than the one that rotates and publishes.
import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureLog } from '../deliveries/captured-log.ts';
import { type Receiver, type Reply, startReceiver } from '../support/receiver.ts';
import { type DeliveryItem, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const captured = captureLog();
const audience = 'https://rp.example.com';
let api: TestService;
let worker: TestService;
let receiver: Receiver;
beforeAll(async () => {
  api = await startTestService({ config: { role: 'api' }, log: captured.log });
  const config = { role: 'worker', publicUrl: api.url } as const;
  worker = await startTestService({ config, database: api.database, log: captured.log });
  receiver = await startReceiver();
});
afterAll(async () => {
  await worker.stop();
  await api.stop();
  await receiver.close();
});

const jwksUrl = () => new URL(`${api.url}/.well-known/jwks.json`);
const published = async () => (await (await fetch(jwksUrl())).json()) as JSONWebKeySet;
const rotate = (body: object) => api.rest('POST', '/event-signing-keys/rotate', body);
let number = 0;

interface Push {
  readonly token: string;
  readonly kid: string;
  readonly request: Receiver['received'][number];
  readonly delivery: DeliveryItem;
}

/** One event, pushed to a receiver that answers like this. */
async function push(
  more: object = {},
  type = 'user.deactivated',
  data: object = ana,
  reply: Reply = 202,
): Promise<Push> {
  number += 1;
  const path = `/set${number}`;
  receiver.answer(path, ...[reply].flat());
  const action = { type: 'http', url: `${receiver.url}${path}`, format: 'set', audience, ...more };
  const id = await api.integration({ triggers: [type], actions: [action] });
  await api.publish(type, data, { id: `e ${number}` });
  const [item] = await api.deliveries(id, ([first]) => first?.status === 'success' || first?.status === 'failed');
  await api.rest('PUT', `/integrations/${id}`, { enabled: false });
  const delivery = (await api.rest('GET', `/integrations/${id}/deliveries/${item?.id}`)).body;
  const [request] = receiver.to(path);
  const token = request?.body ?? '';
  const header = token === '' ? '{}' : Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return {
    token,
    kid: JSON.parse(header).kid,
    request: request as Push['request'],
    delivery: { ...item, ...delivery },
  };
}
const ana = { user_id: 'u-7', user_email: 'ana@example.com' };
const verify = (token: string, keys: Parameters<typeof jwtVerify>[1]) =>
  jwtVerify(token, keys as never, { issuer: api.url, audience, typ: 'secevent+jwt', algorithms: ['ES256'] });

test('a token is pushed as RFC 8935 wants it, and verified against the published keys', async () => {
  const { token, request, delivery } = await push();
  expect(delivery).toMatchObject({ status: 'success', response_status: 202 });
  expect(request).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json', 'webhook-id': delivery.id },
  });
  const { payload, protectedHeader } = await verify(token, createRemoteJWKSet(jwksUrl()));
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'secevent+jwt', kid: expect.any(String) });
  expect(payload).toEqual({
    iss: api.url,
    aud: audience,
    jti: delivery.id,
    txn: `e ${number}`,
    iat: expect.any(Number),
    toe: expect.any(Number),
    sub_id: { format: 'email', email: 'ana@example.com' },
    events: { 'https://schemas.openid.net/secevent/risc/event-type/account-disabled': {} },
  });
  expect(Math.abs(Number(payload.iat) - Date.now() / 1_000)).toBeLessThan(60);
});

test('every attempt is a token of the same jti', async () => {
  const { delivery } = await push(
    { max_retries: 2, backoff: { initial_secs: 0.05, factor: 1 } },
    'user.activated',
    ana,
    [503, 503, 202] as never,
  );
  expect(delivery.attempt_count).toBe(3);
  const keys = createRemoteJWKSet(jwksUrl());
  const tokens = await Promise.all(receiver.to(`/set${number}`).map(({ body }) => verify(body, keys)));
  expect(tokens.map(({ payload }) => payload.jti)).toEqual([delivery.id, delivery.id, delivery.id]);
});

test('a new key is published before it signs: who has read it needs no other reading when it takes over', async () => {
  const before = await push();
  const answer = await rotate({ lead_secs: 3, keep_secs: 600 });
  expect(answer.status).toBe(200);
  expect(answer.body.items.map(({ signing }: any) => signing)).toEqual([false, true]);
  let readings = 0;
  const counted = (url: string, options: object) => {
    readings += 1;
    return fetch(url, options);
  };
  const keys = createRemoteJWKSet(jwksUrl(), { [customFetch]: counted as typeof fetch });
  const between = await push();
  expect(between.kid).toBe(before.kid);
  await verify(between.token, keys);

  const [fresh] = answer.body.items;
  await until('the new key to sign', async () => {
    const { items } = (await api.rest('GET', '/event-signing-keys')).body;
    return items[0].id === fresh.id && items[0].signing;
  });
  const after = await push();
  expect(after.kid).toBe(fresh.id);
  await verify(after.token, keys);
  await verify(before.token, keys);
  expect(readings).toBe(1);
  // And who comes only then can still verify what the old key signed.
  await verify(before.token, createRemoteJWKSet(jwksUrl()));
});

test('a rotation without lead is seen by every node at once, and without keep the old key is gone', async () => {
  const before = await push();
  const answer = await rotate({ lead_secs: 0, keep_secs: 0 });
  const after = await push();
  expect(after.kid).not.toBe(before.kid);
  expect(after.kid).toBe(answer.body.items[0].id);
  expect((await published()).keys.map(({ kid }) => kid)).toEqual([after.kid]);
  await verify(after.token, createRemoteJWKSet(jwksUrl()));
  await expect(verify(before.token, createRemoteJWKSet(jwksUrl()))).rejects.toThrow(/no applicable key/);
});

test('a key that waits for its time never signs once a newer one has begun', async () => {
  const [waiting] = (await rotate({ lead_secs: 1, keep_secs: 600 })).body.items;
  const [urgent] = (await rotate({ lead_secs: 0, keep_secs: 600 })).body.items;
  await until('the time of the first', () => Date.now() > new Date(waiting.signs_from).getTime());
  expect((await push()).kid).toBe(urgent.id);
});

test('what anybody may read is public keys alone, and what the metadata says is true', async () => {
  const { keys } = await published();
  for (const key of keys)
    expect(key).toEqual({
      kty: 'EC',
      crv: 'P-256',
      use: 'sig',
      alg: 'ES256',
      kid: expect.any(String),
      x: expect.any(String),
      y: expect.any(String),
    });
  const metadata = await (await fetch(`${api.url}/.well-known/ssf-configuration`)).json();
  expect(metadata).toEqual({
    spec_version: '1_0',
    issuer: api.url,
    jwks_uri: jwksUrl().href,
    delivery_methods_supported: ['urn:ietf:rfc:8935'],
    default_subjects: 'ALL',
  });
  expect((await fetch(`${worker.url}/.well-known/jwks.json`)).status).toBe(401);
  expect((await fetch(`${api.url}/event-signing-keys`)).status).toBe(401);
});

test('private keys are sealed in the database and in no answer and no log', async () => {
  await push();
  const rows = await api.database.query<{ private_key: string }>('SELECT * FROM event_signing_keys');
  expect(rows.length).toBeGreaterThan(0);
  for (const { private_key } of rows) expect(private_key).toMatch(/^sealed:v1:/);
  const { data } = await api.graphql(
    '{ eventSigningKeys { id publicKey createdAt signsFrom publishedUntil signing } }',
  );
  const text =
    JSON.stringify([data, await published(), await api.rest('GET', '/event-signing-keys')]) + captured.text();
  expect(text).toContain(rows[0] && Object(rows[0]).id);
  expect(text).not.toMatch(/\\?"d\\?":|sealed:/);
});

test.each([
  [{ lead_secs: -1 }, 'lead_secs', 'must be 0 to 604,800'],
  [{ keep_secs: 2_592_001 }, 'keep_secs', 'must be 0 to 2,592,000'],
  [{ lead_secs: '1' }, 'lead_secs', 'must be a whole number'],
  [{ at: 'noon' }, 'at', 'is not a known field'],
])('a rotation with %j is refused by path, and no key is made', async (body, path, message) => {
  const before = await published();
  const answer = await rotate(body);
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path, message }] } });
  expect(await published()).toEqual(before);
});

const refusal = (body: unknown): Reply => ({
  status: 400,
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test.each([
  ['invalid_audience', 'answered 400 invalid_audience: the token is not meant for it'],
  ['invalid_issuer', 'answered 400 invalid_issuer: it does not know this service as an issuer'],
  ['invalid_key', 'answered 400 invalid_key: it does not accept the key that signed it'],
  ['authentication_failed', 'answered 400 authentication_failed: this service is not signed in there'],
])('a receiver that answers %s is quoted in words', async (err, words) => {
  const { delivery } = await push({}, 'user.deleted', ana, refusal({ err, description: 'theirs' }));
  expect(delivery).toMatchObject({ status: 'failed', error: `127.0.0.1 ${words}` });
});

test.each([[{ err: 'constructor' }], [{ err: 7 }], ['null'], ['<html>'], [{}]])(
  'a 400 of %j is a 400 like any other',
  async (body) => {
    const { delivery } = await push({}, 'user.deleted', ana, refusal(body));
    expect(delivery.error).toBe('127.0.0.1 answered 400: it did not accept the message');
  },
);

test('a refusal is tried again as any 4xx is', async () => {
  const retries = { max_retries: 1, backoff: { initial_secs: 0.05, factor: 1 } };
  const reply = refusal({ err: 'invalid_key' });
  expect((await push(retries, 'user.deleted', ana, reply)).delivery.attempt_count).toBe(2);
  const never = { ...retries, retry_on: ['5xx'] };
  expect((await push(never, 'user.deleted', ana, reply)).delivery.attempt_count).toBe(1);
});

test('an event about nobody is not sent as one about somebody', async () => {
  const { delivery } = await push({}, 'user.deleted', { user_name: 'ana' });
  expect(delivery).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(delivery.error).toContain('names no user');
  expect(receiver.to(`/set${number}`)).toEqual([]);
});

test('an event that no standard has a word for carries everything under a URI of its own', async () => {
  const { token } = await push({ subject_format: 'iss_sub', subject_issuer: 'https://idp' }, 'user.updated', {
    ...ana,
    changed: ['email'],
  });
  const { payload } = await verify(token, createLocalJWKSet(await published()));
  expect(payload).toMatchObject({
    sub_id: { format: 'iss_sub', iss: 'https://idp', sub: 'u-7' },
    events: { 'urn:iam-integrations:event-type:user.updated': { data: { ...ana, changed: ['email'] } } },
  });
});
