// Who changed what: no change without its entry, no entry without its change, and no secret in any of them.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { unrecordedMutations } from '../../src/graphql/recorded-mutations.ts';
import { schema } from '../../src/graphql/schema.ts';
import { withinMutation } from '../../src/infra/audit.ts';
import { openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { calls, compositeMutations } from './audited-mutations.ts';

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

async function ask(document: string, variables: Record<string, unknown> = {}): Promise<any> {
  const { data, errors } = await service.graphql(document, variables);
  expect(errors).toBeUndefined();
  return Object.values(data)[0];
}

const fields = `id at actorKind actorId actorName action objectType objectId objectName
  changes { path before after secret } address door requestId`;

async function entries(filter: object = {}): Promise<any[]> {
  const document = `query ($filter: AuditFilter) { auditLog(first: 250, filter: $filter) { edges { node { ${fields} } } } }`;
  return (await ask(document, { filter })).edges.map(({ node }: any) => node);
}

const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});

test('each mutation is recorded, or is listed with the reason why not', () => {
  const told = [...Object.keys({ ...calls, ...unrecordedMutations }), ...compositeMutations];
  expect(mutations.filter((name) => !told.includes(name))).toEqual([]);
  expect(told.filter((name) => !mutations.includes(name))).toEqual([]);
});

test.each(Object.entries(calls))('%s has an entry that says who, what and from where', async (action, call) => {
  const { objectType, objectId } = await call({ service, ask });
  const [entry, ...more] = await entries({ action: [action], objectId });
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ actorKind: 'token', actorName: 'admin', action, objectType, objectId });
  expect(entry).toMatchObject({
    address: '127.0.0.1',
    door: 'graphql',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(entry.changes.length).toBeGreaterThan(0);
});

test('what a configuration creates and changes is told object by object', async () => {
  const apply = (name: string) =>
    ask('mutation ($input: ApplyConfigurationInput!) { applyConfiguration(input: $input) { objects { name } } }', {
      input: {
        integrations: [{ key: 'told', name, triggers: ['user.created'], actions: [{ log: { message: 'x' } }] }],
        tasks: [{ key: 'told', name: 'Told', script: 'return 1' }],
      },
    });
  await apply('Before');
  await apply('After');
  const since = await entries();
  expect(since.slice(0, 3).map(({ action, objectName }) => [action, objectName])).toEqual([
    ['updateIntegration', 'After'],
    ['createIntegration', 'Before'],
    ['createTask', 'Told'],
  ]);
});

test('publishing, looking and counting leave no entry', async () => {
  const [newest] = await entries();
  await service.publish('user.created', { user_id: '5' });
  await ask('mutation { dryRunScript(source: "return 1") { result } }');
  await ask('mutation { bulkRetry(filter: {}, dryRun: true) { total } }');
  const id = await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
  await ask('mutation ($id: ID!) { testIntegration(id: $id) { attempts { id } } }', { id });
  await ask('mutation ($id: ID!) { backfill(integrationId: $id, filter: {}) { deliveries } }', { id });
  await ask('{ integrations { totalCount } }');
  const since = (await entries()).filter((entry) => entry.id > newest.id);
  expect(since.map(({ action, door }) => [action, door])).toEqual([['createIntegration', 'rest']]);
});

test('a change is told field by field, before and after, also through REST', async () => {
  const headers = { 'x-request-id': 'change-7' };
  const body = { name: 'Old', triggers: ['user.created'], actions: [{ type: 'log', message: 'one', level: 'info' }] };
  const id = await service.integration(body);
  const { actions } = (await service.rest('GET', `/integrations/${id}`)).body;
  const change = {
    name: 'New',
    triggers: ['user.created', 'user.deleted'],
    actions: [{ ...actions[0], message: 'two' }],
  };
  expect((await service.rest('PUT', `/integrations/${id}`, change, headers)).status).toBe(200);
  const [entry] = await entries({ objectId: id, action: ['updateIntegration'] });
  expect(entry).toMatchObject({ objectName: 'New', door: 'rest', requestId: 'change-7' });
  expect(entry.changes).toEqual([
    { path: 'name', before: 'Old', after: 'New', secret: false },
    { path: 'triggers', before: ['user.created'], after: ['user.created', 'user.deleted'], secret: false },
    { path: `actions[${actions[0].id}].message`, before: 'one', after: 'two', secret: false },
  ]);
  const { body: list } = await service.rest('GET', `/audit-log?object_id=${id}&limit=1`);
  expect(list.items[0]).toMatchObject({ actor_name: 'admin', object_name: 'New', request_id: 'change-7' });
  expect(list.next_cursor).not.toBeNull();
  const { body: older } = await service.rest('GET', `/audit-log?object_id=${id}&limit=1&cursor=${list.next_cursor}`);
  expect(older).toMatchObject({ items: [{ action: 'createIntegration' }], next_cursor: null });
});

