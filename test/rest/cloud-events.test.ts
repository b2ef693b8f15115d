// CloudEvents 1.0 on POST /events, sent by the CloudEvents SDK over HTTP.
import { CloudEvent, type CloudEventV1, HTTP, type Message } from 'cloudevents';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adminToken, startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
});
afterAll(() => service.stop());

const source = 'https://idp.example.com/realms/main';
const basic = { specversion: '1.0', type: 'user.created', source, id: 'e' };
const eventOf = (more: Partial<CloudEventV1<unknown>> = {}) =>
  new CloudEvent({ type: 'user.created', source, ...more });

async function post(headers: Record<string, unknown>, body: unknown) {
  const response = await fetch(`${service.url}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}`, ...(headers as Record<string, string>) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as any };
}
const emit = ({ headers, body }: Message) => post(headers, body);
const structured = (body: unknown) => post({ 'content-type': 'application/cloudevents+json' }, body);
const batch = (body: unknown) => post({ 'content-type': 'application/cloudevents-batch+json; charset=utf-8' }, body);
const stored = async (id: string) =>
  (await service.database.query('SELECT * FROM events WHERE id = $1', [id]))[0] as Record<string, any>;

const full = {
  time: '2026-11-20T09:30:00.123Z',
  subject: '3f6c1a52',
  actorid: '9b04e6d1',
  actoremail: 'admin@example.com',
  ipaddress: '192.0.2.41',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: { user_email: 'ana@example.com', nested: { list: [1, true, null] } },
};

test.each([
  ['structured', HTTP.structured],
  ['binary', HTTP.binary],
])('an event in %s mode is kept with all that it says', async (mode, serialize) => {
  const answer = await emit(serialize(eventOf({ ...full, id: mode })) as Message);
  expect(answer).toEqual({ status: 202, body: { id: `${source} ${mode}`, duplicate: false, deliveries: 1 } });
  const row = await stored(`${source} ${mode}`);
  expect(row).toMatchObject({
    type: 'user.created',
    actor_id: full.actorid,
    actor_email: full.actoremail,
    ip_address: full.ipaddress,
    data: { ...full.data, subject: full.subject, traceparent: full.traceparent },
  });
  expect(Object.keys(row.data).sort()).toEqual(['nested', 'subject', 'traceparent', 'user_email']);
  expect(row.fired_at.toISOString()).toBe(full.time);
});

test('a batch is answered in its order', async () => {
  const events = [eventOf({ id: 'b1' }), eventOf({ id: 'b2', type: 'login.failed' }), eventOf({ id: 'b1' })];
  expect(await batch(events.map((event) => event.toJSON()))).toEqual({
    status: 202,
    body: {
      events: [
        { id: `${source} b1`, duplicate: false, deliveries: 1 },
        { id: `${source} b2`, duplicate: false, deliveries: 0 },
        { id: `${source} b1`, duplicate: true, deliveries: 1 },
      ],
    },
  });
  expect(await batch([])).toEqual({ status: 202, body: { events: [] } });
});

test('the same id of the same source is a duplicate in any mode, that of another source is not', async () => {
  const first = await emit(HTTP.structured(eventOf({ id: 'same' })) as Message);
  expect(first.body.duplicate).toBe(false);
  expect((await emit(HTTP.binary(eventOf({ id: 'same' })) as Message)).body).toEqual({
    ...first.body,
    duplicate: true,
  });
  const other = await emit(HTTP.binary(eventOf({ id: 'same', source: '/realms/other' })) as Message);
  expect(other.body).toMatchObject({ id: '/realms/other same', duplicate: false });
  expect((await service.publish('user.created', {}, { id: 'same' })) as unknown).toMatchObject({ duplicate: false });
});

