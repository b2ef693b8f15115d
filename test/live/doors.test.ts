// What the server itself answers, before any route: health, tokens, unknown addresses, bodies that are none.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const problem = (status: number) => ({
  status,
  body: { type: 'about:blank', status, title: expect.any(String), detail: expect.any(String) },
});
const bare = (method: string, path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, { method, headers });

test('health and readiness are open to everybody', async () => {
  expect(await (await bare('GET', '/healthz')).json()).toEqual({ status: 'ok' });
  expect(await (await bare('GET', '/readyz')).json()).toMatchObject({ status: 'ready', reasons: [] });
});

test.each([
  ['GET', '/integrations'],
  ['POST', '/events'],
  ['POST', '/graphql'],
  ['GET', '/graphql?query={__typename}'],
  ['GET', '/nowhere'],
  ['DELETE', '/healthz'],
])('%s %s without a token is 401 and says how to come in', async (method, path) => {
  for (const authorization of [undefined, 'Bearer wrong-token-0123456789', 'Basic dGVzdDp0ZXN0', 'Bearer']) {
    const answer = await bare(method, path, { accept: 'text/html', ...(authorization && { authorization }) });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    const body = await answer.json();
    // GraphQL clients read errors in GraphQL's own shape.
    if (path.startsWith('/graphql')) expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    else expect(body).toMatchObject(problem(401).body);
  }
});

test('an unknown address is 404', async () => {
  expect(await service.rest('GET', '/integration')).toMatchObject(problem(404));
  expect(await service.rest('POST', '/integration', {})).toMatchObject(problem(404));
});

test.each([
  ['PATCH', '/events', 'POST'],
  ['DELETE', '/integrations', 'GET'],
  ['PUT', '/healthz', 'GET'],
  ['DELETE', '/graphql', 'POST'],
])('%s %s is 405 and names the methods that there are', async (method, path, known) => {
  const answer = await service.rest(method, path);
  expect(answer).toMatchObject(problem(405));
  expect(answer.headers.get('allow')?.split(', ')).toContain(known);
});

test('a body over the limit is 413', async () => {
  const body = JSON.stringify({ type: 'user.created', data: { text: 'x'.repeat(9 * 1024 * 1024) } });
  expect(await service.rest('POST', '/events', body)).toMatchObject(problem(413));
});

test('a body that is not JSON by its type is 415, by its text 400', async () => {
  expect(await service.rest('POST', '/events', 'type=x', { 'content-type': 'text/plain' })).toMatchObject(problem(415));
  expect(await service.rest('POST', '/events', '{"type":')).toMatchObject(problem(400));
  expect(await service.rest('POST', '/events', '')).toMatchObject(problem(400));
});

test('an address that cannot be decoded is 400, not a surprise', async () => {
  expect(await service.rest('GET', '/integrations/%E0%A4%A')).toMatchObject(problem(400));
});

test('a key named __proto__ in a body is a plain name', async () => {
  const answer = await service.rest('POST', '/events', '{"type":"user.created","data":{"__proto__":{"admin":true}}}');
  expect(answer.status).toBe(202);
});
