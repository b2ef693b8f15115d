// Tokens on two nodes that share a database: made once, shown once, opening what their scopes say, and ended at once.
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createClient, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { stream, watching } from './event-stream.ts';

let database: TestDatabase;
let nodes: [TestService, TestService];

beforeAll(async () => {
  database = await createTestDatabase();
  nodes = [await startTestService({ database }), await startTestService({ database })];
});
afterAll(async () => {
  for (const node of nodes) await node.stop();
  await database.drop();
});

interface Made {
  readonly id: string;
  readonly secret: string;
}

async function make(scopes: readonly string[], more: object = {}): Promise<Made> {
  const { status, body } = await nodes[0].rest('POST', '/tokens', { name: `for ${scopes}`, scopes, ...more });
  expect(status).toBe(201);
  return body;
}

/** A websocket that has been let in. */
async function socket(node: TestService, secret: string) {
  const opened = new WebSocket(`${node.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: any[] = [];
  opened.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = new Promise<number>((resolve) => opened.once('close', resolve));
  onTestFinished(() => opened.terminate());
  await once(opened, 'open');
  opened.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${secret}` } }));
  await until('the answer', () => messages.length > 0 || opened.readyState === WebSocket.CLOSED);
  let operations = 0;
  const ask = async (query: string) => {
    const id = `o${operations++}`;
    opened.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
    return until('an answer', () => messages.find((message) => message.id === id));
  };
  return { closed, ask, messages };
}

test('a token is shown once, in the answer that makes it; what is kept is its hash', async () => {
  const { data } = await nodes[0].graphql(
    `mutation { createToken(input: { name: "Deploy", scopes: [EVENTS_WRITE, READ], expiresAt: "2190-01-01T00:00:00Z" }) {
       secret token { id name hint scopes createdBy expiresAt lastUsedAt revokedAt active } } }`,
  );
  const { secret, token } = data.createToken;
  expect(secret).toMatch(/^iam_[\w-]{43}$/);
  expect(token).toMatchObject({
    name: 'Deploy',
    hint: `${secret.slice(0, 8)}…`,
    scopes: ['EVENTS_WRITE', 'READ'],
    createdBy: 'admin',
    expiresAt: '2190-01-01T00:00:00.000Z',
    active: true,
  });
  const listed = await nodes[1].rest('GET', '/tokens?name=deploy');
  expect(listed.body.items).toMatchObject([{ id: token.id, scopes: ['events:write', 'read'], created_by: 'admin' }]);
  const kept = await database.query(
    'SELECT t::text AS row FROM tokens t UNION ALL SELECT a::text FROM audit_entries a',
  );
  for (const text of [JSON.stringify(listed.body), JSON.stringify(kept)]) expect(text).not.toContain(secret.slice(8));
});

