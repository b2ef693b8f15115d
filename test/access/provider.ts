// A real OpenID provider on this machine (oidc-provider), whose keys can rotate, and a person's log-in at it by plain HTTP.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

export const audience = 'https://iam.example.com';
export const pageAddress = 'http://127.0.0.1:4000/ui/';

/** Who has which roles, people by their log-in and programs by their client id. */
const roles: Record<string, string[]> = {
  ann: ['offline_access', 'iam admins'],
  rita: ['iam-readers'],
  robot: ['iam-senders'],
  bob: ['something-else'],
};

export interface TestProvider {
  readonly issuer: string;
  /** How often its keys were read. */
  readonly keyReads: () => number;
  /** From now on it signs with another key, and publishes no other. */
  rotate(): Promise<void>;
  /** Another address of the page may be come back to, and ask for tokens. */
  letIn(page: string): void;
  /** It answers with 500 until it is called with false. */
  breakDown(isBroken: boolean): void;
  /** A token of a program, by its own secret. */
  clientCredentials(): Promise<string>;
  /** Signs claims with the key of this moment; what is given replaces what is right. */
  sign(
    claims: Record<string, unknown>,
    header?: { alg?: string; kid?: string; typ?: string },
    key?: CryptoKey | Uint8Array,
  ): Promise<string>;
  publicKey(): Promise<JWK>;
  close(): Promise<void>;
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(6).toString('hex'), alg: 'RS256', use: 'sig' };
}

const configuration = (key: JWK, pages: readonly string[]): Configuration => ({
  jwks: { keys: [key as never] },
  clients: [
    {
      client_id: 'admin-page',
      token_endpoint_auth_method: 'none',
      redirect_uris: [...pages],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
    {
      client_id: 'robot',
      client_secret: 'robot-secret',
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
    },
  ],
  cookies: { keys: ['only for tests'] },
  clientBasedCORS: (_context, origin) => pages.some((page) => new URL(page).origin === origin),
  pkce: { required: () => true },
  findAccount: (_context, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  extraTokenClaims: (_context, token) => {
    const { accountId = '', clientId = '' } = token as { accountId?: string; clientId?: string };
    return {
      preferred_username: accountId === '' ? clientId : `${accountId}@example.com`,
      realm_access: { roles: roles[accountId === '' ? clientId : accountId] ?? [] },
    };
  },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => ({
        audience: resource,
        scope: '',
        accessTokenFormat: 'jwt',
        accessTokenTTL: 600,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});

export async function startProvider(): Promise<TestProvider> {
  let handler: RequestListener = (_request, response) => response.end();
  let isBroken = false;
  let keyReads = 0;
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/jwks')) keyReads++;
    if (isBroken) response.writeHead(500).end();
    else handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let key = await newKey();
  const pages = [pageAddress];
  const open = () => {
    handler = new Provider(issuer, configuration(key, pages)).callback();
  };
  open();
  return {
    issuer,
    keyReads: () => keyReads,
    rotate: async () => {
      key = await newKey();
      open();
    },
    letIn: (page) => {
      pages.push(page);
      open();
    },
    breakDown: (broken) => {
      isBroken = broken;
    },
    clientCredentials: async () => {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from('robot:robot-secret').toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
      });
      return tokenOf(response);
    },
    sign: async (claims, header = {}, signing) => {
      const now = Math.floor(Date.now() / 1_000);
      const usual = { iss: issuer, aud: audience, sub: 'ann', iat: now, exp: now + 300 };
      const payload = { ...usual, realm_access: { roles: ['iam-readers'] }, ...claims };
      return new SignJWT(JSON.parse(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'RS256', kid: key.kid ?? '', ...header })
        .sign(signing ?? (await importJWK(key, 'RS256')));
    },
    publicKey: async () => ({ kty: 'RSA', n: key.n ?? '', e: key.e ?? '', kid: key.kid ?? '' }),
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

async function tokenOf(response: Response): Promise<string> {
  const body = (await response.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`no token: ${JSON.stringify(body)}`);
  return body.access_token;
}

export interface LoginSettings {
  readonly client_id: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly scope: string;
  readonly authorization_params: Record<string, string>;
}

/** What the page does and what a person does at the provider: authorization code with PKCE, form by form. */
export async function logIn(login: LoginSettings, person: string): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('base64url');
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>): Promise<string> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      if (value !== '') cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) throw new Error(`no way on from ${url}: ${response.status} ${await response.text()}`);
    return new URL(next, url).href;
  };
  const request = new URLSearchParams({
    ...{ response_type: 'code', client_id: login.client_id, redirect_uri: pageAddress, scope: login.scope, state },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...login.authorization_params,
  });
  let at = await visit(`${login.authorization_endpoint}?${request}`);
  for (let step = 0; step < 10 && !at.startsWith(pageAddress); step++) {
    if (!at.includes('/interaction/')) at = await visit(at);
    else at = await visit(at, step === 0 ? { prompt: 'login', login: person, password: 'any' } : { prompt: 'consent' });
  }
  const answer = new URL(at).searchParams;
  if (answer.get('state') !== state) throw new Error(`another state: ${at}`);
  const response = await fetch(login.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: login.client_id, redirect_uri: pageAddress },
      code: answer.get('code') ?? '',
      code_verifier: verifier,
    }),
  });
  return tokenOf(response);
}
