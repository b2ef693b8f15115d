// /integrations and /integrations/{id}: statuses, bodies and headers as documented.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const task = await service.rest('POST', '/tasks', {
    name: 'a task',
    type: 'script',
    script: 'export default () => {}',
  });
  const action = everyKind.actions.find(({ type }) => type === 'trigger_task');
  Object.assign(action ?? {}, { task_id: task.body.id });
});
afterAll(() => service.stop());

const everyKind = {
  name: 'New staff',
  description: 'tells about new staff',
  triggers: ['user.created', 'user.*'],
  conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
  actions: [
    { type: 'http', url: 'http://127.0.0.1:9/a' },
    {
      type: 'http',
      method: 'PUT',
      url: 'http://127.0.0.1:9/b',
      headers: { 'X-Kind': '{{.EventType}}' },
      body: 'b',
      timeout_secs: 5,
      max_retries: 2,
      auth: { type: 'basic', username: 'svc', password: 'pw-SECRET' },
    },
    { type: 'slack', webhook_url: 'http://127.0.0.1:9/services/T0/B0/SECRET', message: 'Hello' },
    { type: 'log', message: 'x' },
    { type: 'trigger_task', task_id: 'made in beforeAll' },
  ],
};
const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const noAuth = { type: 'none', token: null, username: null, password: null };
const documented = {
  id: uuid,
  name: 'New staff',
  description: 'tells about new staff',
  enabled: true,
  triggers: ['user.created', 'user.*'],
  conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
  actions: [
    {
      id: expect.any(String),
      type: 'http',
      method: 'POST',
      url: 'http://127.0.0.1:9/a',
      headers: {},
      body: '',
      timeout_secs: 10,
      max_retries: 0,
      auth: noAuth,
    },
    {
      id: expect.any(String),
      type: 'http',
      method: 'PUT',
      url: 'http://127.0.0.1:9/b',
      headers: { 'X-Kind': '{{.EventType}}' },
      body: 'b',
      timeout_secs: 5,
      max_retries: 2,
      auth: { type: 'basic', token: null, username: 'svc', password: '********' },
    },
    { id: expect.any(String), type: 'slack', webhook_url: 'http://127.0.0.1:9/********', message: 'Hello' },
    { id: expect.any(String), type: 'log', message: 'x', level: 'info' },
    { id: expect.any(String), type: 'trigger_task', task_id: uuid },
  ],
  version: 1,
  created_at: time,
  updated_at: time,
};

test('create answers 201 with Location, ETag and the whole integration, defaults filled in (C100)', async () => {
  const { status, headers, body } = await service.rest('POST', '/integrations', everyKind);
  expect(status).toBe(201);
  expect(body).toEqual(documented);
  expect(headers.get('location')).toBe(`/integrations/${body.id}`);
  expect(headers.get('etag')).toBe('"1"');
  const one = await service.rest('GET', headers.get('location') ?? '');
  expect({ status: one.status, etag: one.headers.get('etag') }).toEqual({ status: 200, etag: '"1"' });
  expect(one.body).toEqual(body);
});

test('what GET gave can be sent back with PUT, and only the version and its time change', async () => {
  const { body: created } = await service.rest('POST', '/integrations', everyKind);
  const { status, headers, body } = await service.rest('PUT', `/integrations/${created.id}`, created);
  expect(status).toBe(200);
  expect(body).toEqual({ ...created, version: 2, updated_at: time });
  expect(headers.get('etag')).toBe('"2"');
});

test('an update changes what it names and leaves the rest', async () => {
  const { body: created } = await service.rest('POST', '/integrations', everyKind);
  const { body } = await service.rest('PUT', `/integrations/${created.id}`, { name: 'Other', enabled: false });
  expect(body).toEqual({ ...created, name: 'Other', enabled: false, version: 2, updated_at: time });
});

test('null stands for the default of an optional field', async () => {
  const nulls = { description: null, enabled: null, conditions: null };
  const action = { type: 'http', url: 'http://127.0.0.1:9/', headers: null, body: null, auth: null, max_retries: null };
  const { status, body } = await service.rest('POST', '/integrations', {
    ...everyKind,
    ...nulls,
    actions: [{ ...action, method: null, timeout_secs: null, backoff: null }],
  });
  expect(status).toBe(201);
  const defaults = { description: '', enabled: true, conditions: [] };
  expect(body).toMatchObject({ ...defaults, actions: [{ method: 'POST', headers: {}, body: '', max_retries: 0 }] });
  await service.rest('PUT', `/integrations/${body.id}`, { description: 'd', enabled: false });
  const again = await service.rest('PUT', `/integrations/${body.id}`, nulls);
  expect(again.body).toMatchObject(defaults);
});

test('a stale If-Match is 409 and changes nothing; the current one, *, and none are good', async () => {
  const { body: created } = await service.rest('POST', '/integrations', everyKind);
  const path = `/integrations/${created.id}`;
  const put = (name: string, etag?: string) => service.rest('PUT', path, { name }, etag ? { 'if-match': etag } : {});
  expect((await put('first', '"1"')).status).toBe(200);
  const stale = await put('second', '"1"');
  expect(stale.status).toBe(409);
  expect(stale.headers.get('content-type')).toContain('application/problem+json');
  expect(stale.body).toMatchObject({ title: 'Conflict', status: 409 });
  expect((await service.rest('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(409);
  expect((await service.rest('GET', path)).body).toMatchObject({ name: 'first', version: 2 });
  expect((await put('third', '*')).status).toBe(200);
  expect((await put('fourth')).status).toBe(200);
  expect((await put('fifth', 'nonsense')).body.errors).toEqual([
    { path: 'If-Match', message: 'must be the ETag of the integration' },
  ]);
  expect((await service.rest('DELETE', path, undefined, { 'if-match': '"4"' })).status).toBe(204);
});

test('delete answers 204 with no body, and 404 from then on', async () => {
  const { body: created } = await service.rest('POST', '/integrations', everyKind);
  const path = `/integrations/${created.id}`;
  const { status, body } = await service.rest('DELETE', path);
  expect({ status, body }).toEqual({ status: 204, body: '' });
  for (const [method, sent] of [['GET'], ['PUT', { name: 'x' }], ['DELETE']] as const) {
    const answer = await service.rest(method, path, sent);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail: 'no such integration',
    });
  }
});

test('event types are listed, all 29, with schema and sample (C100)', async () => {
  const { status, body } = await service.rest('GET', '/integrations/event-types');
  expect(status).toBe(200);
  expect(body.items).toHaveLength(29);
  for (const item of body.items)
    expect(Object.keys(item).sort()).toEqual(['category', 'description', 'name', 'payload_schema', 'sample']);
  const { status: created } = await service.rest('POST', '/integrations', {
    ...everyKind,
    triggers: body.items.map(({ name }: { name: string }) => name),
  });
  expect(created).toBe(201);
});
