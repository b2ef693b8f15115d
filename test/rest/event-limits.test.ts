// Events at the edge: sizes, depth, characters that cannot be stored, keys with a meaning in JavaScript.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
  await service.integration({
    triggers: ['user.created'],
    actions: [
      {
        type: 'http',
        url: `${receiver.url}/nul`,
        headers: { 'Content-Type': 'application/json' },
        body: '{"n":"{{.Data.user_name}}"}',
      },
    ],
  });
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const post = (body: unknown) => service.rest('POST', '/events', body);
const event = (data: unknown) => ({ type: 'user.updated', data });
const dataOf = async (id: string) =>
  (await service.database.query<{ data: unknown }>('SELECT data FROM events WHERE id = $1', [id]))[0]?.data;

test('an event of 256 KiB is accepted, one byte more is 413 and names its data', async () => {
  const frame = JSON.stringify({ a: '' }).length;
  const fits = event({ a: 'x'.repeat(256 * 1024 - frame) });
  const exceeds = event({ a: 'x'.repeat(256 * 1024 - frame + 1) });
  expect((await post(fits)).status).toBe(202);
  const { status, body } = await post(exceeds);
  expect(status).toBe(413);
  expect(body).toMatchObject({
    title: 'Payload too large',
    errors: [{ path: 'data', message: 'larger than 256 KiB' }],
  });
  const batch = await post({ events: [fits, exceeds] });
  expect({ status: batch.status, path: batch.body.errors[0].path }).toEqual({ status: 413, path: 'events[1].data' });
});

test('the limit counts bytes, not characters', async () => {
  expect((await post(event({ a: '€'.repeat(90_000) }))).status).toBe(413);
});

test('a body of 10 MB is 413 in both doors, and others are answered meanwhile (C109)', async () => {
  const large = { type: 'user.created', data: { user_name: 'x'.repeat(10_000_000) } };
  const [rest, graphql, other] = await Promise.all([
    post(large),
    service.rest('POST', '/graphql', {
      query: 'mutation($input: PublishEventInput!) { publishEvent(input: $input) { eventId } }',
      variables: { input: large },
    }),
    service.rest('GET', '/integrations'),
  ]);
  expect([rest.status, graphql.status, other.status]).toEqual([413, 413, 200]);
});

test('JSON of 100,000 levels is 400 (C109)', async () => {
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  for (const deep of [nested, objects, `{"a":${nested}}`]) {
    const { status, body } = await post(`{"type":"user.created","data":${deep}}`);
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'data' });
    expect((await post(deep)).status).toBe(400);
    expect((await post(`{"events":${deep}}`)).status).toBe(400);
  }
});

test('numbers beyond what JSON readers hold are 400, not silently infinite', async () => {
  const { status, body } = await post('{"type":"user.created","data":{"n":1e999}}');
  expect({ status, errors: body.errors }).toEqual({
    status: 400,
    errors: [{ path: 'data', message: 'has a number that is too large' }],
  });
});

test('NUL and half a surrogate pair become U+FFFD, and the event is delivered (C110)', async () => {
  const { status } = await post('{"type":"user.created","data":{"user_name":"a\\u0000b\\ud800c"}}');
  expect(status).toBe(202);
  const [sent] = await receiver.awaits('/nul', 1);
  expect(JSON.parse(sent?.body ?? '')).toEqual({ n: 'a\ufffdb\ufffdc' });
});

test('NUL in a key, an id, or the envelope is stored as U+FFFD (C110)', async () => {
  const { status, body } = await post(
    '{"type":"user.updated","id":"i\\u0000d","actor_email":"a\\u0000","ip_address":"\\udfff","data":{"k\\u0000":1}}',
  );
  expect({ status, id: body.id }).toEqual({ status: 202, id: 'i\ufffdd' });
  const [row] = await service.database.query('SELECT * FROM events WHERE id = $1', [body.id]);
  expect(row).toMatchObject({ actor_email: 'a\ufffd', ip_address: '\ufffd', data: { 'k\ufffd': 1 } });
});

test('keys such as __proto__ and constructor are plain names', async () => {
  const data = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}},"toString":"x"}';
  const { status, body } = await post(`{"type":"user.updated","data":${data}}`);
  expect(status).toBe(202);
  expect(JSON.stringify(await dataOf(body.id))).toContain('"__proto__":{"polluted":true}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
