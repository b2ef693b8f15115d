import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkScript } from '../../src/tasks/sandbox/check-script.ts';
import { scriptApi } from '../../src/tasks/sandbox/script-api.ts';
import { scriptExamples } from '../../src/tasks/script-examples.ts';
import { repository } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { allEnded, createTask, hasEnded, type RunItem, runsOf } from './make.ts';
import { scimServer } from './scim/scim-server.ts';

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

/** A connection to a SCIM server of the test's own. */
async function connect(name: string) {
  const directory = await scimServer();
  const { data, errors } = await service.graphql(
    'mutation ($input: CreateScimConnectionInput!) { createScimConnection(input: $input) { name } }',
    { input: { name, baseUrl: directory.baseUrl, auth: { bearer: { token: 'good-token' } } } },
  );
  expect({ data, errors }).toMatchObject({ data: { createScimConnection: { name } } });
  return directory;
}

/** The example as people get it: its script, and its settings with some changed. */
async function fromExample(name: string, settings: Record<string, string> = {}) {
  const { data } = await service.graphql('{ scriptExamples { name title script config { key value secret } } }');
  const example = data.scriptExamples.find((one: { name: string }) => one.name === name);
  const config = example.config.map((entry: { key: string }) => ({
    ...entry,
    ...(entry.key in settings && { value: settings[entry.key] }),
  }));
  return createTask(service, { name: example.title, script: example.script, config });
}

async function onEvent(taskId: string, ...triggers: string[]) {
  await service.integration({ name: 'Handler', triggers, actions: [{ type: 'trigger_task', task_id: taskId }] });
}

const ended = (taskId: string, count: number) =>
  runsOf(service, taskId, (runs) => runs.length === count && runs.every(hasEnded));
const outputs = (runs: RunItem[]) => runs.map(({ status, output }) => [status, output]);