test('a source and an id that are long together are still told apart', async () => {
  const long = (id: string) => structured({ ...basic, source: `https://idp.example.com/${'r'.repeat(900)}`, id });
  const [one, two, again] = [await long('1'), await long('2'), await long('1')];
  expect(one.body).toMatchObject({ id: expect.stringMatching(/^sha256-[\w-]{43}$/), duplicate: false });
  expect(two.body.duplicate).toBe(false);
  expect(again.body).toEqual({ ...one.body, duplicate: true });
});

test.each([
  ['user.deactivated', 'user.deactivated'],
  ['com.example.idp.user.deactivated', 'user.deactivated'],
  ['com.example.access_request.approved', 'access_request.approved'],
])('the type %s is %s', async (type, own) => {
  const answer = await emit(HTTP.structured(eventOf({ type, id: `type ${type}` })) as Message);
  expect(answer.status).toBe(202);
  expect((await stored(answer.body.id)).type).toBe(own);
});

test('headers are percent-decoded once, older quotes are taken off, and bytes of UTF-8 read as what they are', async () => {
  const headers = {
    'content-type': 'application/json',
    'ce-specversion': '1.0',
    'ce-type': 'user.created',
    'ce-source': '/s',
    'ce-id': 'Euro%20%E2%82%AC%20%F0%9F%98%80%2525',
    'ce-subject': '"a \\"quoted\\" %41"',
    'ce-actoremail': Buffer.from('đ@example.com').toString('latin1'),
    'ce-note': '100% sure',
  };
  const answer = await post(headers, { user_name: 'ana' });
  expect(answer.body.id).toBe('/s Euro € 😀%25');
  expect(await stored(answer.body.id)).toMatchObject({
    actor_email: 'đ@example.com',
    data: { subject: 'a "quoted" A', note: '100% sure', user_name: 'ana' },
  });
  expect(await post({ ...headers, 'ce-subject': '%C0%A0' }, {})).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'subject', message: expect.stringContaining('UTF-8') }] },
  });
});

test('the payload may be in base64, may be left out, and wins over attributes of the same name', async () => {
  const data_base64 = Buffer.from('{"user_name":"ana","subject":"own"}').toString('base64');
  const answer = await structured({ ...basic, id: 'base64', subject: 'theirs', data_base64 });
  expect((await stored(answer.body.id)).data).toEqual({ user_name: 'ana', subject: 'own' });
  const { data: _, ...without } = { ...basic, id: 'none', datacontenttype: null, traceparent: null, data: null };
  expect((await stored((await structured(without)).body.id)).data).toEqual({});
  const { 'content-type': _type, ...headers } = HTTP.binary(eventOf({ id: 'empty' })).headers;
  expect((await stored((await post(headers, undefined)).body.id)).data).toEqual({});
});

