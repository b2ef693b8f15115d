// A retry that sends what was sent before, whatever the settings say now.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { startReceiver } from '../support/receiver.ts';
import type { DeliveryItem } from '../support/service.ts';
import { until } from '../support/until.ts';
import { type Action, startStage } from './make.ts';

const stage = startStage();
const to = (path: string) => `${stage.receiver.url}${path}`;

/** A failed delivery, whose action is then replaced by another. */
async function failedThen(before: Action, after: Action = {}) {
  const { delivery, integrationId } = await stage.fire(before, { user_email: 'ann@example.com' });
  expect(delivery.status).toBe('failed');
  const actions = [{ id: delivery.action_id, ...before, ...after }];
  const changed = await stage.service.rest('PUT', `/integrations/${integrationId}`, { actions });
  expect(changed.status).toBe(200);
  const retry = (body?: unknown) =>
    stage.service.rest('POST', `/integrations/${integrationId}/deliveries/${delivery.id}/retry`, body);
  const ended = (attempts: number) =>
    stage.delivery(integrationId, ({ status, attempt_count }) => attempt_count === attempts && status !== 'running');
  const now = () => stage.history(integrationId, delivery.id);
  return { id: delivery.id as string, integrationId, now, retry, ended, changed: changed.body as DeliveryItem };
}

test('as before: the address, the headers and the body of then; by default those of now', async () => {
  stage.receiver.answer('/then', 500);
  stage.receiver.answer('/now', 500);
  const before = { type: 'http', method: 'PUT', url: to('/then?to={{.Data.user_email}}'), body: 'old {{.EventType}}' };
  const { id, retry, ended } = await failedThen(
    { ...before, headers: { 'X-Kind': 'old' } },
    { method: 'POST', url: to('/now'), body: 'new', headers: {} },
  );
  expect(await retry({ as_before: true })).toMatchObject({ status: 202, body: { id } });
  const { attempts } = await ended(2);
  expect(attempts[1]).toMatchObject({ number: 2, manual: true, request: { method: 'PUT', body: 'old user.created' } });
  const [first, second] = stage.receiver.to('/then');
  const same = ({ method, url, body, headers }: typeof first & {}) => ({
    ...{ method, url, body },
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'webhook-timestamp')),
  });
  expect(second && same(second)).toEqual(first && same(first));
  expect(stage.receiver.to('/now')).toEqual([]);
  const { body: log } = await stage.service.rest('GET', `/audit-log?object_id=${id}`);
  expect(log.items[0]).toMatchObject({ action: 'retryDelivery' });
  expect(JSON.stringify(log.items[0].changes)).toContain('asBefore');

  await retry();
  await ended(3);
  expect(stage.receiver.to('/now')).toMatchObject([{ method: 'POST', body: 'new' }]);
  expect(stage.receiver.to('/then')).toHaveLength(2);
});

test('as before, with the secrets of now: they are new where they were masked, and in no answer', async () => {
  stage.receiver.answer('/secret', 401, 200);
  const headers = { 'X-Api-Key': 'key-of-then' };
  const auth = { type: 'bearer', token: 'token-of-then' };
  const { retry, ended, integrationId, changed } = await failedThen(
    { type: 'http', url: to('/secret'), body: 'old', headers, auth },
    {
      body: '{{ .Data.user_email }}',
      headers: { 'X-Api-Key': 'key-of-now' },
      auth: { type: 'bearer', token: 'token-of-now' },
      signing: true,
    },
  );
  expect(changed.actions[0].signing).toBe(true);
  expect((await retry({ as_before: true })).status).toBe(202);
  const delivery = await ended(2);
  const [, second] = stage.receiver.to('/secret');
  expect(second).toMatchObject({
    body: 'old',
    headers: { 'x-api-key': 'key-of-now', authorization: 'Bearer token-of-now' },
  });
  // It was not signed then.
  expect(second?.headers['webhook-signature']).toBeUndefined();
  expect(
    JSON.stringify([delivery, (await stage.service.rest('GET', `/integrations/${integrationId}`)).body]),
  ).not.toMatch(/(key|token)-of-(now|then)/);
});

