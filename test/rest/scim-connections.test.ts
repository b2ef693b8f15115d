// Connections to SCIM directories, and trying a script, through the REST door.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const bearer = {
  name: 'people',
  base_url: 'https://scim.example.com/v2',
  auth: { type: 'bearer', token: 't0p-secret' },
};

test('a connection is made, listed, changed and deleted, and its secret is shown nowhere', async () => {
  const made = await service.rest('POST', '/scim-connections', bearer);
  expect(made).toMatchObject({ status: 201, body: { name: 'people', version: 1, auth: { type: 'bearer' } } });
  const path = `/scim-connections/${made.body.id}`;
  expect(made.headers.get('location')).toBe(path);
  const listed = await service.rest('GET', '/scim-connections');
  expect(listed.body.items).toEqual([made.body]);
  expect(JSON.stringify(listed.body)).not.toContain('t0p-secret');
  const auth = { type: 'client_credentials', token_url: 'https://t.example.com', client_id: 'c', secret_in: 'body' };
  const changed = await service.rest('PUT', path, { auth: { ...auth, client_secret: 'an0ther' } });
  expect(changed).toMatchObject({ status: 200, body: { name: 'people', version: 2, auth } });
  const stale = await service.rest('PUT', path, { name: 'x' }, { 'if-match': made.headers.get('etag') ?? '' });
  expect(stale.status).toBe(409);
  expect((await service.rest('DELETE', path)).status).toBe(204);
  expect((await service.rest('DELETE', path)).status).toBe(404);
});

test.each<[unknown, string]>([
  [[], ''],
  [{ ...bearer, auth: { type: 'basic' } }, 'auth.type'],
  [{ ...bearer, auth: { type: 'bearer', token: 7 } }, 'auth.token'],
  [{ ...bearer, colour: 'red' }, 'colour'],
  [{ ...bearer, baseUrl: 'https://x.example.com' }, 'baseUrl'],
  [{ ...bearer, name: undefined }, 'name'],
])('a connection like %j is refused at %j', async (body, path) => {
  const answer = await service.rest('POST', '/scim-connections', body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((problem: { path: string }) => problem.path)).toContain(path);
});

test('a script is tried without a task: its calls are told and not made', async () => {
  const source = 'log.info(config.of, event.type); await fetch("https://x.example.com/a"); return input.n + 1';
  const body = { source, event_type: 'user.created', config: { of: 'mine' }, input: { n: 1 } };
  const answer = await service.rest('POST', '/tasks/dry-run', body);
  expect(answer).toMatchObject({ status: 200, body: { status: 'success', result: 2, error: null } });
  expect(answer.body.output).toContain('[info] mine user.created');
  expect(answer.body.calls).toMatchObject([{ kind: 'fetch', details: { url: 'https://x.example.com/a' } }]);
  expect((await service.rest('POST', '/tasks/dry-run', { source, config: { of: 1 } })).status).toBe(400);
});
