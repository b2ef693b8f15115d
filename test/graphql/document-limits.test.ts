// How much one operation may ask for, in every door; and that what clients and the service itself need passes.
import { globSync } from 'node:fs';
import path from 'node:path';
import { buildClientSchema, type DocumentNode, getIntrospectionQuery, parse } from 'graphql';
import { createClient as createStreamClient } from 'graphql-sse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentLimits, measureOf } from '../../src/graphql/document-limits.ts';
import { schema } from '../../src/graphql/schema.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const code = 'LIMIT_EXCEEDED';
const extensionsOf = async (query: string, variables?: Record<string, unknown>) =>
  (await service.graphql(query, variables)).errors?.[0].extensions;

const pages =
  'query($first: Int) { integrations(first: 250) { edges { node { deliveries(first: $first) { edges { node { id status eventType } } } } } } }';

test('an operation that may answer with too many fields is refused, with its cost and the limit', async () => {
  // integrations and edges; 250 times node, deliveries and edges; for each 250 times node and its three fields.
  const cost = 2 + 250 * (3 + 250 * 4);
  expect(cost).toBeGreaterThan(documentLimits.cost);
  const { errors } = await service.graphql(pages, { first: 250 });
  expect(errors?.[0].extensions).toMatchObject({ code, cost, limit: documentLimits.cost });
  expect(errors?.[0].message).toContain(`its cost is ${cost}, the limit is ${documentLimits.cost}`);
  expect(await extensionsOf(pages, { first: 50 })).toBeUndefined();
  expect(await extensionsOf(pages)).toBeUndefined();
});

test('a fragment on a connection hides nothing of what it costs', async () => {
  const query = `query { integrations(last: 250) { ...Page } }
    fragment Page on IntegrationConnection { edges { node { ...Row } } }
    fragment Row on Integration { deliveries(last: 250) { ...Deliveries } }
    fragment Deliveries on DeliveryConnection { edges { node { id status eventType } } }`;
  expect(await extensionsOf(query)).toMatchObject({ code, cost: 2 + 250 * (3 + 250 * 4) });
});

