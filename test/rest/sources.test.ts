// Event sources over REST: made, shown without secrets, changed without losing them, tried, deleted.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const mask = '********';
const send = (source: string, authorization: string) =>
  fetch(`${service.url}/events/${source}`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({
      data: { events: [{ uuid: `${Math.random()}`, eventType: 'user.lifecycle.create', target: [] }] },
    }),
  }).then(({ status }) => status);

test('each kind describes its settings so that a form can be drawn', async () => {
  const { status, body } = await service.rest('GET', '/sources/kinds');
  expect(status).toBe(200);
  expect(body.items.map(({ name }: { name: string }) => name)).toEqual([
    'keycloak',
    'keycloak-vymalo',
    'authentik',
    'zitadel',
    'okta',
    'auth0-logs',
    'auth0-events',
    'logto',
    'fusionauth',
    'clerk',
    'msgraph',
    'ssf',
    'standard-webhooks',
    'custom',
  ]);
  for (const { settings } of body.items) {
    expect(settings.length).toBeGreaterThan(0);
    for (const setting of settings)
      expect(setting).toMatchObject({
        name: expect.any(String),
        label: expect.any(String),
        description: expect.stringMatching(/\.$/),
      });
    const names = settings.map(({ name }: { name: string }) => name);
    for (const { when_setting } of settings) if (when_setting) expect(names).toContain(when_setting);
  }
});

test('a source is made, and its secret is masked wherever it is shown', async () => {
  const created = await service.rest('POST', '/sources', {
    name: 'okta',
    kind: 'okta',
    settings: { value: 'S3CRET-okta' },
  });
  expect(created.status).toBe(201);
  expect(created.headers.get('location')).toBe(`/sources/${created.body.id}`);
  expect(created.body).toMatchObject({
    name: 'okta',
    kind: 'okta',
    path: '/events/okta',
    settings: { header: 'Authorization', value: mask },
    rules: [],
    enabled: true,
    version: 1,
    stats: { accepted: 0, unmapped: 0, duplicates: 0, rejected: [], last_event_at: null },
  });
  const shown = await service.rest('GET', `/sources/${created.body.id}`);
  expect(shown.body).toEqual(created.body);
  expect(shown.headers.get('etag')).toBe('"1"');
  const list = await service.rest('GET', '/sources');
  expect(list.body.items).toEqual([created.body]);
  const rows = JSON.stringify(await service.database.query('SELECT * FROM event_sources'));
  expect(rows).not.toContain('S3CRET');
});

test('a change sees the next request, and keeps a secret whose mask comes back or that is left out', async () => {
  const { body: made } = await service.rest('POST', '/sources', {
    name: 'kept',
    kind: 'okta',
    settings: { value: 'first' },
  });
  const change = (body: object, headers = {}) => service.rest('PUT', `/sources/${made.id}`, body, headers);
  expect(await send('kept', 'first')).toBe(200);
  expect((await change({ ...made, description: 'new' })).body).toMatchObject({ description: 'new', version: 2 });
  expect((await change({ settings: { header: 'X-Okta' } })).status).toBe(200);
  expect(await send('kept', 'first')).toBe(401);
  expect((await change({ settings: { header: 'Authorization' } })).status).toBe(200);
  expect(await send('kept', 'first')).toBe(200);
  expect((await change({ settings: { value: 'second' } })).status).toBe(200);
  expect([await send('kept', 'first'), await send('kept', 'second')]).toEqual([401, 200]);
  const stale = await change({ name: 'other' }, { 'if-match': '"1"' });
  expect(stale).toMatchObject({ status: 409, body: { detail: expect.stringContaining('version 5') } });
  expect((await service.rest('DELETE', `/sources/${made.id}`, undefined, { 'if-match': '"1"' })).status).toBe(409);
  expect((await service.rest('DELETE', `/sources/${made.id}`, undefined, { 'if-match': '"5"' })).status).toBe(204);
  expect((await service.rest('GET', `/sources/${made.id}`)).status).toBe(404);
  expect(await send('kept', 'second')).toBe(404);
});

test.each([
  [{ name: 'Has Spaces', kind: 'okta', settings: { value: 'v' } }, 'name'],
  [{ name: 'x', kind: 'nothing', settings: {} }, 'kind'],
  [{ name: 'x', kind: 'okta', settings: {} }, 'settings.value'],
  [{ name: 'x', kind: 'okta', settings: { value: mask } }, 'settings.value'],
  [{ name: 'x', kind: 'okta', settings: { value: 'a\nb' } }, 'settings.value'],
  [{ name: 'x', kind: 'okta', settings: { value: 'v', header: 'not a header' } }, 'settings.header'],
  [{ name: 'x', kind: 'okta', settings: { value: 'v', secret: 'v' } }, 'settings.secret'],
  [{ name: 'x', kind: 'okta', settings: [] }, 'settings'],
  [{ name: 'x', kind: 'keycloak', settings: { auth: 'none', secret: 'v' } }, 'settings.auth'],
  [{ name: 'x', kind: 'keycloak', settings: { auth: 'hmac', secret: 'v', issuer: 'i' } }, 'settings.issuer'],
  [{ name: 'x', kind: 'zitadel', settings: { signing_key: 'k', tolerance_secs: 0 } }, 'settings.tolerance_secs'],
  [{ name: 'x', kind: 'ssf', settings: { issuer: 'i', audience: 'a' } }, 'settings.jwks_url'],
  [{ name: 'x', kind: 'ssf', settings: { issuer: 'i', audience: 'a', jwks_url: 'ftp://x' } }, 'settings.jwks_url'],
  [
    { name: 'x', kind: 'ssf', settings: { issuer: 'i', audience: 'a', jwks: { keys: [{ kty: 'EC', d: 'x' }] } } },
    'settings.jwks',
  ],
  [{ name: 'x', kind: 'ssf', settings: { issuer: 'i', audience: 'a', jwks: '{' } }, 'settings.jwks'],
  [{ name: 'x', kind: 'okta', settings: { value: 'v' }, enabled: 'yes' }, 'enabled'],
  [{ name: 'x', kind: 'okta', settings: { value: 'v' }, Name: 'x' }, 'Name'],
  [{ name: 'x', kind: 'okta', settings: { value: 'v' }, rules: [{ type: 7 }] }, 'rules[0].type'],
])('what cannot be is refused by the path of the field and makes nothing: %j', async (input, path) => {
  const { status, body } = await service.rest('POST', '/sources', input);
  expect({ status, paths: body.errors?.map((one: { path: string }) => one.path) }).toEqual({
    status: 400,
    paths: [path],
  });
  expect(await service.database.query(`SELECT 1 FROM event_sources WHERE name = 'x'`)).toEqual([]);
});

