// Configuration as code at the service: all or nothing, and twice is once.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { hook, outcomes, sync, whole } from './make.ts';

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

test('a configuration is created as a whole, and applied again it changes nothing', async () => {
  const first = await apply(whole());
  expect(first).toMatchObject({ status: 200 });
  expect(outcomes(first)).toEqual([
    'scim_connection corp created',
    'source okta created',
    'task Sync created',
    'integration Hook created',
  ]);
  const [integration] = (await service.rest('GET', '/integrations')).body.items;
  expect(integration).toMatchObject({ name: 'Hook', managed_by: 'default', managed_key: 'Hook' });
  const [task] = (await service.rest('GET', '/tasks')).body.items;
  expect(task).toMatchObject({ name: 'Sync', managed_by: 'default' });
  expect(integration.actions[1]).toMatchObject({ type: 'trigger_task', task_id: task.id });

  const again = await apply(whole());
  expect(again.body.objects.map((one: any) => [one.outcome, one.differences])).toEqual(
    Array.from({ length: 4 }, () => ['unchanged', []]),
  );
  expect(await versions()).toEqual({ Hook: 1, Sync: 1, corp: 1, okta: 1 });
});

test('an answer never has a secret, and says of each whether it changes', async () => {
  const first = await apply(whole());
  const changed = whole();
  changed.integrations[0].actions[0].auth.token = 'another';
  changed.tasks[0].config[0].value = 'another';
  const second = await apply({ ...changed, dry_run: true });
  expect(second.body.objects.flatMap((one: any) => one.differences)).toEqual([
    { path: 'config.api_key', before: '********', after: '********', secret: true },
    { path: 'actions[0].auth.token', before: '********', after: '********', secret: true },
  ]);
  expect(JSON.stringify([first.body, second.body])).not.toMatch(/secret-|another/);
});

test('what one object has wrong keeps all others from being stored, and every bad field is named by its path', async () => {
  const bad = whole();
  bad.tasks.push(sync({ name: 'Bad', cron: 'never' }));
  bad.integrations.push(
    hook({
      name: 'Worse',
      triggers: ['user.made'],
      actions: [
        { type: 'http', url: 'ftp://x' },
        { type: 'http', url: 'https://x.example.com', headers: { 'X-One': 'a\nb' } },
        { type: 'trigger_task', task: 'Bad' },
        { type: 'trigger_task', task: 'Nobody' },
      ],
    }),
  );
  const refused = await apply(bad);
  expect(refused.status).toBe(400);
  expect(refused.body.errors.map((one: any) => one.path).sort()).toEqual([
    'integrations[1].actions[0].url',
    'integrations[1].actions[1].headers.X-One',
    'integrations[1].actions[3].task',
    'integrations[1].triggers[0]',
    'tasks[1].cron',
  ]);
  expect(await versions()).toEqual({});
  const wrongType = await apply({ integrations: [{ name: 'X', triggers: 'user.created', actions: [], colour: 1 }] });
  expect(wrongType.body.errors.map((one: any) => one.path).sort()).toEqual([
    'integrations[0].colour',
    'integrations[0].triggers',
  ]);
});

test('a dry run tells what an apply then does, and changes nothing', async () => {
  const dry = await apply({ ...whole(), dry_run: true });
  expect(dry.body).toMatchObject({ dry_run: true, objects: [{ id: null }, { id: null }, { id: null }, { id: null }] });
  expect(await versions()).toEqual({});
  const done = await apply({ ...whole(), plan_hash: dry.body.plan_hash });
  expect(done.body.plan_hash).toBe(dry.body.plan_hash);
  expect(outcomes(done)).toEqual(outcomes(dry));
});

test('a plan that is not the present one any more is refused', async () => {
  await apply(whole());
  const wanted = { ...whole(), integrations: [hook({ description: 'new' })] };
  const { plan_hash } = (await apply({ ...wanted, dry_run: true })).body;
  const [{ id }] = (await service.rest('GET', '/integrations')).body.items;
  await service.rest('PUT', `/integrations/${id}`, { enabled: false });
  expect(await apply({ ...wanted, plan_hash })).toMatchObject({ status: 409 });
  expect((await service.rest('GET', `/integrations/${id}`)).body).toMatchObject({ description: '', enabled: false });
  // A secret that differs is another plan too.
  const other = whole();
  const before = (await apply({ ...other, dry_run: true })).body.plan_hash;
  other.tasks[0].config[0].value = 'another';
  expect((await apply({ ...other, dry_run: true })).body.plan_hash).not.toBe(before);
});

test('a change moves the version of what it changes only, and keeps the ids of actions and the secrets left out', async () => {
  await apply(whole());
  const [before] = (await service.rest('GET', '/integrations')).body.items;
  const moved = hook({
    actions: [
      { type: 'log', message: 'first' },
      { type: 'trigger_task', task: 'Sync' },
      { type: 'http', url: 'https://hr.example.com/hook', timeout_secs: 20, auth: { type: 'bearer' } },
    ],
  });
  const changed = await apply({ ...whole(), integrations: [moved] });
  expect(outcomes(changed).at(-1)).toBe('integration Hook updated');
  expect(await versions()).toEqual({ Hook: 2, Sync: 1, corp: 1, okta: 1 });
  const [after] = (await service.rest('GET', '/integrations')).body.items;
  expect(after.actions.map((one: any) => one.id)).toEqual([
    expect.not.stringMatching(before.actions[0].id),
    before.actions[1].id,
    before.actions[0].id,
  ]);
  expect(after.actions[2]).toMatchObject({ timeout_secs: 20, auth: { token: '********' } });
  // The whole file again, with the secret: it is the stored one.
  const given = structuredClone(moved) as any;
  given.actions[2].auth.token = 'secret-one';
  expect(outcomes(await apply({ ...whole(), integrations: [given] })).at(-1)).toBe('integration Hook unchanged');
});

test('a signing key that is new is shown in the one answer to the apply that made it', async () => {
  const signed = {
    integrations: [hook({ actions: [{ type: 'http', url: 'https://hr.example.com', signing: true }] })],
  };
  expect((await apply({ ...signed, dry_run: true })).body.objects[0]).not.toHaveProperty('revealed');
  const done = await apply(signed);
  expect(done.body.objects[0].revealed).toEqual([
    { action_id: expect.any(String), secret: expect.stringMatching(/^whsec_/) },
  ]);
  const again = await apply(signed);
  expect(again.body.objects[0]).toMatchObject({ outcome: 'unchanged' });
  expect(again.body.objects[0]).not.toHaveProperty('revealed');
});

test('two applies at the same time take turns', async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => apply(whole())));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const created = answers.flatMap(outcomes).filter((text) => text.endsWith('created'));
  expect(created).toHaveLength(4);
  expect(await versions()).toEqual({ Hook: 1, Sync: 1, corp: 1, okta: 1 });
});

test('each change of an apply has an entry in the audit log, one that changes nothing has none', async () => {
  await service.database.query('DELETE FROM audit_entries');
  await apply({ ...whole(), dry_run: true });
  await apply(whole());
  await apply(whole());
  await apply({ ...whole(), integrations: [hook({ description: 'new' })] });
  const { items } = (await service.rest('GET', '/audit-log')).body;
  expect(items.map(({ action, object_name, actor_name }: any) => `${actor_name} ${action} ${object_name}`)).toEqual([
    'admin updateIntegration Hook',
    'admin createIntegration Hook',
    'admin createTask Sync',
    'admin createSource okta',
    'admin createScimConnection corp',
  ]);
});