test('fragments that spread each other many times are measured at once, and refused', async () => {
  const levels = Array.from(
    { length: 24 },
    (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
  );
  const query = `{ ...F0 } ${levels.join(' ')} fragment F24 on Query { integrations { totalCount } }`;
  expect(await extensionsOf(query)).toMatchObject({ code, cost: 2 ** 25, limit: documentLimits.cost });
});

test('an operation that is nested too deeply is refused, with its depth and the limit', async () => {
  const nested = (levels: number): string => (levels === 0 ? 'id' : `causeEvent { ${nested(levels - 1)} }`);
  const query = (levels: number) => `{ event(id: "x") { ${nested(levels)} } }`;
  const allowed = documentLimits.depth - 2;
  expect(await extensionsOf(query(allowed))).toBeUndefined();
  expect(await extensionsOf(query(allowed + 1))).toMatchObject({
    code,
    depth: allowed + 3,
    limit: documentLimits.depth,
  });
});

test('aliases and directives are counted, those of fragments as often as they are spread', async () => {
  const aliases = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: __typename`).join(' ');
  expect(await extensionsOf(`{ ${aliases(documentLimits.aliases)} }`)).toBeUndefined();
  expect(await extensionsOf(`{ ${aliases(documentLimits.aliases + 1)} }`)).toMatchObject({
    code,
    aliases: 101,
    limit: 100,
  });
  const spread = `{ ...A ... { ...A } ...B } fragment A on Query { ${aliases(40)} } fragment B on Query { ${aliases(40)} }`;
  expect(await extensionsOf(spread)).toMatchObject({ code, aliases: 120 });
  const directives = (count: number) => Array.from({ length: count }, () => '__typename @include(if: true)').join(' ');
  expect(await extensionsOf(`{ ${directives(documentLimits.directives)} }`)).toBeUndefined();
  expect(await extensionsOf(`{ ${directives(101)} }`)).toMatchObject({ code, directives: 101, limit: 100 });
});

test('a document that is too long is refused before it is read, and says nothing else', async () => {
  const query = `{ ${'__typename '.repeat(documentLimits.tokens)} }`;
  expect(await extensionsOf(query)).toEqual({ code, exceeded: 'tokens', limit: documentLimits.tokens });
});

test('several operations in one request are refused', async () => {
  const { status, body } = await service.rest('POST', '/graphql', [
    { query: '{ __typename }' },
    { query: '{ __typename }' },
  ]);
  expect([status, body.errors[0].message]).toEqual([400, 'Batching is not supported.']);
});

test('the limits hold over websocket and in event streams too', async () => {
  const nested = `causeEvent { ${'causeEvent { '.repeat(20)} id ${'} '.repeat(20)} }`;
  const query = `subscription { deliveryUpdated { event { ${nested} } } }`;
  const expected = { code, depth: 24, limit: documentLimits.depth };
  const socket = await subscribe(service.url, query);
  await until('the refusal over websocket', () => socket.errors.length > 0);
  expect(socket.errors[0]).toMatchObject({ extensions: expected });
  await socket.close();
  const paged = await subscribe(service.url, pages, { first: 250 });
  await until('the refusal of a query over websocket', () => paged.errors.length > 0);
  expect(paged.errors[0]).toMatchObject({ extensions: { code, limit: documentLimits.cost } });
  await paged.close();

  const stream = createStreamClient({
    url: `${service.url}/graphql`,
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const seen: unknown[] = [];
  stream.subscribe(
    { query },
    {
      next: ({ errors }) => seen.push(...(errors ?? [])),
      error: (errors) => seen.push(...[errors].flat()),
      complete: () => {},
    },
  );
  await until('the refusal in an event stream', () => seen.length > 0);
  expect(seen[0]).toMatchObject({ extensions: expected });
  stream.dispose();
});

test('the introspection that tools make passes, and tells the schema', async () => {
  const { data, errors } = await service.graphql(
    getIntrospectionQuery({ inputValueDeprecation: true, schemaDescription: true, specifiedByUrl: true, oneOf: true }),
  );
  expect(errors).toBeUndefined();
  expect(buildClientSchema(data).getQueryType()?.getFields().integrations).toBeDefined();
});

test('the playground is served', async () => {
  const page = await service.rest('GET', '/graphql', undefined, { accept: 'text/html' });
  expect([page.status, String(page.body)]).toEqual([200, expect.stringContaining('iam-integrations playground')]);
});

test('every document of the REST paths, the command line and the page passes, with pages as large as they may be', async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const files = globSync('src/*/gql/*.ts', { cwd: root });
  const modules: object[] = await Promise.all(files.map((file) => import(path.join(root, file))));
  const documents = modules.flatMap((exported) =>
    Object.entries(exported).filter(([name]) => name.endsWith('Document')),
  ) as [string, DocumentNode | string][];
  expect(documents.length).toBeGreaterThan(40);
  const over = documents.flatMap(([name, exported]) => {
    const document = typeof exported === 'object' && 'definitions' in exported ? exported : parse(String(exported));
    const measure = measureOf({ schema, document, variableValues: { first: 250, limit: 250 } });
    const exceeded = (['depth', 'cost', 'aliases', 'directives'] as const).filter(
      (what) => (measure?.[what] ?? Number.POSITIVE_INFINITY) > documentLimits[what],
    );
    return exceeded.map((what) => `${name}: ${what} ${measure?.[what]}`);
  });
  expect(over).toEqual([]);
});

test('the integrations of an explanation count as often as there may be', async () => {
  const explained = `{ explainEvent(eventId: "x") { integrations { deliveries { attempts { taskRuns { id status output } } } } } }`;
  // explainEvent and integrations; 100 times deliveries; each ten times attempts, taskRuns and the three fields of runs.
  const cost = 2 + 100 * (1 + 10 * (1 + 10 * (1 + 10 * 3)));
  expect(cost).toBeGreaterThan(documentLimits.cost);
  expect(await extensionsOf(explained)).toMatchObject({ code, cost });
});

test('conditions in groups cost no more than conditions', async () => {
  const groups = `all { field } any { all { field operator value } } not { any { not { field } } }`;
  expect(
    await extensionsOf(`{ integrations(first: 250) { edges { node { id conditions { ${groups} } } } } }`),
  ).toBeUndefined();
});
