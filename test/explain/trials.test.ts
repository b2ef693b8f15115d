// Trying an integration: explained, tested, sent, before it is saved and after.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const draft = (path: string, more: Record<string, unknown> = {}) => ({
  name: 'a draft',
  triggers: ['user.created'],
  conditions: [{ field: 'user.email', operator: 'ends_with', value: '@example.com', order: 1 }],
  actions: [
    {
      type: 'http',
      url: receiver.url + path,
      body: '{"email":"{{.Data.user_email}}"}',
      max_retries: 5,
      auth: { type: 'bearer', token: 'secret-token' },
    },
  ],
  ...more,
});
const post = async (path: string, body: unknown, expected = 200) => {
  const answer = await service.rest('POST', path, body);
  expect({ path, status: answer.status, errors: answer.body.errors }).toMatchObject({ status: expected });
  return answer.body;
};
const event = { type: 'user.created', data: { user_email: 'ann@example.com' } };
const count = async (table: string) =>
  Number((await service.database.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);

test('a draft is explained with an event, a stored event or a sample, and nothing is kept or sent', async () => {
  const integration = draft('/explained');
  const fires = await post('/integrations/explain', { integration, event });
  expect(fires).toMatchObject({ verdict: 'would_fire', fires: true, deliveries: [] });
  expect(fires.conditions[0]).toMatchObject({ holds: true, actual: 'ann@example.com', found_by: 'alias' });
  expect(fires.actions[0].request).toMatchObject({ body: '{"email":"ann@example.com"}' });
  expect(JSON.stringify(fires)).not.toContain('secret-token');
  await service.publish('user.created', { user_email: 'bob@other.org' }, { id: 'bob' });
  expect(await post('/integrations/explain', { integration, event_id: 'bob' })).toMatchObject({
    verdict: 'conditions',
  });
  expect((await post('/integrations/explain', { integration, event_type: 'login.failed' })).verdict).toBe('no_trigger');
  expect((await post('/integrations/explain', { integration })).trigger).toBe('user.created');
  expect(await count('integrations')).toBe(0);
  expect(receiver.to('/explained')).toEqual([]);
});

test('every kind of action is rendered, and a template that fails says where', async () => {
  const actions = [
    {
      type: 'slack',
      webhook_url: 'https://hooks.slack.com/services/T0/B0/secretpart',
      message: 'hi {{.Data.user_name}}',
    },
    { type: 'log', message: '{{.EventType}}!', level: 'warn' },
    { type: 'log', message: 'a{{index .Data 1 2 3}}' },
    {
      type: 'slack',
      webhook_url: 'https://hooks.slack.com/services/T0/B0/secretpart',
      message: '{{.Data.none}}',
      missing: 'empty',
    },
  ];
  const shown = (await post('/integrations/explain', { integration: draft('/', { actions }), event })).actions;
  expect(shown[0].request).toMatchObject({ method: 'POST', body: '{"text":"hi &lt;no value&gt;"}' });
  expect(shown[1].log_entry).toEqual({ level: 'warn', message: 'user.created!' });
  expect(shown[2].error).toMatch(/^the template of message fails: line 1, column \d+/);
  expect(shown[3].error).toMatch(/empty/);
  expect(JSON.stringify(shown)).not.toContain('secretpart');
});

test('a test that is not sent shows what would be', async () => {
  const body = await post('/integrations/test', { integration: draft('/dry'), event });
  expect(body).toMatchObject({ explanation: { fires: true }, deliveries: [], attempts: [] });
  expect(receiver.to('/dry')).toEqual([]);
});

test('a draft is sent once, and the answer is the attempt', async () => {
  receiver.answer('/draft', { status: 503, body: 'echo secret-token' });
  const before = await Promise.all(['events', 'deliveries', 'attempts', 'integrations'].map(count));
  const body = await post('/integrations/test', { integration: draft('/draft'), event, send: true });
  expect(body.attempts).toMatchObject([
    {
      type: 'http',
      request: { body: '{"email":"ann@example.com"}' },
      response: { status: 503, body: 'echo ********' },
    },
  ]);
  expect(body.attempts[0].error).toMatch(/503/);
  const [received] = await receiver.awaits('/draft', 1);
  expect(received?.headers.authorization).toBe('Bearer secret-token');
  expect(await Promise.all(['events', 'deliveries', 'attempts', 'integrations'].map(count))).toEqual(before);
});

test('the address guard holds for drafts', async () => {
  const actions = [{ type: 'http', url: 'http://169.254.169.254/latest/meta-data' }];
  const { attempts } = await post('/integrations/test', { integration: draft('/', { actions }), event, send: true });
  expect(attempts[0].response).toBeNull();
  expect(attempts[0].error).toMatch(/private|not allowed|refused/i);
});

test('a stored integration is tested by a marked delivery: one attempt, whose failure is no news', async () => {
  receiver.answer('/stored', 500);
  const id = await service.integration(draft('/stored', { name: 'stored', enabled: false }));
  const watcher = await service.integration({
    triggers: ['event_action.delivery_failed'],
    actions: [{ type: 'log', message: 'x' }],
  });
  await service.rest('POST', `/integrations/${id}/pause`);
  const body = await post(`/integrations/${id}/test`, { event, send: true }, 202);
  expect(body.explanation.verdict).toBe('disabled');
  expect(body.deliveries).toMatchObject([{ test: true, max_attempts: 1 }]);
  const [failed] = await service.deliveries(id, ([first]) => first?.status === 'failed');
  expect(failed).toMatchObject({ test: true, attempt_count: 1, next_attempt_at: null });
  expect(receiver.to('/stored')).toHaveLength(1);
  const made = (await service.rest('GET', `/events/${failed?.event_id}`)).body;
  expect(made).toMatchObject({ stopped_by: 'test', delivery_count: 0, data: event.data });
  expect((await service.rest('GET', '/events?type=event_action.delivery_failed')).body.items).toEqual([]);
  expect((await service.rest('GET', `/integrations/${watcher}/deliveries`)).body.items).toEqual([]);
  expect((await service.rest('GET', `/events/${failed?.event_id}/explain`)).body.verdict).toBe('test');
});

test('410 to a test does not pause the integration', async () => {
  receiver.answer('/gone', 410);
  const id = await service.integration(draft('/gone'));
  await post(`/integrations/${id}/test`, { send: true }, 202);
  await service.deliveries(id, ([first]) => first?.status === 'failed');
  expect((await service.rest('GET', `/integrations/${id}`)).body.paused_at).toBeUndefined();
  await service.rest('DELETE', `/integrations/${id}`);
});

test('a test with a stored event belongs to it, and is none of what the event did', async () => {
  await service.publish('user.created', { user_email: 'eve@example.com' }, { id: 'eve' });
  const id = await service.integration(draft('/eve'));
  await post(`/integrations/${id}/test`, { event_id: 'eve', send: true }, 202);
  await service.deliveries(id, ([first]) => first?.status === 'success');
  expect((await receiver.awaits('/eve', 1))[0]?.body).toBe('{"email":"eve@example.com"}');
  const { body } = await service.rest('GET', `/events/eve/explain?integration_id=${id}`);
  expect(body.event.delivery_count).toBe(0);
  expect(body.integrations[0]).toMatchObject({ verdict: 'created_later', deliveries: [] });
});

test('a changed integration is tried with its stored secrets, and stays as it is', async () => {
  const id = await service.integration(draft('/changed'));
  const stored = (await service.rest('GET', `/integrations/${id}`)).body;
  const [action] = stored.actions;
  const integration = { actions: [{ ...action, url: `${receiver.url}/changed/new` }] };
  const body = await post(`/integrations/${id}/test`, { integration, event, send: true });
  expect(body.attempts).toMatchObject([{ response: { status: 200 } }]);
  expect(receiver.to('/changed/new')[0]?.headers.authorization).toBe('Bearer secret-token');
  expect((await service.rest('GET', `/integrations/${id}`)).body).toEqual(stored);
  const elsewhere = { actions: [{ ...action, url: 'http://127.0.0.1:1/x' }] };
  const refused = await service.rest('POST', `/integrations/${id}/test`, { integration: elsewhere, event, send: true });
  expect(refused.status).toBe(400);
  expect(refused.body.errors[0].path).toBe('integration.actions[0].auth.token');
});

test('a task is not run for a draft', async () => {
  const task = await service.rest('POST', '/tasks', {
    name: 't',
    type: 'script',
    script: 'export default async () => {}',
    time_zone: 'UTC',
  });
  const actions = [{ type: 'trigger_task', task_id: task.body.id }];
  const dry = await post('/integrations/explain', { integration: draft('/', { actions }), event });
  expect(dry.actions).toMatchObject([{ type: 'trigger_task', task_id: task.body.id }]);
  const sent = await post('/integrations/test', { integration: draft('/', { actions }), event, send: true });
  expect(sent.attempts[0].error).toBe('a task is not run for a draft: save it first');
  expect(await count('task_runs')).toBe(0);
});

test('a log entry of a draft that is sent is written', async () => {
  const actions = [{ type: 'log', message: 'tried' }];
  const { attempts } = await post('/integrations/test', { integration: draft('/', { actions }), send: true });
  expect(attempts).toMatchObject([{ type: 'log', error: null, request: null, response: null }]);
});

test.each<[string, unknown, string]>([
  ['/integrations/test', {}, 'integration'],
  ['/integrations/test', { integration: 5 }, 'integration'],
  ['/integrations/test', { integration: { triggers: ['user.created'] } }, 'integration.actions'],
  ['/integrations/test', { integration: { triggers: 5, actions: [] } }, 'integration.triggers'],
  ['/integrations/test', { integration: { actions: [{ type: 'x' }] } }, 'integration.actions[0].type'],
  ['/integrations/explain', { integration: {}, event: 5 }, 'event'],
  ['/integrations/explain', { integration: {}, event: { type: 5 } }, 'event.type'],
  ['/integrations/test', { integration: {}, send: 'yes' }, 'send'],
  ['/integrations/test', { integration: {}, sent: true }, 'sent'],
  ['/integrations/replay', { integration: {}, last: 1e12 }, 'last'],
  ['/integrations/replay', { integration: {}, since: 'yesterday' }, 'since'],
  ['/integrations/match-preview', { triggers: ['nothing'] }, 'triggers[0]'],
  ['/integrations/match-preview', { triggers: 'x' }, 'triggers'],
  ['/integrations/match-preview', { triggers: ['*'], conditions: [{ field: 'a' }] }, 'conditions[0].operator'],
  ['/integrations/match-preview', { triggers: ['*'], last: 0 }, 'last'],
  ['/integrations/match-preview', { triggers: ['*'], examples: 51 }, 'examples'],
])('%s with %j is 400 and names %s', async (path, body, at) => {
  const answer = await service.rest('POST', path, body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(at);
});

test('of ids that are not there 404', async () => {
  const none = '0198c0de-0000-7000-8000-000000000001';
  expect((await service.rest('POST', `/integrations/${none}/test`, {})).status).toBe(404);
  expect(
    (await service.rest('POST', '/integrations/explain', { integration: draft('/'), event_id: 'none' })).status,
  ).toBe(404);
});

test('a security event token is shown without a signature that anybody could use', async () => {
  const actions = [
    { type: 'http', url: `${receiver.url}/set`, format: 'set', audience: 'https://receiver.example.com' },
  ];
  const shown = await post('/integrations/explain', {
    integration: draft('/', { actions, triggers: ['user.deactivated'], conditions: [] }),
    event_type: 'user.deactivated',
  });
  const [head, claims, signature] = shown.actions[0].request.body.split('.');
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ alg: 'none' });
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: 'https://receiver.example.com',
  });
  expect(signature).toBe('');
});

test('a draft that is explained or tested carries the warnings that saving it would give', async () => {
  const conditions = [{ field: 'user.email', operator: 'contains', value: '@example.com', order: 1 }];
  const integration = draft('/warned', { conditions });
  const explained = await post('/integrations/explain', { integration, event });
  expect(explained.warnings).toMatchObject([{ code: 'contains_domain', path: 'conditions[0].operator' }]);
  const tested = await post('/integrations/test', { integration, event });
  expect(tested.explanation.warnings).toEqual(explained.warnings);
  const saved = await service.rest('POST', '/integrations', { ...integration, enabled: true });
  expect(saved.body.warnings).toEqual(explained.warnings);
  const twin = await post('/integrations/explain', { integration: { ...integration, name: 'twin' }, event });
  expect(twin.warnings.map(({ code }: { code: string }) => code)).toContain('same_as_another');
});