test('the specification’s scripts are offered, can be saved, and fit the published types', () => {
  const examples = scriptExamples();
  expect(examples.map(({ name }) => name)).toEqual([
    'access-request-logger',
    'proxy-session-ended',
    'user-directory-sync',
    'assign-groups-by-domain',
    'login-failed-slack',
  ]);
  for (const { name, script } of examples)
    expect({ name, problems: checkScript(script) }).toEqual({ name, problems: [] });
  const folder = mkdtempSync(path.join(tmpdir(), 'iam-examples-'));
  try {
    cpSync(path.join(repository, 'src/tasks/examples'), folder, { recursive: true });
    writeFileSync(path.join(folder, 'script-api.d.ts'), scriptApi);
    const compilerOptions = { strict: true, noEmit: true, noUncheckedIndexedAccess: true, lib: ['es2024'], types: [] };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const tsc = path.join(repository, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a contractor who signs out is deactivated in the directory, an employee is not', async () => {
  const directory = await connect('directory');
  const contractor = directory.user({ userName: 'cleo@contractor.example.com' });
  const employee = directory.user({ userName: 'emil@example.com' });
  const task = await fromExample('proxy-session-ended', {
    deactivate_on_session_end: 'true',
    allowed_email_domain: 'contractor.example.com',
  });
  await onEvent(task.id, 'proxy.session_ended');
  const signOut = (user_email: string) =>
    service.publish('proxy.session_ended', {
      hostname: 'app.example.com',
      provider_id: 'p1',
      user_email,
      user_sub: 's',
    });
  await signOut('emil@example.com');
  await ended(task.id, 1);
  await signOut('cleo@contractor.example.com');
  const runs = await ended(task.id, 2);
  expect(runs.map(({ status, triggered_by }) => [status, triggered_by])).toEqual(
    Array(2).fill(['success', 'integration:Handler']),
  );
  expect(directory.users.get(contractor.id)?.active).toBe(false);
  expect(directory.users.get(employee.id)?.active).toBe(true);
  expect(directory.writes()).toEqual([`PATCH /Users/${contractor.id}`]);
});

test('the session handler only logs unless its setting is exactly "true"', async () => {
  const directory = await connect('untouched');
  directory.user({ userName: 'cleo@contractor.example.com' });
  const task = await fromExample('proxy-session-ended', { connection: 'untouched', deactivate_on_session_end: 'yes' });
  await onEvent(task.id, 'proxy.session_ended');
  await service.publish('proxy.session_ended', { user_email: 'cleo@contractor.example.com', hostname: 'app' });
  expect((await ended(task.id, 1))[0]?.output).toMatch(/not true: nothing to do/);
  expect(directory.asked).toEqual([]);
});

test('a new user is created in the directory, and brought up to date when there already', async () => {
  const directory = await connect('second');
  const task = await fromExample('user-directory-sync', { connection: 'second' });
  await onEvent(task.id, 'user.created', 'user.updated');
  await service.publish('user.created', { user_id: 'u1', user_email: 'ann@example.com', user_name: 'ann' });
  await ended(task.id, 1);
  const [created] = directory.users.values();
  expect(created).toMatchObject({ userName: 'ann', externalId: 'u1', active: true });
  await service.publish('user.updated', { user_id: 'u2', user_email: 'ann@example.com', user_name: 'ann' });
  const runs = await ended(task.id, 2);
  expect(outputs(runs)[0]).toEqual(['success', expect.stringMatching(/^\[info\] updated ann: .*externalId/)]);
  expect(directory.users.get(created?.id ?? '')).toMatchObject({ externalId: 'u2' });
  expect(directory.users.size).toBe(1);
});

test('a new user is added to the groups of the email address’s domain', async () => {
  const directory = await connect('groups');
  const user = directory.user({ userName: 'ann@example.com' });
  const group = directory.group('Employees', []);
  const groups = 'example.com = Employees, Nowhere\nother.org = Others';
  const task = await fromExample('assign-groups-by-domain', { connection: 'groups', groups });
  await onEvent(task.id, 'user.created');
  await service.publish('user.created', { user_email: 'ann@example.com' });
  const [run] = await ended(task.id, 1);
  expect(outputs([run as RunItem])).toEqual([
    ['success', '[info] added ann@example.com to Employees\n[warn] there is no group Nowhere'],
  ]);
  expect(directory.groups.get(group.id)?.members).toMatchObject([{ value: user.id }]);
});

test('Slack is told once when logins of one account fail too often', async () => {
  const task = await fromExample('login-failed-slack', { webhook_url: `${receiver.url}/services/T0/B0/x` });
  await onEvent(task.id, 'login.failed');
  for (let count = 1; count <= 4; count += 1) {
    await service.publish('login.failed', { user_email: 'ann@example.com' }, { ip_address: '203.0.113.7' });
    await ended(task.id, count);
  }
  const told = receiver.to('/services/T0/B0/x').map(({ body }) => JSON.parse(body));
  expect(told).toEqual([{ text: '*3 failed logins* of ann@example.com, the last from 203.0.113.7' }]);
});

test('the same alert needs no script when every failure is to be told', async () => {
  await service.integration({
    name: 'Login failed to Slack',
    triggers: ['login.failed'],
    conditions: [{ field: 'user_email', operator: 'ends_with', value: '@plain.example.com' }],
    actions: [
      {
        type: 'slack',
        webhook_url: `${receiver.url}/plain`,
        message: 'Failed login of *{{.Data.user_email}}* from {{.IPAddress}}',
      },
    ],
  });
  await service.publish('login.failed', { user_email: 'bob@plain.example.com' }, { ip_address: '203.0.113.8' });
  const [told] = await receiver.awaits('/plain', 1);
  expect(told?.body).toContain('bob@plain.example.com');
});

test('every step of an access request is logged and counted', async () => {
  const task = await fromExample('access-request-logger');
  await onEvent(task.id, 'access_request.*');
  for (const step of ['submitted', 'approved']) {
    await service.publish(`access_request.${step}`, { request_id: 'r1', requester_email: 'ann@example.com' });
    await runsOf(service, task.id, allEnded);
  }
  const runs = await ended(task.id, 2);
  expect(runs[0]?.output).toMatch(/request r1 approved .*ann@example.com[\s\S]*approved so far: 1/);
});