test('a secret that changes is shown as changed, and neither it nor its length is kept', async () => {
  const old = 'planted-old-secret-123';
  const fresh = 'planted-new-secret-4567890';
  const hook = (token: string) => ({ type: 'http', url: 'https://example.com', auth: { type: 'bearer', token } });
  const slack = { type: 'slack', webhook_url: `https://hooks.slack.com/services/${old}`, message: 'x' };
  const id = await service.integration({ triggers: ['user.created'], actions: [hook(old), slack] });
  const { actions } = (await service.rest('GET', `/integrations/${id}`)).body;
  const kept = await service.rest('PUT', `/integrations/${id}`, { actions, description: 'same secrets' });
  expect(kept.status).toBe(200);
  const [same] = await entries({ objectId: id });
  expect(same.changes.map((change: any) => change.path)).toEqual(['description']);
  const next = [{ ...actions[0], ...hook(fresh) }, actions[1]];
  expect((await service.rest('PUT', `/integrations/${id}`, { actions: next })).status).toBe(200);
  const [changed] = await entries({ objectId: id });
  expect(changed.changes).toEqual([
    { path: `actions[${actions[0].id}].auth.token`, before: '********', after: '********', secret: true },
  ]);
  const task = (value: string) => ({ name: 'T', script: 'return 1', config: [{ key: 'k', value, secret: true }] });
  const { body: made } = await service.rest('POST', '/tasks', task(old));
  await service.rest('PUT', `/tasks/${made.id}`, task(fresh));
  expect((await entries({ objectId: made.id }))[0].changes).toEqual([
    { path: 'config[k].value', before: '********', after: '********', secret: true },
  ]);
  const source = { name: 'secretive', kind: 'custom', settings: { value: old } };
  const { body: from } = await service.rest('POST', '/sources', source);
  await service.rest('PUT', `/sources/${from.id}`, { settings: { value: fresh } });
  expect((await entries({ objectId: from.id }))[0].changes).toEqual([
    { path: 'settings.value', before: '********', after: '********', secret: true },
  ]);
  const connection = await ask(
    `mutation { createScimConnection(input: { name: "secretive", baseUrl: "https://d.example.com", auth: { bearer: { token: "${old}" } } }) { id } }`,
  );
  await ask(
    `mutation ($id: ID!) { updateScimConnection(id: $id, input: { auth: { bearer: { token: "${fresh}" } } }) { id } }`,
    connection,
  );
  expect((await entries({ objectId: connection.id }))[0].changes).toEqual([
    { path: 'auth.token', before: '********', after: '********', secret: true },
  ]);
  const rows = await service.database.query('SELECT * FROM audit_entries');
  expect(JSON.stringify(rows)).not.toContain('planted');
});

test('what the service changes by itself is the system’s', async () => {
  receiver.answer('/gone', 410);
  const actions = [{ type: 'http', url: `${receiver.url}/gone` }];
  const id = await service.integration({ triggers: ['group.created'], actions });
  await service.publish('group.created');
  const [entry] = await until('the pause', async () => {
    const found = await entries({ objectId: id, action: ['pauseIntegration'] });
    return found.length > 0 && found;
  });
  expect(entry).toMatchObject({ actorKind: 'system', actorName: 'system', address: null, door: null, requestId: null });
  expect(entry.changes).toContainEqual({
    path: 'pausedReason',
    before: null,
    after: '127.0.0.1 answered 410: gone for good',
    secret: false,
  });
});

test('no change without its entry, and no entry without its change', async () => {
  const id = await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
  const rename = (name: string) => service.rest('PUT', `/integrations/${id}`, { name });
  const { database } = service;
  await database.query("ALTER TABLE audit_entries ADD CONSTRAINT broken CHECK (object_name <> 'Unrecorded') NOT VALID");
  onTestFinished(() => database.query('ALTER TABLE audit_entries DROP CONSTRAINT broken').then(() => {}));
  expect((await rename('Unrecorded')).status).toBe(500);
  expect((await service.rest('GET', `/integrations/${id}`)).body.name).toBe('test');

  // A change that fails at its commit, long after its entry was written.
  await database.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`);
  await database.query(`CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON integrations DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.name = 'Unchanged') EXECUTE FUNCTION refuse()`);
  expect((await rename('Unchanged')).status).toBe(500);
  expect(await entries({ text: 'Unchanged' })).toEqual([]);
  expect((await service.rest('GET', `/integrations/${id}`)).body.name).toBe('test');
  await database.query('DROP TRIGGER refuse ON integrations');
  expect((await rename('Changed')).status).toBe(200);
  expect(await entries({ text: 'changed', objectId: id })).toHaveLength(1);
});

test('a mutation that forgets its entry changes nothing, inside a transaction or without', async () => {
  const own = openDatabase({ url: service.database.url, log: createLog('silent'), applicationName: 'test' });
  onTestFinished(() => own.close());
  const actor = { kind: 'token', name: 'admin' };
  const write = "INSERT INTO settings (key, value) VALUES ('forgotten', 'x')";
  const inside = withinMutation('forgetful', actor, () => own.transaction((tx) => tx.query(write)));
  await expect(inside).rejects.toThrow('forgetful changes something that is not in the audit log');
  await expect(withinMutation('loose', actor, () => own.query(write))).rejects.toThrow('outside of a transaction');
  expect(await own.query("SELECT FROM settings WHERE key = 'forgotten'")).toEqual([]);
  // Reading needs none.
  expect(await withinMutation('reader', actor, () => own.transaction((tx) => tx.query('SELECT 1 AS one')))).toEqual([
    { one: 1 },
  ]);
  const root = path.resolve(import.meta.dirname, '../../src');
  const writers = globSync('**/*.ts', { cwd: root }).filter(
    (file) =>
      !file.includes('generated') &&
      /\bprisma\s*\.\w+\s*\.(create|update|upsert|delete)/.test(readFileSync(path.join(root, file), 'utf8')),
  );
  expect(writers).toEqual([]);
});
