// One id for everything that the service says of a request.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../src/infra/log.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const lines: Record<string, any>[] = [];
let service: TestService;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  service = await startTestService({ log: createLog('trace', (line) => void lines.push(JSON.parse(line))) });
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(`${service.url}${path}`, { ...init, headers: { authorization: `Bearer ${adminToken}`, ...headers } });
const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/;

test('an answer carries the id of its request: the given one if it is sane, else one of our own', async () => {
  const given = 'req-42.from:proxy/1=';
  expect((await ask('/integrations', { 'x-request-id': given })).headers.get('x-request-id')).toBe(given);
  for (const bad of [
    'has spaces',
    'x'.repeat(129),
    '{"json":1}',
    'ümlaut'.normalize('NFD').replaceAll(/[^\x20-\x7e]/g, '"'),
  ])
    expect((await ask('/integrations', { 'x-request-id': bad })).headers.get('x-request-id')).toMatch(uuid);
  const ids = await Promise.all(
    ['/healthz', '/nowhere', '/integrations/x', '/%zz', '/graphql'].map(async (path) =>
      (await ask(path)).headers.get('x-request-id'),
    ),
  );
  for (const id of ids) expect(id).toMatch(uuid);
  expect(new Set(ids).size).toBe(ids.length);
  expect((await fetch(`${service.url}/integrations`)).headers.get('x-request-id')).toMatch(uuid);
});

test('each request is a line in the log, with its id and the pattern of its path, at debug', async () => {
  await ask('/integrations/0197a000-0000-7000-8000-000000000abc?x=secret', { 'x-request-id': 'lined' });
  const line = await until('the line', () => lines.find(({ requestId }) => requestId === 'lined'));
  expect(line).toMatchObject({
    level: 'debug',
    msg: 'request',
    route: '/integrations/:id',
    method: 'GET',
    status: 404,
  });
  expect(JSON.stringify(line)).not.toContain('secret');
});

test('a surprise is in the log under the id that its answer tells, in REST and in GraphQL', async () => {
  await service.database.query('ALTER TABLE integrations RENAME TO integrations_away');
  try {
    const rest = await ask('/integrations', { 'x-request-id': 'rest-surprise' });
    expect(rest.status).toBe(500);
    expect(await rest.json()).toMatchObject({ status: 500, request_id: 'rest-surprise' });
    const graphql = await ask(
      '/graphql',
      { 'x-request-id': 'graphql-surprise', 'content-type': 'application/json' },
      { method: 'POST', body: JSON.stringify({ query: '{ integrations(first: 1) { totalCount } }' }) },
    );
    const [error] = (await graphql.json()).errors;
    expect(error.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', requestId: 'graphql-surprise' });
  } finally {
    await service.database.query('ALTER TABLE integrations_away RENAME TO integrations');
  }
  for (const requestId of ['rest-surprise', 'graphql-surprise']) {
    const logged = lines.filter((line) => line.requestId === requestId);
    expect(logged.map(({ level }) => level).sort()).toEqual(['debug', 'error']);
  }
});

test('what follows from a request is not part of it: an attempt has no id of the request that published its event', async () => {
  const id = await service.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/a` }],
  });
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      ask(
        '/events',
        { 'x-request-id': `publish-${index}`, 'content-type': 'application/json' },
        { method: 'POST', body: JSON.stringify({ type: 'user.created', data: {} }) },
      ),
    ),
  );
  await service.deliveries(id, (items) => items.filter(({ status }) => status === 'success').length === 20);
  const attempts = await until('a line for each attempt', () => {
    const found = lines.filter((line) => line.msg === 'attempt' && line.integrationId === id);
    return found.length === 20 && found;
  });
  expect(attempts.filter(({ requestId }) => requestId !== undefined)).toEqual([]);
});

test('operations over a websocket have the id of the request that opened it', async () => {
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-request-id': 'socket-7' },
  });
  const messages: any[] = [];
  socket.on('message', (data) => void messages.push(JSON.parse(String(data))));
  const opened = new Promise<string | undefined>((resolve) => {
    socket.on('upgrade', ({ headers }) => resolve(headers['x-request-id'] as string | undefined));
  });
  await new Promise((resolve) => socket.on('open', resolve));
  expect(await opened).toBe('socket-7');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${adminToken}` } }));
  await until('the acknowledgement', () => messages.some(({ type }) => type === 'connection_ack'));
  await service.database.query('ALTER TABLE integrations RENAME TO integrations_away');
  socket.send(
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ integrations(first: 1) { totalCount } }' } }),
  );
  try {
    await until('the answer', () => messages.some(({ id }) => id === '1'));
  } finally {
    await service.database.query('ALTER TABLE integrations_away RENAME TO integrations');
  }
  expect(JSON.stringify(messages)).toContain('"requestId":"socket-7"');
  expect(lines.filter((line) => line.requestId === 'socket-7').map(({ level }) => level)).toEqual(['error']);
  socket.close();
});
