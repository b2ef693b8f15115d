import { expect, onTestFinished, test } from 'vitest';
import type { ScimAuth } from '../../../src/tasks/scim/access-token.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { client, scimError } from './make.ts';
import { type ScimServer, scimServer } from './scim-server.ts';

const clientSecret = 's3cr3t:+ü&';

async function authorization(): Promise<{ endpoint: Receiver; auth: ScimAuth & { type: 'client_credentials' } }> {
  const endpoint = await startReceiver();
  onTestFinished(() => endpoint.close());
  const tokenUrl = `${endpoint.url}/token`;
  return { endpoint, auth: { type: 'client_credentials', tokenUrl, clientId: 'me', clientSecret, scope: 'a b' } };
}

/** Each fetch gives the next token, and only that one is accepted from then on. */
function giveTokens(endpoint: Receiver, server: ScimServer, lifetime: number | undefined): void {
  let count = 0;
  endpoint.answer('/token', (_request, response) => {
    count++;
    server.tokens.clear();
    server.tokens.add(`token-${count}`);
    const answer = { access_token: `token-${count}`, token_type: 'Bearer', expires_in: lifetime };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
}

test('a token is fetched once with id, secret and scope, and used for all requests', async () => {
  const server = await scimServer();
  const { endpoint, auth } = await authorization();
  giveTokens(endpoint, server, 3600);
  const { users } = client(server.baseUrl, { auth });
  await Promise.all([users.page(), users.page(), users.page()]);
  await users.page();
  expect(endpoint.received).toHaveLength(1);
  const [{ headers, body }] = endpoint.received as [Receiver['received'][number]];
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ grant_type: 'client_credentials', scope: 'a b' });
  const pair = Buffer.from(headers.authorization!.replace('Basic ', ''), 'base64').toString();
  expect(pair.split(':').map((part) => new URLSearchParams(`a=${part}`).get('a'))).toEqual(['me', clientSecret]);
});

test('id and secret go into the form for a server that wants them there', async () => {
  const server = await scimServer();
  const { endpoint, auth } = await authorization();
  giveTokens(endpoint, server, 3600);
  await client(server.baseUrl, { auth: { ...auth, secretIn: 'body' } }).users.page();
  expect(new URLSearchParams(endpoint.received[0]!.body).get('client_secret')).toBe(clientSecret);
  expect(endpoint.received[0]!.headers.authorization).toBeUndefined();
});

test('a token that the directory does not accept any more is replaced once and the request repeated', async () => {
  const server = await scimServer();
  const { endpoint, auth } = await authorization();
  giveTokens(endpoint, server, 3600);
  const { users } = client(server.baseUrl, { auth });
  await users.page();
  server.tokens.clear();
  await users.page();
  expect(endpoint.received).toHaveLength(2);
  server.interfere(() => ({ status: 401 }));
  expect((await scimError(users.page())).status).toBe(401);
  expect(endpoint.received).toHaveLength(3);
});

test('a token is replaced before it expires', async () => {
  const server = await scimServer();
  const { endpoint, auth } = await authorization();
  giveTokens(endpoint, server, 0.001);
  const { users } = client(server.baseUrl, { auth });
  await users.page();
  await users.page();
  expect(endpoint.received).toHaveLength(2);
  expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
});

test('a token endpoint that refuses is an error with its status and OAuth code, without the secret', async () => {
  const server = await scimServer();
  const { endpoint, auth } = await authorization();
  const body = JSON.stringify({ error: 'invalid_client', error_description: `bad ${clientSecret}` });
  endpoint.answer('/token', { status: 401, body });
  const error = await scimError(client(server.baseUrl, { auth }).users.page());
  expect(error.status).toBe(401);
  expect(error.message).toContain('invalid_client');
  expect(error.message).not.toContain('s3cr3t');
  expect(server.asked).toHaveLength(0);
});

test('an answer without access_token is an error', async () => {
  const server = await scimServer();
  const { endpoint, auth } = await authorization();
  endpoint.answer('/token', { status: 200, body: '{}' });
  expect((await scimError(client(server.baseUrl, { auth }).users.page())).detail).toContain('no access_token');
});