test.each([
  ['another version', { ...basic, specversion: '0.3' }, 'specversion', 'must be 1.0'],
  ['a version that is a number', { ...basic, specversion: 1 }, 'specversion', 'must be text'],
  ['no version', { ...basic, specversion: undefined }, 'specversion', 'is required'],
  ['no id', { ...basic, id: undefined }, 'id', 'is required'],
  ['an empty id', { ...basic, id: '' }, 'id', 'must not be empty'],
  ['an id of 257 characters', { ...basic, id: 'x'.repeat(257) }, 'id', 'must have 1 to 256 characters'],
  ['no source', { ...basic, source: null }, 'source', 'is required'],
  ['a source with a space', { ...basic, source: 'my idp' }, 'source', expect.stringContaining('URI reference')],
  ['no type', { ...basic, type: undefined }, 'type', 'is required'],
  ['a type that is none', { ...basic, type: 'com.example.nope' }, 'type', 'unknown event type "com.example.nope"'],
  ['a type behind no prefix', { ...basic, type: '.user.created' }, 'type', 'unknown event type ".user.created"'],
  ['a time that is none', { ...basic, time: 'noon' }, 'time', expect.stringContaining('RFC 3339')],
  ['an actor that is a list', { ...basic, actorid: [] }, 'actorid', 'must be text'],
  ['an endless address', { ...basic, ipaddress: 'x'.repeat(1_025) }, 'ipaddress', 'longer than 1024 characters'],
  ['an attribute in capitals', { ...basic, actorId: 'x' }, 'actorId', expect.stringContaining('lower-case')],
  ['a prototype key', JSON.parse('{"__proto__":1}'), '__proto__', expect.stringContaining('lower-case')],
  ['data that is a list', { ...basic, data: [1] }, 'data', 'must be an object'],
  ['data that is text', { ...basic, data: '{}' }, 'data', 'must be an object'],
  ['data of XML', { ...basic, datacontenttype: 'text/xml', data: '<a/>' }, 'datacontenttype', /JSON/],
  ['base64 that is no JSON', { ...basic, data_base64: 'PGEvPg==' }, 'data_base64', 'must be JSON in base64'],
  ['data twice', { ...basic, data: {}, data_base64: 'e30=' }, 'data_base64', 'is given beside data'],
  ['a text', '"x"', '', 'must be a CloudEvent: a JSON object'],
])('%s is 400 by path, alone and in a batch, and nothing is stored', async (_what, body, path, message) => {
  const count = async () => (await service.database.query('SELECT count(*)::int AS n FROM events'))[0]?.n;
  const before = await count();
  const matcher = message instanceof RegExp ? expect.stringMatching(message) : message;
  const alone = await structured(body);
  expect(alone.status).toBe(400);
  expect(alone.body.errors).toContainEqual({ path, message: matcher });
  const together = await batch([{ ...basic, id: 'good' }, typeof body === 'string' ? JSON.parse(body) : body]);
  expect(together.status).toBe(400);
  expect(together.body.errors).toContainEqual({ path: path === '' ? '[1]' : `[1].${path}`, message: matcher });
  expect(await count()).toBe(before);
});

test('a header that is missing or wrong is named by its attribute', async () => {
  const { headers } = HTTP.binary(eventOf({ id: 'headers' })) as { headers: Record<string, string> };
  const { 'ce-specversion': _, ...without } = headers;
  expect((await post(without, {})).body.errors).toEqual([{ path: 'specversion', message: 'is required' }]);
  const wrong = await post({ ...headers, 'ce-time': 'x', 'ce-type': 'nope', 'ce-specversion': '2.0' }, {});
  expect(wrong.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(['specversion', 'time']);
});

test('limits are those of other events, and other formats are refused as such', async () => {
  const large = await structured({ ...basic, id: 'large', data: { text: 'x'.repeat(256 * 1_024) } });
  expect(large).toMatchObject({ status: 413, body: { errors: [{ path: 'data' }] } });
  const many = await batch(Array.from({ length: 1_001 }, (_, index) => ({ ...basic, id: `m${index}` })));
  expect(many).toMatchObject({ status: 400, body: { errors: [{ path: '', message: 'more than 1000 events' }] } });
  expect((await batch({ events: [] })).body.errors).toEqual([{ path: '', message: 'must be a list of CloudEvents' }]);
  expect((await structured('{')).status).toBe(400);
  expect((await post({ 'content-type': 'application/cloudevents+avro' }, 'x')).status).toBe(415);
  const headers = HTTP.binary(eventOf({ id: 'xml' })).headers as Record<string, string>;
  expect((await post({ ...headers, 'content-type': 'text/xml' }, '<a/>')).status).toBe(415);
});

test('events of our own shape may name their source too', async () => {
  const first = await service.publish('user.created', {}, { id: 'plain', source: 'urn:idp:1' });
  expect(first.id).toBe('urn:idp:1 plain');
  const structuredTwin = await structured({ ...basic, source: 'urn:idp:1', id: 'plain' });
  expect(structuredTwin.body).toMatchObject({ id: first.id, duplicate: true });
  const refused = await service.rest('POST', '/events', { type: 'user.created', id: 'x', source: 'a b' });
  expect(refused.body.errors).toEqual([{ path: 'source', message: expect.stringContaining('URI reference') }]);
});
