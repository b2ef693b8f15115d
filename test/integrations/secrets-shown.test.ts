// Secrets go in, reach their targets, and come out nowhere else.
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
let id = '';
const logged: string[] = [];
const secrets = ['tok-SECRET-0', 'pw-SECRET-1', 'SECRET-2', 'hdr-SECRET-3', 'k-SECRET-4', 'c-SECRET-5', 'x-SECRET-6'];
const integration = () => ({
  name: 'secrets',
  triggers: ['user.created'],
  actions: [
    { type: 'http', url: `${receiver.url}/bearer`, auth: { type: 'bearer', token: 'tok-SECRET-0' } },
    { type: 'http', url: `${receiver.url}/basic`, auth: { type: 'basic', username: 'svc', password: 'pw-SECRET-1' } },
    { type: 'slack', webhook_url: `${receiver.url}/services/T0/B0/SECRET-2`, message: 'm' },
    {
      type: 'http',
      url: `${receiver.url}/headers`,
      headers: {
        Authorization: 'Bearer hdr-SECRET-3',
        'X-API-Key': 'k-SECRET-4',
        Cookie: 'session=c-SECRET-5',
        'X-Hub-Secret': 'x-SECRET-6',
        'X-Kind': 'readable',
      },
    },
  ],
});

beforeAll(async () => {
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  service = await startTestService({ log: pino({ level: 'trace' }, sink) });
  receiver = await startReceiver();
  // A target that tells what it was sent.
  for (const path of ['/bearer', '/basic', '/headers', '/services/T0/B0/SECRET-2'])
    receiver.answer(path, (request, response) => response.writeHead(500).end(JSON.stringify(request.headers)));
  id = (await service.rest('POST', '/integrations', integration())).body.id;
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const hidesAll = (answer: unknown) => {
  const text = JSON.stringify(answer);
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toContain('sealed:');
  return text;
};
const everything = `name version conditions { value } actions { id type ... on HttpAction { url headers { name value } body auth { type token username password } }
  ... on SlackAction { webhookUrl message } }`;

test('every answer about an integration shows masks (C077, C080)', async () => {
  const { body: created } = await service.rest('POST', '/integrations', integration());
  const { body: updated } = await service.rest('PUT', `/integrations/${created.id}`, { ...created, name: 'renamed' });
  for (const body of [created, updated, (await service.rest('GET', `/integrations/${created.id}`)).body]) {
    hidesAll(body);
    const [bearer, basic, slack, headers] = body.actions;
    expect([bearer.auth.token, basic.auth.password, basic.auth.username]).toEqual(['********', '********', 'svc']);
    expect(slack.webhook_url).toBe(`${receiver.url}/********`);
    expect(headers.headers).toEqual({
      Authorization: '********',
      'X-API-Key': '********',
      Cookie: '********',
      'X-Hub-Secret': '********',
      'X-Kind': 'readable',
    });
  }
  hidesAll((await service.rest('GET', '/integrations')).body);
  const { data } = await service.graphql(
    `query($id: ID!) { integration(id: $id) { ${everything} } integrations { edges { node { ${everything} } } } }`,
    { id: created.id },
  );
  expect(hidesAll(data)).toContain('********');
  const changed = await service.graphql(
    `mutation($id: ID!) { updateIntegration(id: $id, input: { description: "d" }) { ${everything} } }`,
    { id: created.id },
  );
  expect(hidesAll(changed)).toContain('********');
  const deleted = await service.graphql(`mutation($id: ID!) { deleteIntegration(id: $id) { ${everything} } }`, {
    id: created.id,
  });
  hidesAll(deleted);
});

test('secrets reach their targets, and neither history nor log shows them (C080)', async () => {
  await service.publish('user.created');
  const items = await service.deliveries(
    id,
    (all) => all.length === 4 && all.every(({ attempt_count }) => attempt_count > 0),
  );
  const sent = (path: string) => receiver.to(path)[0]?.headers ?? {};
  expect(sent('/bearer').authorization).toBe('Bearer tok-SECRET-0');
  expect(sent('/basic').authorization).toBe(`Basic ${Buffer.from('svc:pw-SECRET-1').toString('base64')}`);
  expect(sent('/headers')).toMatchObject({
    authorization: 'Bearer hdr-SECRET-3',
    'x-api-key': 'k-SECRET-4',
    cookie: 'session=c-SECRET-5',
  });
  expect(receiver.to('/services/T0/B0/SECRET-2')).not.toHaveLength(0);

  hidesAll(items);
  for (const { id: deliveryId } of items) {
    const one = await service.rest('GET', `/integrations/${id}/deliveries/${deliveryId}`);
    expect(one.body.attempts[0].request).not.toBeNull();
    expect(hidesAll(one.body)).not.toContain(Buffer.from('svc:pw-SECRET-1').toString('base64'));
  }
  hidesAll(
    await service.graphql(
      '{ deliveries { edges { node { error attempts { error request { url headers { value } body } response { headers { value } body } } } } } }',
    ),
  );
  expect(logged.length).toBeGreaterThan(0);
  hidesAll(logged);
});

test('no row of the database holds a secret in the clear', async () => {
  const tables = await service.database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  expect(tables.length).toBeGreaterThan(5);
  for (const { name } of tables) {
    const rows = await service.database.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    for (const secret of secrets)
      expect(
        rows.filter(({ text }) => text.includes(secret)),
        `${secret} in ${name}`,
      ).toEqual([]);
  }
  const [row] = await service.database.query<{ text: string }>(
    'SELECT actions::text AS text FROM integrations WHERE id = $1',
    [id],
  );
  expect(row?.text).toContain('sealed:v1:');
});

test('refused input is neither echoed nor logged', async () => {
  const bad = { ...integration(), triggers: ['nope'] };
  hidesAll((await service.rest('POST', '/integrations', bad)).body);
  hidesAll((await service.rest('PUT', `/integrations/${id}`, bad)).body);
  const document = 'mutation($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }';
  hidesAll(await service.graphql(document, { input: bad }));
  hidesAll((await service.rest('POST', '/integrations', JSON.stringify(bad).slice(0, -1))).body);
  hidesAll(logged);
});
