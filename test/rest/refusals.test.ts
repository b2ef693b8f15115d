// What every documented path refuses, whatever it does otherwise.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let integrationId = '';
let deliveryId = '';

beforeAll(async () => {
  service = await startTestService();
  integrationId = await service.integration({
    triggers: ['user.created'],
    actions: [{ type: 'log', message: 'x' }],
  });
  await service.publish('user.created');
  const [delivery] = await service.deliveries(integrationId, ([first]) => first?.status === 'success');
  deliveryId = delivery?.id;
});
afterAll(() => service.stop());

const nowhere = '0198c0de-0000-7000-8000-000000000000';
/** With `{id}` and `{deliveryId}`, as the specification documents them; the last two are the service's own. */
const paths = [
  ['GET', '/integrations'],
  ['POST', '/integrations'],
  ['GET', '/integrations/event-types'],
  ['GET', '/integrations/{id}'],
  ['PUT', '/integrations/{id}'],
  ['DELETE', '/integrations/{id}'],
  ['GET', '/integrations/{id}/deliveries'],
  ['GET', '/integrations/{id}/deliveries/{deliveryId}'],
  ['POST', '/integrations/{id}/deliveries/{deliveryId}/retry'],
  ['POST', '/events'],
] as const;
const at = (path: string, id = integrationId, delivery = deliveryId) =>
  path.replace('{id}', id).replace('{deliveryId}', delivery);
const sent = (method: string, path: string) => (method === 'PUT' ? { name: 'x' } : path === '/events' ? {} : undefined);

describe.each(paths)('%s %s', (method, path) => {
  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: `Basic ${adminToken}` }],
    ['half of the token', { authorization: `Bearer ${adminToken.slice(0, 10)}` }],
  ])('is 401 with WWW-Authenticate for %s', async (_what, headers) => {
    const response = await fetch(`${service.url}${at(path)}`, { method, headers: headers as Record<string, string> });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'about:blank', title: 'Unauthorized', status: 401 });
  });

  if (path.includes('{id}'))
    test.each([
      ['an unknown id', nowhere],
      ['an id that is no UUID', 'not-a-uuid'],
      ['an id with NUL and percent signs', '%00%25'],
      ['an id as long as a path may be', 'x'.repeat(500)],
    ])('is 404 for %s', async (_what, id) => {
      const answer = await service.rest(method, at(path, id), sent(method, path));
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({ title: 'Not found', status: 404 });
    });

  if (path.includes('{deliveryId}'))
    test.each([
      ['an unknown delivery', nowhere],
      ['a malformed delivery id', 'not-a-uuid'],
    ])('is 404 for %s (C058)', async (_what, id) => {
      expect((await service.rest(method, at(path, integrationId, id))).status).toBe(404);
    });

  if (method === 'POST' || method === 'PUT') {
    if (!path.endsWith('/retry'))
      test.each([
        ['a list', '[]'],
        ['a text', '"x"'],
        ['null', 'null'],
        ['no JSON at all', '{"a":'],
        ['an empty body', ''],
      ])('is 400 for %s', async (_what, body) => {
        const answer = await service.rest(method, at(path), body);
        expect(answer.status).toBe(400);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      });

    test('is 415 for another media type', async () => {
      const answer = await service.rest(method, at(path), '<a/>', { 'content-type': 'application/xml' });
      expect(answer.status).toBe(415);
      expect(answer.body).toMatchObject({ title: 'Unsupported media type', status: 415 });
    });

    test('is 413 for a body beyond 8 MiB (C109)', async () => {
      const answer = await service.rest(method, at(path), JSON.stringify({ name: 'x'.repeat(8 * 1024 * 1024) }));
      expect(answer.status).toBe(413);
      expect(answer.body).toMatchObject({ title: 'Payload too large', status: 413 });
    });
  }
});

test('a path that is not documented is 404', async () => {
  const answer = await service.rest('GET', '/integrationz');
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
