// Users and programs of a real OpenID provider: what lets them in, what each may do, and what is refused.
import { exportSPKI, generateKeyPair, importJWK } from 'jose';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/infra/log.ts';
import { type Service, startService } from '../../src/service.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createClient, testConfig } from '../support/service.ts';
import { until } from '../support/until.ts';
import { audience, type LoginSettings, logIn, startProvider, type TestProvider } from './provider.ts';

let provider: TestProvider;
let database: TestDatabase;
let service: Service;

beforeAll(async () => {
  provider = await startProvider();
  database = await createTestDatabase();
  const { access } = readConfig(
    {
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: `${audience}, https://other.example.com`,
      OIDC_SCOPE_CLAIM: 'realm_access.roles',
      OIDC_ADMIN_VALUES: 'iam admins',
      OIDC_READ_VALUES: 'iam-readers,iam-viewers',
      OIDC_EVENTS_VALUES: 'iam-senders',
      OIDC_CLIENT_ID: 'admin-page',
      OIDC_LOGIN_SCOPE: 'openid profile',
      OIDC_LOGIN_PARAMS: `resource=${encodeURIComponent(audience)}`,
    },
    () => [],
  );
  service = await startService(testConfig({ databaseUrl: database.url, access }), createLog('silent'), {
    keyCooldownMs: 1,
  });
});
afterAll(async () => {
  await service.stop();
  await provider.close();
  await database.drop();
});

const get = (token: string, path = '/integrations') => createClient(service.url, token).rest('GET', path);

async function loginSettings(): Promise<LoginSettings> {
  // Open: the page reads it before anybody is known.
  const { oidc } = await (await fetch(`${service.url}/auth/config`)).json();
  return oidc;
}

test('a person logs in with authorization code and PKCE, and may do what the roles say, under their own name', async () => {
  const login = await loginSettings();
  expect(login).toMatchObject({
    issuer: provider.issuer,
    client_id: 'admin-page',
    authorization_endpoint: `${provider.issuer}/auth`,
    token_endpoint: `${provider.issuer}/token`,
    scope: 'openid profile',
    authorization_params: { resource: audience },
  });
  const ann = createClient(service.url, await logIn(login, 'ann'));
  const made = await ann.rest('POST', '/tokens', { name: 'by ann', scopes: ['read'] });
  expect(made).toMatchObject({ status: 201, body: { created_by: 'ann@example.com' } });
  const { body } = await ann.rest('GET', `/audit-log?object_id=${made.body.id}`);
  expect(body.items).toMatchObject([{ actor_kind: 'oidc', actor_id: 'ann', actor_name: 'ann@example.com' }]);

  const rita = createClient(service.url, await logIn(login, 'rita'));
  expect((await rita.rest('GET', '/integrations')).status).toBe(200);
  expect(await rita.rest('DELETE', `/tokens/${made.body.id}`)).toMatchObject({
    status: 403,
    body: { detail: 'this needs the scope admin, and the token has read' },
  });

  const bob = await get(await logIn(login, 'bob'));
  expect(bob).toMatchObject({ status: 403, body: { detail: expect.stringContaining('realm_access.roles') } });
});

test('a program comes in with its client credentials', async () => {
  const robot = createClient(service.url, await provider.clientCredentials());
  expect((await robot.rest('POST', '/events', { type: 'user.created', data: {} })).status).toBe(202);
  expect((await robot.rest('GET', '/events')).status).toBe(403);
});

const wrong: Record<string, () => Promise<string>> = {
  'of another issuer': () => provider.sign({ iss: 'https://evil.example.com' }),
  'for another audience': () => provider.sign({ aud: 'https://mail.example.com' }),
  'for no audience': () => provider.sign({ aud: undefined }),
  'that has expired': () => provider.sign({ exp: Math.floor(Date.now() / 1_000) - 31 }),
  'that never expires': () => provider.sign({ exp: undefined }),
  'that does not hold yet': () => provider.sign({ nbf: Math.floor(Date.now() / 1_000) + 300 }),
  'of nobody': () => provider.sign({ sub: undefined }),
  'with a key that is not published': () => provider.sign({}, { kid: 'unknown' }),
  'that is a logout token': () => provider.sign({}, { typ: 'logout+jwt' }),
  'that another key signed': async () => provider.sign({}, {}, (await generateKeyPair('RS256')).privateKey),
  'without a signature': async () => {
    const [, payload] = (await provider.sign({})).split('.');
    return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  },
  'with HS256 and the public key as its secret': async () => {
    const publicKey = await importJWK(await provider.publicKey(), 'RS256', { extractable: true });
    return provider.sign({}, { alg: 'HS256' }, new TextEncoder().encode(await exportSPKI(publicKey as CryptoKey)));
  },
  'whose claims were changed': async () => {
    const [header, payload = '', signature] = (await provider.sign({})).split('.');
    const claims = {
      ...JSON.parse(Buffer.from(payload, 'base64url').toString()),
      realm_access: { roles: ['iam admins'] },
    };
    return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
  },
};

test.each(Object.entries(wrong))('a token %s is refused', async (_, make) => {
  const answer = await get(await make());
  expect(answer.status).toBe(401);
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm=.*error="invalid_token"/);
});

test.each([
  ['at the second audience', {}, { aud: ['x', 'https://other.example.com'] }, 200],
  ['typed as an access token', { typ: 'at+jwt' }, {}, 200],
  ['that expired within the tolerance of clocks', {}, { exp: Math.floor(Date.now() / 1_000) + 5 }, 200],
  ['without the claim', {}, { realm_access: undefined }, 403],
  ['with the claim in another shape', {}, { realm_access: ['iam-readers'] }, 403],
  ['with an inherited name for a role', {}, { realm_access: { roles: ['constructor'] } }, 403],
])('a token %s is answered as it should be', async (_, header, claims, status) => {
  expect((await get(await provider.sign(claims, header))).status).toBe(status);
});

test('a websocket that was opened with such a token is closed when the token ends', async () => {
  // It has expired by the provider's clock; three seconds of the tolerance are left.
  const token = await provider.sign({ exp: Math.floor(Date.now() / 1_000) - 26 });
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const messages: string[] = [];
  socket.on('message', (data) => messages.push(String(data)));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.once('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
  );
  await until('to be let in', () => messages.length > 0);
  expect(messages[0]).toContain('connection_ack');
  expect(await closed).toBe(4403);
});

test('keys are read once for many tokens', async () => {
  await get(await provider.sign({ sub: 'first' }));
  const reads = provider.keyReads();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => get(await provider.sign({ sub: `person ${index}` }))),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(provider.keyReads()).toBe(reads);
});

test('when keys rotate, the new one lets in at once and the old one no more', async () => {
  const old = await provider.sign({ sub: 'late' });
  await provider.rotate();
  expect((await get(await provider.sign({ sub: 'early' }))).status).toBe(200);
  expect(await get(old)).toMatchObject({ status: 401, body: { detail: expect.stringContaining('does not publish') } });
});

test('while the provider is away its users with known keys are let in, others are told to try again, and ours go on', async () => {
  const known = await provider.sign({ sub: 'known' });
  const unknown = await provider.sign({ sub: 'unknown' }, { kid: 'not read yet' });
  provider.breakDown(true);
  onTestFinished(() => provider.breakDown(false));
  expect((await get(known)).status).toBe(200);
  const answer = await get(unknown);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect((await createClient(service.url).rest('GET', '/integrations')).status).toBe(200);
});
