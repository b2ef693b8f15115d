// Which stored object is which of a configuration, and whose it is.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { hook, okta, outcomes, sync, whole } from './make.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ config: { role: 'api' } });
});
afterAll(() => service.stop());

beforeEach(async () => {
  for (const table of ['integrations', 'tasks', 'scim_connections', 'event_sources'])
    await service.database.query(`DELETE FROM ${table}`);
});

const apply = (body: Record<string, unknown>) => service.rest('POST', '/configuration/apply', body);

const versions = async () => {
  const rows = await service.database.query<{ name: string; version: number }>(
    `SELECT name, version FROM integrations WHERE deleted_at IS NULL UNION ALL
     SELECT name, version FROM tasks WHERE deleted_at IS NULL UNION ALL
     SELECT name, version FROM scim_connections UNION ALL SELECT name, version FROM event_sources ORDER BY name`,
  );
  return Object.fromEntries(rows.map(({ name, version }) => [name, version]));
};

test('prune deletes what the configuration created and nothing else', async () => {
  const byHand = await service.integration(hook({ name: 'By hand', actions: [{ type: 'log', message: 'x' }] }));
  await apply({
    configuration: 'other',
    integrations: [hook({ name: 'Other', actions: [{ type: 'log', message: 'x' }] })],
  });
  await apply(whole());
  expect(outcomes(await apply({ tasks: [sync()] }))).toEqual(['task Sync unchanged']);
  const pruned = await apply({ tasks: [sync()], prune: true });
  expect(outcomes(pruned)).toEqual([
    'integration Hook deleted',
    'source okta deleted',
    'scim_connection corp deleted',
    'task Sync unchanged',
  ]);
  expect(await versions()).toEqual({ 'By hand': 1, Other: 1, Sync: 1 });
  expect((await service.rest('GET', `/integrations/${byHand}`)).body).not.toHaveProperty('managed_by');
});

test('what was made by hand is found by its name, and becomes the configuration’s own only when it says so', async () => {
  const id = await service.integration(hook({ actions: [{ type: 'log', message: 'x' }] }));
  const wanted = { integrations: [hook({ description: 'in a file', actions: [{ type: 'log', message: 'x' }] })] };
  expect(outcomes(await apply(wanted))).toEqual(['integration Hook updated']);
  expect(outcomes(await apply({ prune: true }))).toEqual([]);
  const adopted = await apply({ ...wanted, adopt: true });
  expect(adopted.body.objects[0]).toMatchObject({
    id,
    outcome: 'updated',
    differences: [{ path: 'managed_by', before: null, after: 'default', secret: false }],
  });
  expect(outcomes(await apply({ ...wanted, adopt: true }))).toEqual(['integration Hook unchanged']);
  expect(await apply({ ...wanted, configuration: 'other' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'integrations[0].name', message: 'belongs to the configuration default' }] },
  });
  expect(outcomes(await apply({ prune: true }))).toEqual(['integration Hook deleted']);
});

test('with a key a name can change; without one, another name is another object', async () => {
  const log = { actions: [{ type: 'log', message: 'x' }] };
  const first = await apply({ integrations: [hook({ key: 'hr', ...log }), hook({ name: 'Plain', ...log })] });
  const renamed = { integrations: [hook({ key: 'hr', name: 'HR', ...log }), hook({ name: 'Plainer', ...log })] };
  const second = await apply({ ...renamed, prune: true });
  expect(outcomes(second)).toEqual([
    'integration Plain deleted',
    'integration hr updated',
    'integration Plainer created',
  ]);
  expect(second.body.objects[1]).toMatchObject({ id: first.body.objects[0].id, name: 'HR' });
  expect(await apply({ tasks: [sync(), sync()] })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'tasks[1].name', message: 'is given twice: give one of them a key of its own' }] },
  });
});

test('what cannot change is refused: the kind of a source', async () => {
  await apply({ sources: [okta] });
  const other = { name: 'okta', kind: 'keycloak', settings: {} };
  expect(await apply({ sources: [other] })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'sources[0].kind' }] },
  });
});
