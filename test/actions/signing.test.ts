// Signatures as Standard Webhooks has them, checked by the libraries that receivers use, on requests as they arrived.
import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { expect, test } from 'vitest';
import { captureLog } from '../deliveries/captured-log.ts';
import { type Action, startStage } from '../deliveries/make.ts';
import type { Received } from '../support/receiver.ts';
import { until } from '../support/until.ts';

const captured = captureLog();
const stage = startStage(() => ({ log: captured.log }));

const body = '{"name":"{{.Data.user_name}}"}';
const signed = (path: string, more: Action = {}): Action => ({
  type: 'http',
  url: `${stage.receiver.url}${path}`,
  body,
  signing: true,
  ...more,
});

/** An integration whose first action signs; its answer shows the secret. */
async function create(action: Action, trigger = 'user.created') {
  const { rest } = stage.service;
  const answer = await rest('POST', '/integrations', { name: 's', triggers: [trigger], actions: [action] });
  expect(answer.status).toBe(201);
  const [made] = answer.body.actions;
  return { id: answer.body.id as string, action: made, secret: made.signing_secret as string };
}

async function rotate(integrationId: string, actionId: string, overlapSecs?: number): Promise<string> {
  const { data, errors } = await stage.service.graphql(
    `mutation ($integrationId: ID!, $actionId: ID!, $overlapSecs: Int) {
       rotateSigningSecret(integrationId: $integrationId, actionId: $actionId, overlapSecs: $overlapSecs) {
         actions { ... on HttpAction { signingSecret } }
       }
     }`,
    { integrationId, actionId, overlapSecs },
  );
  expect(errors).toBeUndefined();
  return data.rotateSigningSecret.actions[0].signingSecret;
}

const headersOf = ({ headers }: Received) => headers as Record<string, string>;
const accepts = (secret: string, request: Received, Library: typeof Webhook | typeof SvixWebhook = Webhook) => {
  try {
    new Library(secret).verify(request.body, headersOf(request));
    return true;
  } catch {
    return false;
  }
};