test('what was signed is signed anew, for its new time', async () => {
  stage.receiver.answer('/signed', 500, 200);
  const { body: made } = await stage.service.rest('POST', '/integrations', {
    name: 'signed',
    triggers: ['user.created'],
    actions: [{ type: 'http', url: to('/signed'), body: 'b', signing: true }],
  });
  const secret = JSON.stringify(made).match(/whsec_[\w+/=]+/)?.[0] ?? '';
  await stage.service.publish('user.created', {});
  const { id } = await stage.delivery(made.id, ({ status }) => status === 'failed');
  const answer = await stage.service.rest('POST', `/integrations/${made.id}/deliveries/${id}/retry`, {
    as_before: true,
  });
  expect(answer.status).toBe(202);
  const [, second] = await stage.receiver.awaits('/signed', 2);
  const timestamp = second?.headers['webhook-timestamp'];
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.b`).digest('base64');
  expect(second?.headers['webhook-signature']).toBe(`v1,${signature}`);
  await stage.service.rest('PUT', `/integrations/${made.id}`, { enabled: false });
});

test('a secret of now is not led to a host of then', async () => {
  const other = await startReceiver('::1');
  stage.receiver.answer('/leak', 500);
  const auth = { type: 'bearer', token: 'token-of-then' };
  const { now, retry } = await failedThen(
    { type: 'http', url: to('/leak'), auth },
    { url: `${other.url}/leak`, auth: { type: 'bearer', token: 'token-of-now' } },
  );
  const refused = await retry({ as_before: true });
  expect(refused.status).toBe(409);
  expect(refused.body.detail).toBe(
    'it cannot be sent again as before: the secrets of its action belong to another host now',
  );
  expect(await now()).toMatchObject({ status: 'failed', attempt_count: 1 });
  expect(stage.receiver.to('/leak')).toHaveLength(1);
  await other.close();
});

test.each([
  [
    'a secret stood in its body',
    { body: 'code {{.Data.user_email}}, key of-then-12345' },
    {},
    /its body holds a secret/,
  ],
  ['its action has no such secret now', {}, { auth: { type: 'none' }, headers: {} }, /has none now/],
])('it is refused, and nothing changes, where %s', async (_words, before, after, why) => {
  stage.receiver.answer('/lost', 500);
  const { now, retry } = await failedThen(
    { type: 'http', url: to('/lost'), headers: { 'X-Api-Key': 'of-then-12345' }, ...before },
    after,
  );
  const refused = await retry({ as_before: true });
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringMatching(why) } });
  expect(await now()).toMatchObject({
    status: 'failed',
    attempt_count: 1,
  });
});

test('it is refused where nothing was sent; a body that is not understood is no retry', async () => {
  const { now, retry } = await failedThen({ type: 'http', url: to('/never'), body: '{{index .Data.list 5}}' });
  const refused = await retry({ as_before: true });
  expect(refused).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('no attempt has sent a request') },
  });
  expect((await retry({ as_before: 'yes' })).status).toBe(400);
  expect((await retry({ before: true })).status).toBe(400);
  expect((await now()).attempt_count).toBe(1);
});

test('a Slack message goes as it was to the webhook of now', async () => {
  stage.receiver.answer('/services/then', { status: 404, body: 'no_service' });
  const { retry, ended } = await failedThen(
    { type: 'slack', webhook_url: to('/services/then'), message: 'old for {{.Data.user_email}}' },
    { webhook_url: to('/services/now'), message: 'new' },
  );
  expect((await retry({ as_before: true })).status).toBe(202);
  expect(await ended(2)).toMatchObject({ status: 'success' });
  expect(stage.receiver.to('/services/now').map(({ body }) => JSON.parse(body))).toEqual([
    { text: 'old for ann@example.com' },
  ]);
});

test('the choice holds while the attempt waits for its turn', async () => {
  let letGo = () => {};
  stage.receiver.answer('/old-turn', 500);
  stage.receiver.answer('/turn', (_request, response) => {
    letGo = () => response.end();
  });
  const { integrationId, now, retry } = await failedThen(
    { type: 'http', url: to('/old-turn'), body: 'old', concurrency: 1 },
    { url: to('/turn'), body: 'new' },
  );
  await stage.service.rest('PUT', `/integrations/${integrationId}`, { enabled: true });
  await stage.service.publish('user.created', {});
  await stage.receiver.awaits('/turn', 1);
  await retry({ as_before: true });
  await until('it to be held', async () => {
    return (await now()).waits_for === 'concurrency';
  });
  letGo();
  await stage.receiver.awaits('/old-turn', 2);
  expect(stage.receiver.to('/turn')).toHaveLength(1);
  await until('it to end', async () => (await now()).status === 'failed');
  await stage.service.rest('PUT', `/integrations/${integrationId}`, { enabled: false });
});