test('a name is taken once', async () => {
  const input = { name: 'taken', kind: 'logto', settings: { secret: 's' } };
  expect((await service.rest('POST', '/sources', input)).status).toBe(201);
  expect(await service.rest('POST', '/sources', input)).toMatchObject({
    status: 409,
    body: { errors: [{ path: 'name' }] },
  });
});

test('nothing of this is open without the token, but the door of the provider itself', async () => {
  for (const [method, path] of [
    ['GET', '/sources'],
    ['POST', '/sources'],
    ['GET', '/sources/kinds'],
    ['GET', '/events/okta'],
  ] as const)
    expect((await fetch(`${service.url}${path}`, { method })).status, path).toBe(401);
});

test.each(['keycloak', 'okta', 'clerk', 'fusionauth', 'ssf'])(
  'a try of %s signs, checks and maps, and stores nothing',
  async (kind) => {
    const settings: Record<string, object> = {
      keycloak: { secret: 's' },
      okta: { value: 'v' },
      clerk: { secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZg==' },
      fusionauth: { jwks_url: 'https://auth.example.com/jwks.json' },
      ssf: { issuer: 'i', audience: 'a', jwks_url: 'https://ssf.example.com/jwks.json' },
    };
    const { body: made } = await service.rest('POST', '/sources', {
      name: `try-${kind}`,
      kind,
      settings: settings[kind],
    });
    const { status, body } = await service.rest('POST', `/sources/${made.id}/test`);
    expect(status).toBe(200);
    expect(body.items.length).toBeGreaterThan(1);
    for (const item of body.items) expect(item.reason).toBeUndefined();
    const types = body.items.flatMap(({ events }: { events: { type: string }[] }) => events.map(({ type }) => type));
    expect(types).toContain('unmapped');
    expect(types.some((type: string) => type !== 'unmapped')).toBe(true);
    expect(await service.database.query('SELECT 1 FROM events WHERE source = $1', [`try-${kind}`])).toEqual([]);
  },
);

test("a try of one's own document says what it becomes, or why it would be refused", async () => {
  const settings = { value: 'v' };
  const rules = [
    { match: [{ field: 'kind', operator: 'eq', value: 'in' }], type: 'login.success', data: { user_name: '{{.who}}' } },
  ];
  const { body: made } = await service.rest('POST', '/sources', { name: 'own', kind: 'custom', settings, rules });
  const good = await service.rest('POST', `/sources/${made.id}/test`, { document: { kind: 'in', who: 'kim' } });
  expect(good.body.items).toMatchObject([
    { status: 200, events: [{ type: 'login.success', data: { user_name: 'kim' } }] },
  ]);
  const { body: okta } = await service.rest('POST', '/sources', { name: 'own-okta', kind: 'okta', settings });
  const bad = await service.rest('POST', `/sources/${okta.id}/test`, { document: { kind: 'in' } });
  expect(bad.body.items).toMatchObject([{ status: 400, reason: 'unreadable', events: [] }]);
  expect((await service.rest('POST', `/sources/${made.id}/test`, { document: 7 })).status).toBe(400);
  expect((await service.rest('POST', `/sources/${made.id}/test`, { other: 7 })).status).toBe(400);
  expect((await service.rest('POST', '/sources/nothing/test')).status).toBe(404);
});

test('events are listed by source and by the name that the provider gave them', async () => {
  const { body: made } = await service.rest('POST', '/sources', {
    name: 'listed',
    kind: 'custom',
    settings: { value: 'v' },
  });
  for (const type of ['access.LOGOUT', 'access.LOGOUT', 'other'])
    await fetch(`${service.url}${made.path}`, {
      method: 'POST',
      headers: { authorization: 'v' },
      body: JSON.stringify({ type, number: Math.random() }),
    });
  const list = async (query: string) => (await service.rest('GET', `/events?${query}`)).body.items;
  expect(await list('source=listed')).toHaveLength(3);
  expect(await list('source=listed&type=unmapped&limit=2')).toHaveLength(2);
  expect(await list('source=listed&original_type=access.LOGOUT')).toMatchObject([
    { type: 'unmapped', source: 'listed', original_type: 'access.LOGOUT' },
    { type: 'unmapped', source: 'listed', original_type: 'access.LOGOUT' },
  ]);
  expect(await list('original_type=access')).toEqual([]);
  expect(await list('source=nobody')).toEqual([]);
});
