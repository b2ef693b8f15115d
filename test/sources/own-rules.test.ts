// What a source's administrator says about messages that have no counterpart, or another one than the table's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { addProvider, type Provider, storedEvents } from './providers.ts';
import { sampleTime as now } from './read-samples.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ now: () => now });
});
afterAll(() => service.stop());

const send = (provider: Provider, document: object) =>
  fetch(`${service.url}/events/${provider.name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: String(provider.settings.value) },
    body: JSON.stringify(document),
  });

const rules = [
  {
    match: [
      { field: 'event_type', operator: 'eq', value: 'registration' },
      {
        any: [
          { field: 'identity.state', operator: 'eq', value: 'active' },
          { field: 'identity.state', operator: 'exists' },
        ],
      },
    ],
    type: 'user.created',
    id: '{{.identity.id}}',
    actor_id: '{{.identity.id}}',
    ip_address: '{{(index .headers "x-real-ip")}}',
    fired_at: '{{.at}}',
    data: {
      user_id: '{{.identity.id}}',
      user_email: '{{.identity.traits.email | lower}}',
      user_name: '{{.identity.traits.none}}',
    },
  },
  {
    match: [{ field: 'event_type', operator: 'eq', value: 'login' }],
    type: 'login.failed',
    actor_id: 'nobody',
    data: { user_name: '{{.user}}' },
  },
];

test('the first rule that fits makes the event, with templates over the document', async () => {
  const provider = await addProvider(service, { name: 'ory', kind: 'custom', more: { rules } });
  const document = {
    type: 'registration',
    at: '2026-11-20T09:00:00.123456Z',
    headers: { 'x-real-ip': '192.0.2.7' },
    identity: { id: 'i-1', state: 'active', traits: { email: 'Kim@Example.com' } },
  };
  expect((await send(provider, document)).status).toBe(200);
  const [event] = await storedEvents(service, 'ory');
  expect(event).toMatchObject({
    id: 'ory:i-1',
    type: 'user.created',
    original_type: 'registration',
    actor_id: 'i-1',
    actor_email: null,
    ip_address: '192.0.2.7',
    fired_at: new Date('2026-11-20T09:00:00.123Z'),
    data: { user_id: 'i-1', user_email: 'kim@example.com' },
  });
  expect(event?.data).not.toHaveProperty('user_name');

  await send(provider, { ...document, at: 'later', identity: { ...document.identity, traits: {} } });
  expect(await storedEvents(service, 'ory'), 'the same id is the same event').toHaveLength(1);
  await provider.close();
});

test('what no rule fits stays unmapped, and a failed login never has an actor', async () => {
  const provider = await addProvider(service, { name: 'plain', kind: 'custom', more: { rules } });
  await send(provider, { id: '1', type: 'registration', identity: {} });
  await send(provider, { id: '2', type: 'login', user: '<b>{{"x"}}</b>' });
  const stored = await storedEvents(service, 'plain');
  expect(stored.map(({ type, actor_id, data }) => [type, actor_id, data])).toEqual([
    ['unmapped', null, { id: '1', type: 'registration', identity: {} }],
    ['login.failed', null, { user_name: '<b>{{"x"}}</b>' }],
  ]);
  await provider.close();
});

test("a rule goes before the kind's own table, and can keep a message without firing anything", async () => {
  const quiet = [{ match: [{ field: 'eventType', operator: 'eq', value: 'user.lifecycle.create' }], type: 'unmapped' }];
  const provider = await addProvider(service, { name: 'quiet', kind: 'okta', more: { rules: quiet } });
  const request = await provider.request(0, now);
  await fetch(`${service.url}/events/quiet`, { method: 'POST', headers: request.headers, body: request.body });
  const stored = await storedEvents(service, 'quiet');
  expect(stored.map(({ type, original_type }) => [type, original_type])).toEqual([
    ['unmapped', 'user.lifecycle.create'],
    ['unmapped', 'user.session.end'],
  ]);
  await provider.close();
});

test('a rule that cannot be is refused with the path of each fault', async () => {
  const bad = [
    {
      match: [
        { field: '', operator: 'eq' },
        { field: 'a', operator: 'like' },
      ],
      type: 'user.made',
      data: { a: '{{' },
      actor_id: '{{end}}',
    },
    { type: 'user.created', data: { a: 1 } },
  ];
  const settings = { value: 'v' };
  const one = await service.rest('POST', '/sources', { name: 'bad', kind: 'custom', settings, rules: [bad[1]] });
  expect(one).toMatchObject({ status: 400, body: { errors: [{ path: 'rules[0].data' }] } });
  const other = await service.rest('POST', '/sources', {
    name: 'bad',
    kind: 'custom',
    settings,
    rules: [{ ...bad[0], match: [bad[0]?.match?.[0]] }],
  });
  expect(other.status).toBe(400);
  const paths = other.body.errors.map(({ path }: { path: string }) => path);
  expect(paths.toSorted()).toEqual([
    'rules[0].actor_id',
    'rules[0].data.a',
    'rules[0].match[0].field',
    'rules[0].type',
  ]);
});

test('secrets in a document are kept from rows and from templates', async () => {
  const leaky = [
    {
      match: [{ field: 'type', operator: 'eq', value: 'leak' }],
      type: 'user.updated',
      data: { user_name: '{{.user.password}}', user_id: '{{.nested}}' },
    },
  ];
  const provider = await addProvider(service, { name: 'leaky', kind: 'custom', more: { rules: leaky } });
  const user = {
    password: 'S3CRET-1',
    encodedHash: 'S3CRET-2',
    otpSecret: { x: 'S3CRET-3' },
    recoveryCodes: ['S3CRET-4'],
  };
  const nested = JSON.stringify({ credentials: [{ value: 'S3CRET-5' }], secretData: 'S3CRET-6', name: 'kept' });
  await send(provider, { id: '1', type: 'leak', user, nested });
  await send(provider, { id: '2', type: 'other', user, nested, clientState: 'S3CRET-7' });
  const stored = JSON.stringify(await storedEvents(service, 'leaky'));
  expect(stored).not.toContain('S3CRET');
  expect(stored).toContain('kept');
  await provider.close();
});

test('a document that is too large or too deep is kept as far as it can be', async () => {
  const provider = await addProvider(service, { name: 'huge', kind: 'custom' });
  const deep = `{"id":"deep","type":"t","x":${'['.repeat(150)}1${']'.repeat(150)}}`;
  for (const body of [JSON.stringify({ id: 'large', type: 't', text: '\u0001é'.repeat(200_000) }), deep]) {
    const { status } = await fetch(`${service.url}/events/huge`, {
      method: 'POST',
      headers: { authorization: String(provider.settings.value) },
      body,
    });
    expect(status).toBe(200);
  }
  const stored = await storedEvents(service, 'huge');
  expect(stored.map(({ type, data }) => [type, data.truncated])).toEqual([
    ['unmapped', true],
    ['unmapped', true],
  ]);
  await provider.close();
});
