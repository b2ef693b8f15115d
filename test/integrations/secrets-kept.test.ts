// An update that sends masks back, or says nothing of a secret, keeps it, whatever else it changes.
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

let count = 0;
/** One integration with these actions; `sent` publishes and gives what a path received last. */
async function created(actions: (url: string) => Record<string, unknown>[]) {
  const base = `/${count++}`;
  const { body } = await service.rest('POST', '/integrations', {
    name: 'rt',
    triggers: ['user.created'],
    actions: actions(`${receiver.url}${base}`),
  });
  const path = `/integrations/${body.id}`;
  return {
    body,
    get: async () => (await service.rest('GET', path)).body,
    put: (change: unknown) => service.rest('PUT', path, change),
    sent: async (to: string) => {
      const before = receiver.to(base + to).length;
      await service.publish('user.created');
      return (await receiver.awaits(base + to, before + 1)).at(-1)?.headers ?? {};
    },
  };
}
const bearer = (token: string) => ({ type: 'bearer', token });

test('GET, change the name, PUT: the token stays; a new token replaces it (C078)', async () => {
  const one = await created((url) => [{ type: 'http', url: `${url}/rt`, auth: bearer('s3cr3t-token') }]);
  expect((await one.sent('/rt')).authorization).toBe('Bearer s3cr3t-token');
  const changed = await one.put({ ...(await one.get()), name: 'renamed' });
  expect({ status: changed.status, token: changed.body.actions[0].auth.token }).toEqual({
    status: 200,
    token: '********',
  });
  expect((await one.sent('/rt')).authorization).toBe('Bearer s3cr3t-token');
  const body = await one.get();
  body.actions[0].auth.token = 'n3w-token';
  expect((await one.put(body)).status).toBe(200);
  expect((await one.sent('/rt')).authorization).toBe('Bearer n3w-token');
});

test('an update that leaves the token out keeps it; null and the empty text are refused (C078)', async () => {
  const one = await created((url) => [{ type: 'http', url: `${url}/rt`, auth: bearer('s3cr3t-token') }]);
  const body = await one.get();
  delete body.actions[0].auth.token;
  expect((await one.put(body)).status).toBe(200);
  for (const token of [null, '']) {
    body.actions[0].auth.token = token;
    const { status, body: refused } = await one.put(body);
    expect({ status, path: refused.errors[0].path }).toEqual({ status: 400, path: 'actions[0].auth.token' });
  }
  expect((await one.sent('/rt')).authorization).toBe('Bearer s3cr3t-token');
});

test('auth of type none removes the secret, and its mask does not bring it back (C078)', async () => {
  const one = await created((url) => [{ type: 'http', url: `${url}/rt`, auth: bearer('s3cr3t-token') }]);
  const body = await one.get();
  expect((await one.put({ ...body, actions: [{ ...body.actions[0], auth: { type: 'none' } }] })).status).toBe(200);
  expect((await one.sent('/rt')).authorization).toBeUndefined();
  const again = await one.put(body);
  expect({ status: again.status, path: again.body.errors[0].path }).toEqual({
    status: 400,
    path: 'actions[0].auth.token',
  });
});

test('secrets follow their actions and headers, whatever the order', async () => {
  const one = await created((url) => [
    { type: 'http', url: `${url}/a`, auth: bearer('token-a') },
    { type: 'http', url: `${url}/b`, auth: bearer('token-b') },
    { type: 'http', url: `${url}/c`, headers: { 'X-API-Key': 'key-c', 'X-Auth-Token': 'token-c', 'X-Kind': 'k' } },
  ]);
  const { actions } = await one.get();
  const [a, b, c] = actions;
  const headers = { 'X-Kind': 'k2', 'x-auth-token': '********', 'X-New': 'n', 'X-API-Key': '********' };
  const { status, body } = await one.put({ actions: [{ ...c, headers }, b, a] });
  expect(status).toBe(200);
  expect(body.actions.map(({ id }: { id: string }) => id)).toEqual([c.id, b.id, a.id]);
  expect((await one.sent('/a')).authorization).toBe('Bearer token-a');
  expect((await one.sent('/b')).authorization).toBe('Bearer token-b');
  expect(await one.sent('/c')).toMatchObject({
    'x-api-key': 'key-c',
    'x-auth-token': 'token-c',
    'x-kind': 'k2',
    'x-new': 'n',
  });
});

test('a webhook keeps its address by its own mask; the mask of another host is refused', async () => {
  const one = await created((url) => [{ type: 'slack', webhook_url: `${url}/services/T0/KEY`, message: 'm' }]);
  const body = await one.get();
  expect((await one.put({ ...body, actions: [{ ...body.actions[0], message: 'n' }] })).status).toBe(200);
  await one.sent('/services/T0/KEY');
  const elsewhere = { ...body.actions[0], webhook_url: 'http://elsewhere.example/********' };
  const { status, body: refused } = await one.put({ ...body, actions: [elsewhere] });
  expect({ status, path: refused.errors[0].path }).toEqual({ status: 400, path: 'actions[0].webhook_url' });
});

test('a mask where no secret is stored is refused', async () => {
  const masked = [
    { type: 'http', url: 'http://127.0.0.1:9/', auth: bearer('********') },
    { type: 'http', url: 'http://127.0.0.1:9/', auth: { type: 'basic', username: 'u', password: '********' } },
    { type: 'slack', webhook_url: 'http://127.0.0.1:9/********', message: 'm' },
    { type: 'http', url: 'http://127.0.0.1:9/', headers: { 'X-API-Key': '********' } },
  ];
  const { status, body } = await service.rest('POST', '/integrations', { name: 'n', triggers: ['*'], actions: masked });
  expect(status).toBe(400);
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
    'actions[0].auth.token',
    'actions[1].auth.password',
    'actions[2].webhook_url',
    'actions[3].headers.X-API-Key',
  ]);
  const one = await created((url) => [{ type: 'http', url: `${url}/x`, auth: bearer('t-1') }]);
  const { actions } = await one.get();
  for (const action of [
    { ...actions[0], id: undefined },
    { ...actions[0], auth: { type: 'basic', username: 'u', password: '********' } },
    { ...actions[0], headers: { 'X-API-Key': '********' } },
  ])
    expect((await one.put({ actions: [action] })).status).toBe(400);
  expect((await one.get()).version).toBe(1);
});

test('an action’s id must be one of this integration’s, and is told by path', async () => {
  const [one, other] = [
    await created((url) => [{ type: 'http', url: `${url}/x`, auth: bearer('t-1') }]),
    await created((url) => [{ type: 'http', url: `${url}/x`, auth: bearer('t-2') }]),
  ];
  const foreign = other.body.actions[0];
  const { status, body } = await one.put({ actions: [one.body.actions[0], foreign] });
  expect({ status, path: body.errors[0].path }).toEqual({ status: 400, path: 'actions[1].id' });
  const twice = await one.put({ actions: [one.body.actions[0], one.body.actions[0]] });
  expect({ status: twice.status, path: twice.body.errors[0].path }).toEqual({ status: 400, path: 'actions[1].id' });
});
