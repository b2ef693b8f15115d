// Secrets while integrations are changed: a mask is never stored, each action keeps its own, another host gets none.
import { expect, test } from 'vitest';
import { type Action, startStage } from './make.ts';

const stage = startStage();
const mask = '********';
const to = (path: string) => `${stage.receiver.url}${path}`;
const bearer = (path: string, token: string): Action => ({
  type: 'http',
  url: to(path),
  auth: { type: 'bearer', token },
});

const create = (actions: Action[]) =>
  stage.service.rest('POST', '/integrations', { name: 's', triggers: ['group.created'], actions });

async function created(actions: Action[]): Promise<{ id: string; actions: any[] }> {
  const { status, body } = await create(actions);
  expect(status).toBe(201);
  return body;
}

const put = (id: string, actions: Action[]) => stage.service.rest('PUT', `/integrations/${id}`, { actions });

/** The Authorization headers that an event brings to the paths. */
async function sentTo(...paths: string[]) {
  const before = paths.map((path) => stage.receiver.to(path).length);
  await stage.service.publish('group.created');
  await Promise.all(paths.map((path, index) => stage.receiver.awaits(path, (before[index] ?? 0) + 1)));
  return paths.map((path) => stage.receiver.to(path).at(-1)?.headers.authorization);
}

test.each([
  ['a token', () => bearer('/m', mask), 'actions[0].auth.token'],
  [
    'a password',
    () => ({ type: 'http', url: to('/m'), auth: { type: 'basic', username: 'u', password: mask } }),
    'actions[0].auth.password',
  ],
  ['a header', () => ({ type: 'http', url: to('/m'), headers: { 'X-Api-Key': mask } }), 'X-Api-Key'],
  [
    'an address',
    () => ({ type: 'slack', webhook_url: `https://hooks.slack.com/${mask}`, message: 'm' }),
    'webhook_url',
  ],
])('the mask of %s is refused in a new integration', async (_words, action, path) => {
  const answer = await create([action()]);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain(path);
});

test('each action keeps its own secret, whatever the order in which an update names them', async () => {
  const { id, actions } = await created([bearer('/a', 'token-of-a'), bearer('/b', 'token-of-b')]);
  expect(actions.map(({ auth }) => auth.token)).toEqual([mask, mask]);
  const answer = await put(id, actions.toReversed());
  expect(answer.status).toBe(200);
  expect(answer.body.actions.map(({ url }: Action) => url)).toEqual([to('/b'), to('/a')]);
  expect(await sentTo('/a', '/b')).toEqual(['Bearer token-of-a', 'Bearer token-of-b']);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('an action that is removed takes its secret with it, and a new one without an id gets none', async () => {
  const { id, actions } = await created([bearer('/a', 'token-of-a'), bearer('/b', 'token-of-b')]);
  const answer = await put(id, [{ ...bearer('/c', mask) }, actions[1]]);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('actions[0].auth.token');
  expect((await put(id, [actions[1]])).status).toBe(200);
  expect(await sentTo('/b')).toEqual(['Bearer token-of-b']);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('a header keeps its secret by its name, and not under another', async () => {
  const action = { type: 'http', url: to('/h'), headers: { 'X-Api-Key': 'key-of-h', 'X-Other-Token': 'other-of-h' } };
  const { id, actions } = await created([action]);
  const turned = { ...actions[0], headers: { 'X-Plain': 'p', 'X-Other-Token': mask, 'x-api-key': mask } };
  expect((await put(id, [turned])).status).toBe(200);
  await sentTo('/h');
  expect(stage.receiver.to('/h').at(-1)?.headers).toMatchObject({
    'x-plain': 'p',
    'x-other-token': 'other-of-h',
    'x-api-key': 'key-of-h',
  });
  const renamed = await put(id, [{ ...actions[0], headers: { 'X-New-Token': mask } }]);
  expect(renamed.status).toBe(400);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test.each([
  ['another host', (url: string) => url.replace('127.0.0.1', 'localhost')],
  ['another port', (url: string) => url.replace(/:\d+/, ':1')],
  ['another scheme', (url: string) => url.replace('http:', 'https:')],
  ['a host from a template', (url: string) => url.replace('127.0.0.1', '{{.Data.host}}')],
])('an address with %s needs the secret again', async (_words, change) => {
  const { id, actions } = await created([bearer('/x', 'token-of-x')]);
  const moved = { ...actions[0], url: change(actions[0].url) };
  const refused = await put(id, [moved]);
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toMatch(/actions\[0\]\.auth\.token.*must be given again/);
  expect((await put(id, [{ ...moved, auth: { type: 'bearer', token: 'another-token' } }])).status).toBe(200);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});

test('another path of the same host keeps the secret', async () => {
  const { id, actions } = await created([bearer('/x', 'token-of-x')]);
  expect((await put(id, [{ ...actions[0], url: to('/y?z=1') }])).status).toBe(200);
  expect(await sentTo('/y')).toEqual(['Bearer token-of-x']);
  await stage.service.rest('DELETE', `/integrations/${id}`);
});
