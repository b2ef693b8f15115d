// HTTP actions that send the event itself: as JSON, and as a CloudEvent that the SDK reads and our own intake knows.
import { type CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Action, startStage } from '../deliveries/make.ts';
import type { Received } from '../support/receiver.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

const stage = startStage();
let other: TestService;
beforeAll(async () => {
  other = await startTestService();
});
afterAll(() => other.stop());

const said = {
  actor_id: '9b04e6d1',
  actor_email: 'đặng "x" 100%@example.com',
  ip_address: '192.0.2.41',
  fired_at: '2026-11-20T09:30:00.123Z',
};
const data = { user_email: 'ana@example.com', nested: { list: [1, true, null, '€😀'] }, __proto__name: 'x' };
let number = 0;

/** Sends one event through one action; gives the event's id, the request, and the delivery as the history shows it. */
async function sent(action: Action) {
  number += 1;
  const path = `/d${number}`;
  const integrationId = await stage.integration({ type: 'http', url: `${stage.receiver.url}${path}`, ...action });
  const { id } = await stage.service.publish('user.created', data, { ...said, id: `event ${number}` });
  const [request] = await stage.receiver.awaits(path, 1);
  const delivery = await stage.delivery(integrationId);
  await stage.service.rest('PUT', `/integrations/${integrationId}`, { enabled: false });
  return { id, request: request as Received, delivery, integrationId };
}

async function postBack(service: TestService, { headers, body }: Received) {
  const passed = Object.entries(headers).filter(([name]) => name.startsWith('ce-') || name === 'content-type');
  const response = await fetch(`${service.url}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, ...(Object.fromEntries(passed) as Record<string, string>) },
    body,
  });
  return { status: response.status, body: (await response.json()) as any };
}

/** All that an event says, without what became of it here. */
const stored = async (service: TestService, id: string) =>
  (
    await service.database.query(
      'SELECT type, actor_id, actor_email, ip_address, fired_at, data FROM events WHERE id = $1',
      [id],
    )
  )[0] as Record<string, unknown>;

test('format json sends the whole event with the ids of its delivery and integration', async () => {
  const { id, request, delivery, integrationId } = await sent({ format: 'json' });
  expect(request.headers['content-type']).toBe('application/json');
  expect(JSON.parse(request.body)).toEqual({
    delivery_id: delivery.id,
    integration: { id: integrationId, name: 'test' },
    event: { id, type: 'user.created', ...said, data },
  });
  expect(delivery.attempts[0].request).toMatchObject({ method: 'POST', body: request.body });
  const { event } = JSON.parse(request.body);
  expect((await stage.service.rest('POST', '/events', event)).body).toMatchObject({ id, duplicate: true });
  expect((await other.rest('POST', '/events', event)).body).toMatchObject({ id, duplicate: false });
  expect(await stored(other, id)).toEqual(await stored(stage.service, id));
});

test.each([
  ['structured', { format: 'cloudevents' }],
  ['binary', { format: 'cloudevents', content_mode: 'binary' }],
])('a CloudEvent in %s mode is read by the SDK, and by POST /events as the same event', async (mode, action) => {
  const { id, request, delivery } = await sent(action);
  const read = HTTP.toEvent({ headers: request.headers, body: request.body }) as CloudEvent<unknown>;
  expect(read.validate()).toBe(true);
  expect(read).toMatchObject({
    specversion: '1.0',
    source: stage.service.url,
    type: 'user.created',
    time: said.fired_at,
    actorid: said.actor_id,
    ipaddress: said.ip_address,
    data,
  });
  const isBinary = mode === 'binary';
  // The SDK leaves the percent-encoding of headers to its caller.
  expect(isBinary ? decodeURIComponent(read.id) : read.id).toBe(id);
  expect(isBinary ? decodeURIComponent(String(read.actoremail)) : read.actoremail).toBe(said.actor_email);
  expect(request.headers['content-type']).toMatch(isBinary ? /^application\/json/ : /^application\/cloudevents\+json/);
  if (isBinary) for (const value of Object.values(request.headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);

  expect(await postBack(stage.service, request)).toMatchObject({ status: 202, body: { id, duplicate: true } });
  const elsewhere = await postBack(other, request);
  expect(elsewhere).toMatchObject({ status: 202, body: { id: `${stage.service.url} ${id}`, duplicate: false } });
  expect(await stored(other, elsewhere.body.id)).toEqual(await stored(stage.service, id));
  expect(delivery.attempts[0].request.body).toBe(request.body);
});

test('a signature as of Standard Webhooks is over whatever body is sent', async () => {
  for (const action of [{ format: 'json' }, { format: 'cloudevents' }, { format: 'set', audience: 'a' }]) {
    number += 1;
    const path = `/d${number}`;
    const answer = await stage.service.rest('POST', '/integrations', {
      name: 'signed',
      triggers: ['group.created'],
      actions: [{ type: 'http', url: `${stage.receiver.url}${path}`, signing: true, ...action }],
    });
    await stage.service.publish('group.created', { group_name: 'Đội' });
    const [request] = (await stage.receiver.awaits(path, 1)) as [Received];
    const webhook = new Webhook(answer.body.actions[0].signing_secret);
    const verify = (body: string) =>
      webhook.verify(body, request.headers as Record<string, string>, { jsonParse: false });
    expect(() => verify(request.body)).not.toThrow();
    expect(() => verify(`${request.body} `)).toThrow();
    await stage.service.rest('DELETE', `/integrations/${answer.body.id}`);
  }
});

test('configured headers are sent, except where the format has its own; the address is a template as ever', async () => {
  const { request } = await sent({
    format: 'cloudevents',
    headers: { 'Content-Type': 'text/plain', 'X-Type': '{{.EventType}}', 'X-API-Key': 'k3y-secret' },
    auth: { type: 'bearer', token: 't0ken-secret' },
  });
  expect(request.headers).toMatchObject({
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'x-type': 'user.created',
    authorization: 'Bearer t0ken-secret',
  });
});

test('secrets of the action are masked in the history, also where an event holds them', async () => {
  const integrationId = await stage.integration(
    {
      type: 'http',
      url: `${stage.receiver.url}/mask`,
      format: 'json',
      auth: { type: 'bearer', token: 't0ken-secret' },
    },
    { triggers: ['user.updated'] },
  );
  await stage.service.publish('user.updated', { note: 'my token is t0ken-secret' });
  const delivery = await stage.delivery(integrationId);
  expect(stage.receiver.to('/mask')[0]?.body).toContain('t0ken-secret');
  expect(JSON.stringify(delivery)).not.toContain('t0ken-secret');
  expect(JSON.parse(delivery.attempts[0].request.body).event.data.note).toBe('my token is ********');
});

test('a CloudEvent that goes back to the service itself does not go round', async () => {
  const integrationId = await stage.integration(
    {
      type: 'http',
      url: `${stage.service.url}/events`,
      format: 'cloudevents',
      auth: { type: 'bearer', token: adminToken },
    },
    { triggers: ['user.deleted'] },
  );
  await stage.service.publish('user.deleted', { user_name: 'ana' });
  const delivery = await stage.delivery(integrationId);
  expect(delivery.status).toBe('success');
  expect(JSON.parse(delivery.attempts[0].response.body)).toMatchObject({ duplicate: true, deliveries: 1 });
  const [row] = await stage.service.database.query(`SELECT count(*)::int AS n FROM events WHERE type = 'user.deleted'`);
  expect(row?.n).toBe(1);
});
