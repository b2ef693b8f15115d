import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { allEnded, createTask, runsOf } from './make.ts';
import { scimServer } from './scim/scim-server.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const shown = 'id name baseUrl version auth { type token tokenUrl clientId clientSecret secretIn }';
const create = async (input: unknown) =>
  service.graphql(
    `mutation ($input: CreateScimConnectionInput!) { createScimConnection(input: $input) { ${shown} } }`,
    { input },
  );
const update = async (id: string, input: unknown) =>
  service.graphql(
    `mutation ($id: ID!, $input: UpdateScimConnectionInput!) { updateScimConnection(id: $id, input: $input) { ${shown} } }`,
    { id, input },
  );

test('a connection’s secret is sealed at rest and masked in every answer', async () => {
  const { data } = await create({
    name: 'sealed',
    baseUrl: 'https://id.example.com/scim/v2',
    auth: {
      clientCredentials: { tokenUrl: 'https://id.example.com/token', clientId: 'me', clientSecret: 's3cr3t-client' },
    },
  });
  expect(data.createScimConnection).toMatchObject({
    name: 'sealed',
    version: 1,
    auth: { type: 'CLIENT_CREDENTIALS', token: null, clientId: 'me', clientSecret: '********', secretIn: 'HEADER' },
  });
  const rows = await service.database.query('SELECT auth::text FROM scim_connections');
  expect(JSON.stringify(rows)).not.toContain('s3cr3t-client');
  const listed = await service.graphql(`{ scimConnections { ${shown} } }`);
  expect(listed.data.scimConnections).toEqual([data.createScimConnection]);
});

test('a secret that is sent back as its mask stays, but does not follow the address to another host', async () => {
  const directory = await scimServer();
  directory.user({ userName: 'ann' });
  const made = await create({ name: 'kept', baseUrl: directory.baseUrl, auth: { bearer: { token: 'good-token' } } });
  const { id } = made.data.createScimConnection;
  const renamed = await update(id, { name: 'renamed', auth: { bearer: { token: '********' } }, version: 1 });
  expect(renamed.data.updateScimConnection).toMatchObject({ name: 'renamed', version: 2 });
  const task = await createTask(service, {
    script: 'return log.info((await scim("renamed").users.find({ userName: "ann" })).length)',
  });
  await service.rest('POST', `/tasks/${task.id}/run`);
  expect((await runsOf(service, task.id, allEnded))[0]).toMatchObject({ status: 'success', output: '[info] 1' });
  for (const auth of [undefined, { bearer: {} }, { bearer: { token: '********' } }]) {
    const moved = await update(id, { baseUrl: 'https://elsewhere.example.com/scim', ...(auth && { auth }) });
    expect(moved.errors?.[0].extensions.problems).toMatchObject([{ path: 'auth.token' }]);
  }
  expect((await update(id, { name: 'x', version: 1 })).errors?.[0].extensions.code).toBe('CONFLICT');
});

test('names are unique, and what cannot be used is refused by path', async () => {
  const good = { name: 'one', baseUrl: 'https://id.example.com', auth: { bearer: { token: 't' } } };
  expect((await create(good)).errors).toBeUndefined();
  expect((await create(good)).errors?.[0].extensions.code).toBe('CONFLICT');
  const bad = await create({ name: 'no spaces', baseUrl: 'ftp://x', auth: { bearer: { token: '' } } });
  expect(bad.errors?.[0].extensions.problems.map(({ path }: { path: string }) => path)).toEqual([
    'name',
    'baseUrl',
    'auth.token',
  ]);
});

test('a script that names no connection fails and says so', async () => {
  const task = await createTask(service, { script: 'await scim("nowhere").users.get("1")' });
  await service.rest('POST', `/tasks/${task.id}/run`);
  const [run] = await runsOf(service, task.id, allEnded);
  expect(run?.error).toMatch(/there is no SCIM connection named nowhere/);
});
