// /openapi.json is what the service does: its examples are sent, and answers and errors held against its schemas.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportRoutes } from '../../src/rest/export-routes.ts';
import { routes } from '../../src/rest/routes.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { conflictingBodies, conflicts, nothing, type Params, paramsFor } from './openapi-stage.ts';

let service: TestService;
let document: any;
let ajv: Ajv2020;
beforeAll(async () => {
  service = await startTestService();
  const answer = await fetch(`${service.url}/openapi.json`);
  expect(answer.status).toBe(200);
  document = await answer.json();
  ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'openapi');
});
afterAll(() => service.stop());

const keyOf = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');
const operationOf = (method: string, path: string) => document.paths[keyOf(path)]?.[method.toLowerCase()];
const filled = (path: string, params: Params) => path.replaceAll(/:(\w+)/g, (_, name) => params[name] ?? nothing);
const pointer = (...parts: string[]) =>
  `openapi#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

/** What is wrong with a body for a schema of the document, by its place there. */
function wrongWith(body: unknown, ...place: string[]): unknown {
  const validate = ajv.getSchema(pointer(...place));
  if (!validate) throw new Error(`no schema at ${place.join(' ')}`);
  return validate(body)
    ? []
    : validate.errors?.map(({ instancePath, message, params }) => ({ instancePath, message, params }));
}

const rows = routes.map(({ method, path, docs }) => ({ name: `${method} ${path}`, method, path, docs }));

test('every row of the route table is there, with its summary, description, parameters and answers, and no other', () => {
  const others = ['/events/:source', '/healthz', '/readyz', '/metrics', '/auth/config', '/openapi.json', '/docs'].map(
    keyOf,
  );
  const known = [...routes, ...exportRoutes].map(({ path }) => keyOf(path));
  expect(
    Object.keys(document.paths)
      .filter((path) => !path.startsWith('/.well-known'))
      .toSorted(),
  ).toEqual([...new Set([...known, ...others])].toSorted());
  const ids: string[] = [];
  for (const [path, methods] of Object.entries<Record<string, any>>(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toMatch(/^[A-Z].{5,80}[^.]$/);
      ids.push(operation.operationId);
      for (const parameter of operation.parameters)
        expect([name, parameter.name, parameter.description]).toEqual([
          name,
          parameter.name,
          expect.stringMatching(/.{5}/),
        ]);
      const named = operation.parameters.filter((one: any) => one.in === 'path').map((one: any) => `{${one.name}}`);
      expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
      for (const [status, response] of Object.entries<any>(operation.responses)) {
        expect(response.description, `${name} ${status}`).toMatch(/.{3}/);
        const types = Object.keys(response.content ?? {});
        if (Number(status) >= 400 && status !== '503') expect(types).toEqual(['application/problem+json']);
      }
    }
  expect(new Set(ids).size).toBe(ids.length);
  for (const { name, method, path } of rows)
    expect([name, operationOf(method, path).description]).toEqual([name, expect.stringMatching(/.{10}/)]);
});

test('the parameters of a row are those that it reads', () => {
  for (const { method, path, variables, docs } of routes) {
    const read = new Set<string>();
    const spy = (into: Set<string>) =>
      new Proxy({}, { get: (_target, name) => void into.add(String(name)), ownKeys: () => [] });
    const headers = new Set<string>();
    const request = { params: {}, query: spy(read), headers: spy(headers), body: {}, url: path } as never;
    try {
      variables(request, []);
    } catch {
      // The body is not what it wants; the query was read before.
    }
    if (method === 'GET')
      expect([path, [...read].toSorted()]).toEqual([path, Object.keys(docs.query ?? {}).toSorted()]);
    expect([method, path, headers.has('if-match')]).toEqual([method, path, docs.ifMatch ?? false]);
  }
});

const send = (method: string, url: string, body: unknown, headers: Record<string, string> = {}) =>
  service.rest(method, url, body, headers);

test.each(rows)('$name: its examples are taken, and answered as its schema says', async ({ method, path, docs }) => {
  const operation = operationOf(method, path);
  const examples = Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, content]: [string, any]) =>
    (content.examples ? Object.values<any>(content.examples).map(({ value }) => value) : [content.example]).map(
      (body) => ({ type, body }),
    ),
  );
  for (const { type, body } of examples.length > 0 ? examples : [{ type: undefined, body: undefined }]) {
    if (type !== undefined)
      expect(
        wrongWith(body, 'paths', keyOf(path), method.toLowerCase(), 'requestBody', 'content', type, 'schema'),
      ).toEqual([]);
    const url = filled(path, await paramsFor(service, method, path));
    const answer = await send(method, url, body, type === undefined ? {} : { 'content-type': type });
    expect([answer.status < 300, answer.body]).toEqual([true, expect.anything()]);
    expect(Object.keys(operation.responses)).toContain(`${answer.status}`);
    const response = operation.responses[answer.status];
    if (!response.content) expect(answer.body).toBe('');
    else
      expect(
        wrongWith(
          answer.body,
          'paths',
          keyOf(path),
          method.toLowerCase(),
          'responses',
          `${answer.status}`,
          'content',
          'application/json',
          'schema',
        ),
      ).toEqual([]);
    const told = ['etag', 'location'].filter((header) => answer.headers.has(header));
    const named: readonly string[] = docs.headers ?? [];
    // Where there are several answers, a header may belong to one of them.
    const isOnly = Object.keys(docs.answers).length === 1;
    expect([told, told.filter((header) => !named.includes(header))]).toEqual([isOnly ? named : told, []]);
  }
});

const isProblem = (answer: { status: number; headers: Headers; body: unknown }, status: number) => {
  expect([answer.status, answer.body]).toEqual([status, expect.anything()]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(wrongWith(answer.body, 'components', 'schemas', 'Problem')).toEqual([]);
};

test.each(rows)(
  '$name: what is wrong is answered with the statuses that it names',
  async ({ name, method, path, docs }) => {
    const operation = operationOf(method, path);
    const statuses = Object.keys(operation.responses)
      .map(Number)
      .filter((status) => status >= 400);
    const [body] = Object.values(docs.body?.examples ?? {});
    const unnamed = await fetch(`${service.url}${filled(path, {})}`, { method });
    isProblem({ status: unnamed.status, headers: unnamed.headers, body: await unnamed.json() }, 401);
    if (docs.body) {
      isProblem(await send(method, filled(path, {}), '{', { 'content-type': 'application/json' }), 400);
      isProblem(await send(method, filled(path, {}), '[7]'), 400);
      isProblem(await send(method, filled(path, {}), 'x', { 'content-type': 'text/plain' }), 415);
    }
    if (docs.query?.limit) isProblem(await send('GET', `${filled(path, {})}?limit=0`, undefined), 400);
    expect(statuses.includes(404)).toBe(path.includes(':'));
    if (path.includes(':')) isProblem(await send(method, filled(path, {}), body), 404);
    if (docs.ifMatch) {
      const url = filled(path, await paramsFor(service, method, path));
      isProblem(await send(method, url, body, { 'if-match': '"99"' }), 409);
      isProblem(await send(method, url, body, { 'if-match': 'x' }), 400);
    }
    const isConflicting = docs.conflict !== undefined;
    expect([name, name in conflicts]).toEqual([name, isConflicting]);
    if (!isConflicting) return;
    const params = await paramsFor(service, method, path);
    await conflicts[name]?.(service, params);
    const taken = conflictingBodies[name] ?? body;
    isProblem(await send(method, filled(path, params), taken), 409);
  },
);

test('a body that is too large, an unknown path and a wrong method are problems, too', async () => {
  isProblem(await send('POST', '/integrations', `"${'x'.repeat(9 * 1024 * 1024)}"`), 413);
  isProblem(await send('GET', '/nothing-here', undefined), 404);
  isProblem(await send('DELETE', '/integrations', undefined), 405);
});

test.each(exportRoutes.map(({ path }) => path))('%s is a file in each of its formats', async (path) => {
  const operation = operationOf('GET', path);
  const format = operation.parameters.find((one: any) => one.name === 'format');
  const types = await Promise.all(
    format.schema.enum.map(async (name: string) => {
      const { status, headers } = await send('GET', `${path}?format=${name}`, undefined);
      expect(status).toBe(200);
      return headers.get('content-type')?.split(';')[0];
    }),
  );
  expect(types.toSorted()).toEqual(Object.keys(operation.responses[200].content).toSorted());
  isProblem(await send('GET', `${path}?format=pdf`, undefined), 400);
});

test.each([
  '/auth/config',
  '/healthz',
  '/readyz',
  '/.well-known/jwks.json',
  '/.well-known/ssf-configuration',
  '/openapi.json',
])('%s is open, and answers as its schema says', async (path) => {
  const answer = await fetch(`${service.url}${path}`);
  expect(answer.status).toBe(200);
  expect(operationOf('GET', path).security).toEqual([]);
  const place = ['paths', path, 'get', 'responses', '200', 'content', 'application/json', 'schema'];
  expect(wrongWith(await answer.json(), ...place)).toEqual([]);
});

test('each path names the scopes that it needs', () => {
  const scopes = (method: string, path: string) => operationOf(method, path).security[0].token;
  expect(scopes('GET', '/integrations')).toEqual(['read']);
  expect(scopes('POST', '/integrations')).toEqual(expect.arrayContaining(['admin']));
  expect(scopes('POST', '/events')).toEqual(['events:write']);
});

test('the document holds no token and nothing of what is stored', async () => {
  await service.integration({
    name: 'planted-name',
    triggers: ['user.created'],
    actions: [{ type: 'log', message: 'x' }],
  });
  const text = await (await fetch(`${service.url}/openapi.json`)).text();
  expect(text).not.toContain(adminToken);
  expect(text).not.toContain('planted-name');
});
