// GraphQL over HTTP: who may ask, which statuses there are, and what is too much. A client's fault is never a 500.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const send = (body: unknown, headers: Record<string, string> = {}) => service.rest('POST', '/graphql', body, headers);
const codesOf = ({ body }: { body: { errors?: { extensions?: { code?: string } }[] } }) =>
  body.errors?.map(({ extensions }) => extensions?.code);

test('without the token every question is 401 with WWW-Authenticate', async () => {
  const ask = (init: RequestInit, query = '') => fetch(`${service.url}/graphql${query}`, init);
  const json = { 'content-type': 'application/json' };
  for (const response of await Promise.all([
    ask({ method: 'POST', headers: json, body: '{"query":"{ eventTypes { name } }"}' }),
    ask({ method: 'POST', headers: { ...json, authorization: 'Bearer wrong' }, body: '{"query":"{ __typename }"}' }),
    ask({}, '?query={eventTypes{name}}'),
    ask({ headers: { accept: 'text/html' } }, '?query={eventTypes{name}}'),
    ask({ headers: { accept: 'text/event-stream' } }, '?query=subscription{deliveryUpdated{id}}'),
  ])) {
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
  }
});

test('the page of the playground is open, and loads nothing from elsewhere', async () => {
  const response = await fetch(`${service.url}/graphql`, { headers: { accept: 'text/html' } });
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
});

test('a query may come by GET, a mutation may not', async () => {
  const query = await service.rest('GET', `/graphql?query=${encodeURIComponent('{ integrations { totalCount } }')}`);
  expect({ status: query.status, body: query.body }).toEqual({
    status: 200,
    body: { data: { integrations: { totalCount: 0 } } },
  });
  const mutation = 'mutation { publishEvent(input: { type: "user.created" }) { eventId } }';
  const refused = await service.rest('GET', `/graphql?query=${encodeURIComponent(mutation)}`);
  expect(refused.status).toBe(405);
  expect(await service.database.query('SELECT * FROM events')).toEqual([]);
});

test.each([
  ['no body', ''],
  ['null', 'null'],
  ['a text', '"x"'],
  ['a list', '[]'],
  ['a number', '5'],
  ['no query', '{}'],
  ['a query that is null', '{"query":null}'],
  ['a query that is an object', '{"query":{}}'],
  ['variables that are a text', '{"query":"{ __typename }","variables":"x"}'],
  ['variables that are a list', '{"query":"{ __typename }","variables":[1]}'],
  ['an operation name that is a number', '{"query":"{ __typename }","operationName":5}'],
  ['an operation that is not there', '{"query":"query A { __typename }","operationName":"B"}'],
  ['an unknown key', '{"query":"{ __typename }","foo":1}'],
  ['no JSON', '{"query":'],
  ['two operations and no name', '{"query":"query A { __typename } query B { __typename }"}'],
  ['an unknown field', '{"query":"{ nothing }"}'],
  ['a syntax error', '{"query":"{"}'],
  ['nothing but a comment', '{"query":"# x"}'],
  ['a query of NUL', '{"query":"\\u0000"}'],
  ['a query with half a surrogate pair', '{"query":"{ a(b: \\"\\ud800\\") }"}'],
])('%s is the client’s fault', async (_what, body) => {
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const answer = await send(body, { accept });
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.data ?? null).toBeNull();
    expect(codesOf(answer) ?? []).not.toContain('INTERNAL_SERVER_ERROR');
  }
});

test('another media type is 415', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/graphql'])
    expect((await send('query=%7B__typename%7D', { 'content-type': type })).status).toBe(415);
});

test('a body beyond 8 MiB is 413 (C109)', async () => {
  const answer = await send({ query: '{ __typename }', variables: { a: 'x'.repeat(8 * 1024 * 1024) } });
  expect(answer.status).toBe(413);
});

test('a document of 100,000 levels is refused, and the service goes on', async () => {
  const deep = (open: string, inner: string, close: string) =>
    `${open.repeat(100_000)}${inner}${close.repeat(100_000)}`;
  const event = (data: string) =>
    `mutation { publishEvent(input: { type: "user.created", data: ${data} }) { eventId } }`;
  const documents = [
    `{ ${deep('a { ', 'b', ' }')} }`,
    event(deep('[', '1', ']')),
    event(deep('{ a: ', '1', '}')),
    `query($v: ${deep('[', 'Int', ']')}) { __typename }`,
    deep('{', '', ''),
    `{ a(b: "${deep('{', '', '')}") }`,
    `{ ${'a '.repeat(100_000)} }`,
    `{ ${'... { '.repeat(201)} __typename ${'}'.repeat(201)} }`,
  ];
  for (const query of documents) {
    const answer = await send({ query });
    expect(answer.status).toBeLessThan(500);
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect(codesOf(answer)).not.toContain('INTERNAL_SERVER_ERROR');
  }
  expect((await send({ query: documents[0] })).body.errors).toEqual([
    { message: 'the document is nested deeper than 200 levels', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect((await send({ query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });
});

test('a payload of 100,000 levels in a variable is refused by path (C109)', async () => {
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const document =
    'mutation($data: JSON, $input: PublishEventInput!) { a: publishEvent(input: { type: \\"user.created\\", data: $data }) { eventId } b: publishEvent(input: $input) { eventId } }';
  const answer = await send(
    `{"query":"${document}","variables":{"data":${nested},"input":{"type":"user.created","data":{"a":${nested}}}}}`,
  );
  expect(answer.body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'data' }] });
  const where = await send(
    `{"query":"query($filter: IntegrationFilter) { integrations(filter: $filter) { totalCount } }","variables":{"filter":${nested}}}`,
  );
  expect(where.body.errors[0].extensions.problems).toEqual([{ path: 'filter', message: 'must be an object' }]);
});

test('a thousand aliases of one field are no thousand errors of ours', async () => {
  const query = `{ ${Array.from({ length: 1_000 }, (_, index) => `a${index}: nothing`).join(' ')} }`;
  const { status, body } = await send({ query });
  expect(status).toBeLessThan(500);
  expect(body.errors.length).toBeLessThanOrEqual(51);
});

test('an unknown id is NOT_FOUND or null, whatever it looks like', async () => {
  for (const id of ['x', '\0', '', '0198c0de-0000-7000-8000-000000000000', 'x'.repeat(100_000)]) {
    const read = await service.graphql('query($id: ID!) { integration(id: $id) { id } }', { id });
    expect(read.data?.integration ?? null).toBeNull();
    const gone = await service.graphql('mutation($id: ID!) { retryDelivery(id: $id) { id } }', { id });
    expect(gone.errors?.[0].extensions.code).toBe('NOT_FOUND');
  }
});