test.each([
  ['without scopes', { name: 'x', scopes: [] }, 'scopes'],
  ['with a scope that there is not', { name: 'x', scopes: ['write'] }, 'scopes[0]'],
  ['without a name', { name: ' ', scopes: ['read'] }, 'name'],
  ['that has expired already', { name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
  ['with a field that there is not', { name: 'x', scopes: ['read'], secret: 'mine' }, 'secret'],
])('a token %s is refused by name', async (_, body, path) => {
  const answer = await nodes[0].rest('POST', '/tokens', body);
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
});

test('a scope opens the same through REST, GraphQL, websocket, event stream, export and metrics', async () => {
  const event = { type: 'user.created', data: {} };
  const publish = 'mutation { publishEvent(input: { type: "user.created" }) { eventId } }';
  const remove = 'mutation { deleteIntegration(id: "0197a3f0-0000-7000-8000-000000000000") { id } }';
  for (const [scope, mayRead, mayPublish] of [
    ['read', true, false],
    ['events:write', false, true],
  ] as const) {
    const { secret } = await make([scope]);
    const client = createClient(nodes[0].url, secret);
    const missing = (needed: string) => expect.stringContaining(`needs the scope ${needed}`);
    const status = async (method: string, path: string, body?: unknown) =>
      (await client.rest(method, path, body)).status;
    const read = mayRead ? 200 : 403;
    for (const path of ['/integrations', '/tokens', '/events/export', '/metrics', '/audit-log'])
      expect([path, await status('GET', path)]).toEqual([path, read]);
    expect(await status('POST', '/events', event)).toBe(mayPublish ? 202 : 403);
    expect(await client.rest('POST', '/integrations', { name: 1 })).toMatchObject({
      status: 403,
      body: { title: 'Forbidden', detail: missing('admin') },
    });
    expect((await client.graphql(remove)).errors).toMatchObject([
      { message: missing('admin'), extensions: { code: 'FORBIDDEN' } },
    ]);
    const published = await client.graphql(publish);
    if (mayPublish) expect(published.data.publishEvent.eventId).toMatch(/./);
    else expect(published.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const { ask } = await socket(nodes[0], secret);
    const counted = (await ask('{ integrations { totalCount } }')).payload;
    if (mayRead) expect(counted.data.integrations.totalCount).toEqual(expect.any(Number));
    else expect(counted.errors).toMatchObject([{ message: missing('read'), extensions: { code: 'FORBIDDEN' } }]);
    expect((await ask(remove)).payload.errors).toMatchObject([{ message: missing('admin') }]);
    if (mayRead) await stream(nodes[0], secret);
    else {
      const answer = await fetch(`${nodes[0].url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ query: watching }),
      });
      expect(await answer.text()).toContain('needs the scope read');
    }
  }
});

test('nothing of a document runs when a part of it is forbidden', async () => {
  const { secret } = await make(['events:write']);
  const id = `whole-${Date.now()}`;
  const both = `mutation { publishEvent(input: { id: "${id}", type: "user.created" }) { eventId }
    deleteIntegration(id: "0197a3f0-0000-7000-8000-000000000000") { id } }`;
  expect((await createClient(nodes[0].url, secret).graphql(both)).data).toBeUndefined();
  const stored = `mutation { publishEvent(input: { id: "${id}", type: "user.created" }) { event { actorEmail } } }`;
  expect((await createClient(nodes[0].url, secret).graphql(stored)).errors).toMatchObject([
    { extensions: { code: 'FORBIDDEN' } },
  ]);
  expect(await database.query('SELECT FROM events WHERE id = $1', [id])).toEqual([]);
});

test('a token that is made on one node opens the doors of all at once', async () => {
  const { secret } = await make(['read']);
  for (const node of nodes)
    expect((await createClient(node.url, secret).rest('GET', '/integrations')).status).toBe(200);
});

test('revoking ends a token on all nodes at once, with its websockets and event streams, and no others', async () => {
  const { id, secret } = await make(['read']);
  const other = await make(['read']);
  const sockets = await Promise.all(nodes.map((node) => socket(node, secret)));
  const streams = await Promise.all(nodes.map((node) => stream(node, secret)));
  const kept = await socket(nodes[1], other.secret);
  const keptStream = await stream(nodes[1], other.secret);
  expect((await nodes[0].rest('DELETE', `/tokens/${id}`)).status).toBe(204);
  // On the node that was asked there is no moment between.
  const refused = await createClient(nodes[0].url, secret).rest('GET', '/integrations');
  expect(refused).toMatchObject({ status: 401, body: { detail: 'this token has been revoked' } });
  expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4403, 4403]);
  await until('the ends of the streams', () => streams.every(({ ended }) => ended()));
  const elsewhere = await createClient(nodes[1].url, secret).rest('GET', '/integrations');
  expect(elsewhere.status).toBe(401);
  expect((await kept.ask('{ integrations { totalCount } }')).type).toBe('next');
  expect(keptStream.ended()).toBe(false);
  const shown = await nodes[1].rest('GET', `/tokens/${id}`);
  expect(shown.body).toMatchObject({ active: false, revoked_at: expect.any(String) });
  expect((await nodes[0].rest('DELETE', `/tokens/${id}`)).status).toBe(409);
  const ended = await nodes[0].rest('GET', '/tokens?active=false');
  expect(ended.body.items.map((token: any) => token.id)).toContain(id);
});

test('an export that a token has begun ends with the token', async () => {
  const { id, secret } = await make(['read']);
  await database.query(
    `INSERT INTO events (uid, id, type, fired_at, data, received_at)
     SELECT uid, uid, 'user.created', now(), jsonb_build_object('text', repeat('x', 20000)), now()
     FROM (SELECT gen_random_uuid() AS uid FROM generate_series(1, 2000)) made`,
  );
  const response = await fetch(`${nodes[1].url}/events/export?format=jsonl`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(response.status).toBe(200);
  // The client has read nothing yet: the rest of forty megabytes waits for it.
  await nodes[0].rest('DELETE', `/tokens/${id}`);
  await until('the end of the token there', async () => {
    const { status } = await createClient(nodes[1].url, secret).rest('GET', '/integrations');
    return status === 401;
  });
  await expect(response.text()).rejects.toThrow();
  await database.query("DELETE FROM events WHERE data ? 'text'");
});

test('a token that expires opens nothing any more, and what it has opened is closed', async () => {
  const { secret } = await make(['read'], { expires_at: new Date(Date.now() + 4_000).toISOString() });
  const { closed } = await socket(nodes[0], secret);
  const { ended } = await stream(nodes[0], secret);
  expect(await closed).toBe(4403);
  await until('the end of the stream', ended);
  expect(await createClient(nodes[0].url, secret).rest('GET', '/integrations')).toMatchObject({
    status: 401,
    body: { detail: 'this token has expired' },
  });
});

test('a revocation that a node could not hear of counts as soon as it listens again', async () => {
  const { id, secret } = await make(['read']);
  const { closed } = await socket(nodes[1], secret);
  // As when the notification was sent while the connections were broken.
  await database.query('UPDATE tokens SET revoked_at = now() WHERE id = $1', [id]);
  await database.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'iam-integrations queue' AND datname = current_database()",
  );
  expect(await closed).toBe(4403);
  expect((await createClient(nodes[1].url, secret).rest('GET', '/integrations')).status).toBe(401);
});

test('the last use of a token is told, to the minute', async () => {
  const { id, secret } = await make(['read']);
  expect((await nodes[0].rest('GET', `/tokens/${id}`)).body.last_used_at).toBeNull();
  await createClient(nodes[1].url, secret).rest('GET', '/integrations');
  const used = await until(
    'the last use',
    async () => (await nodes[0].rest('GET', `/tokens/${id}`)).body.last_used_at ?? undefined,
  );
  expect(Math.abs(Date.now() - Date.parse(used))).toBeLessThan(60_000);
});

test('the audit log tells which token changed something, and of tokens made and revoked', async () => {
  const { id, secret } = await make(['admin']);
  const client = createClient(nodes[0].url, secret);
  const made = await client.rest('POST', '/tokens', { name: 'child', scopes: ['read'] });
  await client.rest('DELETE', `/tokens/${made.body.id}`);
  const { body } = await nodes[0].rest('GET', `/audit-log?object_id=${made.body.id}`);
  expect(body.items).toMatchObject([
    { action: 'revokeToken', actor_kind: 'token', actor_id: id, actor_name: 'for admin', address: '127.0.0.1' },
    { action: 'createToken', actor_id: id, object_type: 'Token', object_name: 'child' },
  ]);
});