test('the libraries of Standard Webhooks and Svix verify a request, with any characters in its body', async () => {
  const { id, secret } = await create(signed('/v1'));
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  const name = 'Đây là "测试" 😀\n';
  await stage.service.publish('user.created', { user_name: name });
  const [request] = await stage.receiver.awaits('/v1', 1);
  if (!request) throw new Error('no request');
  expect(new Webhook(secret).verify(request.body, headersOf(request))).toEqual({ name });
  for (const library of [Webhook, SvixWebhook]) {
    expect(accepts(secret, request, library)).toBe(true);
    expect(accepts(secret, { ...request, body: `${request.body} ` }, library)).toBe(false);
    expect(accepts(`whsec_${Buffer.alloc(32).toString('base64')}`, request, library)).toBe(false);
  }
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a request without a body is signed too', async () => {
  const { id, secret } = await create(signed('/empty', { method: 'GET', body: '' }));
  await stage.service.publish('user.created');
  const [request] = await stage.receiver.awaits('/empty', 1);
  expect(request?.body).toBe('');
  expect(accepts(secret, request as Received)).toBe(true);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('each attempt has the same id, a time of its own and a signature that fits', { timeout: 40_000 }, async () => {
  stage.receiver.answer('/again', 500, 500, 200);
  const { id, secret } = await create(signed('/again', { max_retries: 2, backoff: { initial_secs: 1.5, factor: 1 } }));
  await stage.service.publish('user.created', { user_name: 'ann' });
  const ended = await stage.delivery(id);
  const requests = stage.receiver.to('/again');
  expect(requests.map(({ headers }) => headers['webhook-id'])).toEqual(Array(3).fill(ended.id));
  expect(requests.map((request) => accepts(secret, request))).toEqual([true, true, true]);
  const times = requests.map(({ headers }) => Number(headers['webhook-timestamp']));
  expect(new Set(times).size).toBe(3);
  for (const [index, { at }] of requests.entries())
    expect(Math.abs(at / 1_000 - (times[index] as number))).toBeLessThan(5);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a v1a signature is checked with the public key, which every answer shows', async () => {
  const { id, action, secret } = await create(signed('/v1a', { signing_scheme: 'v1a' }));
  expect(secret).toMatch(/^whsk_/);
  const shown = await stage.service.rest('GET', `/integrations/${id}`);
  const [publicKey] = shown.body.actions[0].signing_public_keys;
  expect(action.signing_public_keys).toEqual([publicKey]);
  await stage.service.publish('user.created', { user_name: 'ü' });
  const [request] = await stage.receiver.awaits('/v1a', 1);
  if (!request) throw new Error('no request');
  expect(verifiesV1a(publicKey, request)).toBe(true);
  expect(verifiesV1a(publicKey, { ...request, body: 'other' })).toBe(false);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

function verifiesV1a(publicKey: string, request: Received): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': header = '' } = headersOf(request);
  const x = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64').toString('base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  return header.split(' ').some((one) => {
    const [scheme, signature = ''] = one.split(',');
    const content = Buffer.from(`${id}.${time}.${request.body}`);
    return scheme === 'v1a' && verify(null, content, key, Buffer.from(signature, 'base64'));
  });
}

test('during a rotation old and new secret verify each request; without overlap only the new one', async () => {
  const { id, action, secret: first } = await create(signed('/rotated'));
  const second = await rotate(id, action.id);
  await stage.service.publish('user.created', { user_name: 'a' });
  const [both] = await stage.receiver.awaits('/rotated', 1);
  if (!both) throw new Error('no request');
  expect(headersOf(both)['webhook-signature']?.split(' ')).toHaveLength(2);
  expect([first, second].map((secret) => accepts(secret, both))).toEqual([true, true]);
  expect([first, second].map((secret) => accepts(secret, both, SvixWebhook))).toEqual([true, true]);

  const third = await rotate(id, action.id, 0);
  await stage.service.publish('user.created', { user_name: 'b' });
  const last = (await stage.receiver.awaits('/rotated', 2))[1] as Received;
  expect([first, second, third].map((secret) => accepts(secret, last))).toEqual([false, false, true]);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a request carries five signatures at most, the newest', async () => {
  const { id, action, secret: first } = await create(signed('/many'));
  const secrets = [first];
  for (let count = 0; count < 6; count += 1) secrets.push(await rotate(id, action.id));
  await stage.service.publish('user.created', { user_name: 'a' });
  const [request] = await stage.receiver.awaits('/many', 1);
  expect(secrets.map((secret) => accepts(secret, request as Received))).toEqual([
    ...[false, false],
    ...[true, true, true, true, true],
  ]);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('an old secret stops signing when its overlap ends', async () => {
  const { id, action, secret: first } = await create(signed('/expired'));
  const second = await rotate(id, action.id, 1);
  let sent = 0;
  const request = await until('the overlap to end', async () => {
    await stage.service.publish('user.created', { user_name: 'a' });
    sent += 1;
    const last = (await stage.receiver.awaits('/expired', sent)).at(-1);
    return last && !accepts(first, last) && last;
  });
  expect([first, second].map((secret) => accepts(secret, request as Received))).toEqual([false, true]);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('an action that does not sign has no secret to rotate', async () => {
  const { id, action } = await create(signed('/unsigned', { signing: false }));
  const { errors } = await stage.service.graphql(
    'mutation ($i: ID!, $a: ID!) { rotateSigningSecret(integrationId: $i, actionId: $a) { id } }',
    { i: id, a: action.id },
  );
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'CONFLICT' } });
  expect(action.signing_secret).toBeUndefined();
  await stage.service.publish('user.created');
  const [request] = await stage.receiver.awaits('/unsigned', 1);
  expect(request?.headers['webhook-signature']).toBeUndefined();
  expect(request?.headers['webhook-id']).toBeDefined();
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('an update keeps the secret, and turning signing off and on makes a new one', async () => {
  const { id, action, secret } = await create(signed('/kept'));
  const put = (change: Action) =>
    stage.service.rest('PUT', `/integrations/${id}`, {
      actions: [{ ...action, signing_secret: undefined, ...change }],
    });
  const kept = await put({ body: '{}' });
  expect(kept.status).toBe(200);
  expect(kept.body.actions[0].signing_secret).toBeUndefined();
  await stage.service.publish('user.created');
  const [request] = await stage.receiver.awaits('/kept', 1);
  expect(accepts(secret, request as Received)).toBe(true);
  await put({ signing: false });
  const again = await put({ signing: true });
  expect(again.body.actions[0].signing_secret).toMatch(/^whsec_/);
  expect(again.body.actions[0].signing_secret).not.toBe(secret);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a secret is shown in the answer that made it and nowhere else', async () => {
  stage.receiver.answer('/secret', 500);
  const { id, action, secret } = await create(signed('/secret'), 'group.created');
  const v1a = await create(signed('/secret', { signing_scheme: 'v1a' }), 'group.created');
  const rotated = await rotate(id, action.id);
  await stage.service.publish('group.created', { user_name: 'a' });
  const ended = [await stage.delivery(id), await stage.delivery(v1a.id)];
  const everything = `query ($id: ID!) { integration(id: $id) {
    actions { ... on HttpAction { signing signingScheme signingSecret signingPublicKeys headers { name value } } }
    deliveries(first: 5) { edges { node { error attempts { request { headers { value } } } } } } } }`;
  const answers = [
    ended,
    await stage.service.rest('GET', '/integrations?limit=100'),
    await stage.service.rest('GET', `/integrations/${id}`),
    await stage.service.rest('PUT', `/integrations/${id}`, { name: 'renamed' }),
    await stage.service.graphql(everything, { id }),
    await stage.service.graphql(everything, { id: v1a.id }),
    await stage.service.database.query('SELECT * FROM integrations'),
    await stage.service.database.query('SELECT * FROM attempts'),
    await stage.service.database.query('SELECT * FROM events'),
    await stage.service.database.query('SELECT * FROM pgboss.job'),
    captured.text(),
  ];
  expect(captured.text()).toContain(id);
  const text = JSON.stringify(answers);
  for (const one of [secret, v1a.secret, rotated]) {
    expect(one.length).toBeGreaterThan(40);
    expect(text).not.toContain(one.slice(one.indexOf('_') + 1));
  }
});
