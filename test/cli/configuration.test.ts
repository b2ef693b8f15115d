// `integrations export`, `diff` and `apply` against real services: one to export from, and an empty one.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { fillService, secrets } from './fill-service.ts';
import { type CliOptions, runCli } from './run-cli.ts';

let full: TestService;
let empty: TestService;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'iam-cli-'));
  [full, empty] = await Promise.all([
    startTestService({ config: { role: 'api' } }),
    startTestService({ config: { role: 'api' } }),
  ]);
});
afterAll(async () => {
  await Promise.all([full.stop(), empty.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const on = (service: TestService, args: readonly string[], options: CliOptions = {}) =>
  runCli(['integrations', ...args], { url: service.url, cwd: folder, ...options });
const file = async (name: string, text: string) => {
  await writeFile(path.join(folder, name), text);
  return name;
};

test('what is exported and applied to an empty service is exported there as the same file', async () => {
  await fillService(full);
  const exported = await on(full, ['export', '-o', 'whole.yaml']);
  expect(exported).toMatchObject({ code: 0, stderr: 'wrote whole.yaml\n' });
  const first = (await on(full, ['export'])).stdout;
  expect(first).not.toMatch(/secret-|\*{8}/);
  for (const name of Object.keys(secrets)) expect(first).toContain(`\${${name}}`);
  expect(first).toContain('task: Directory sync\n');
  expect(first).toContain('value: plain $$' + '{NOT_A_REFERENCE} text\n');

  const diff = await on(empty, ['diff', '-f', 'whole.yaml'], { env: secrets });
  expect(diff).toMatchObject({ code: 7, stderr: '' });
  expect(diff.stdout).toContain('+ integration New staff\n');
  expect(diff.stdout).toMatch(/\n7 to create, 0 to update, 0 to delete, 0 unchanged\nplan \S{22}\n$/);
  const applied = await on(empty, ['apply', '-f', 'whole.yaml'], { env: secrets });
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(applied.stdout).toMatch(/signing secret of action [0-9a-f-]{36}, shown only now: whsec_/);

  expect((await on(empty, ['export'])).stdout).toBe(first);
  const again = await on(empty, ['apply', '-f', 'whole.yaml'], { env: secrets });
  expect(again.stdout).toBe('0 created, 0 updated, 0 deleted, 7 unchanged\n');
  expect(await on(empty, ['diff', '-f', 'whole.yaml'], { env: secrets })).toMatchObject({
    code: 0,
    stdout: '0 to create, 0 to update, 0 to delete, 7 unchanged\n',
  });
});

test('the secrets that are brought in are those of the environment', async () => {
  const rows = await empty.database.query<{ actions: any[] }>(
    "SELECT actions FROM integrations WHERE name = 'New staff'",
  );
  expect(JSON.stringify(rows)).not.toContain('secret-');
  const env = { ...secrets, NEW_STAFF_PASSWORD: 'another', DIRECTORY_SYNC_TOKEN: 'another' };
  const diff = await on(empty, ['diff', '-f', 'whole.yaml'], { env });
  expect(diff.code).toBe(7);
  expect(diff.stdout.split('\n').slice(0, 4)).toEqual([
    '~ task Directory sync',
    '    config.token: secret changes',
    '~ integration New staff',
    '    actions[0].auth.password: secret changes',
  ]);
  expect(diff.stdout).not.toContain('another');
});

test('a variable that is not set is named with its place; --keep-secrets leaves what is stored', async () => {
  const { NEW_STAFF_PASSWORD: _unset, ...env } = secrets;
  const refused = await on(empty, ['apply', '-f', 'whole.yaml'], { env });
  expect(refused).toMatchObject({ code: 4, stdout: '' });
  expect(refused.stderr).toMatch(/^error: whole\.yaml:\d+:\d+: the environment has no NEW_STAFF_PASSWORD\n$/);
  const kept = await on(empty, ['diff', '-f', 'whole.yaml', '--keep-secrets'], { env: {} });
  expect(kept).toMatchObject({ code: 0 });
});

test('each problem of each file has file, line and column, and nothing of any file is stored', async () => {
  await mkdir(path.join(folder, 'some'));
  await file('some/a.yaml', 'tasks:\n  - name: Fine\n    script: export default async function () {}\n');
  await file(
    'some/b.yml',
    `integrations:
  - name: Broken
    triggers: [user.created, user.made]
    actions:
      - type: http
        url: ftp://example.com
      - type: http
        url: https://example.com
        headers:
          X-One: 1
          X-Two: "a\\nb"
        colour: red
      - type: log
`,
  );
  const refused = await on(empty, ['apply', '-f', 'some']);
  expect(refused).toMatchObject({ code: 4, stdout: '' });
  const places = refused.stderr
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim().split(': ').slice(0, 2).join(' '));
  expect(places).toEqual([
    'some/b.yml:12:9 integrations[0].actions[1].colour',
    'some/b.yml:10:11 integrations[0].actions[1].headers.X-One',
    'some/b.yml:13:9 integrations[0].actions[2].message',
  ]);
  await file(
    'some/b.yml',
    'integrations:\n  - name: Broken\n    triggers: [user.created,\n      user.made]\n    actions: [{ type: log, message: x }]\n',
  );
  const second = await on(empty, ['apply', '-f', 'some']);
  expect(second.stderr).toMatch(/^error: some\/b\.yml:4:7: integrations\[0\]\.triggers\[1\]: is not an event type/);
  expect((await empty.rest('GET', '/tasks?name=Fine')).body.items).toEqual([]);

  await file('some/b.yml', 'integrations:\n  - name: [\n');
  expect((await on(empty, ['apply', '-f', 'some'])).stderr).toMatch(/^error: some\/b\.yml:3:1: /);
  await file('some/b.yml', 'things: []\n');
  expect((await on(empty, ['apply', '-f', 'some'])).stderr).toBe('error: some/b.yml:1:1: is not a known field\n');
});

test('prune asks before it deletes, and deletes what the files do not have any more', async () => {
  await file(
    'two.yaml',
    'configuration: team\nintegrations:\n  - &one { name: One, triggers: [login.failed], actions: [{ type: log, message: x }] }\n  - { <<: *one, name: Two }\n',
  );
  await file(
    'one.yaml',
    'configuration: team\nintegrations:\n  - name: One\n    triggers: [login.failed]\n    actions:\n      - { type: log, message: "x" }\n',
  );
  await file(
    'merged.yaml',
    '%YAML 1.1\n---\nconfiguration: team\nintegrations:\n  - &one { name: One, triggers: [login.failed], actions: [{ type: log, message: x }] }\n  - { <<: *one, name: Two }\n',
  );
  expect((await on(empty, ['apply', '-f', 'merged.yaml'])).stdout).toContain('2 created');
  const left = await on(empty, ['apply', '-f', 'one.yaml', '--json']);
  expect(left.lines[0].objects.map((one: any) => one.outcome)).toEqual(['unchanged']);
  const asked = await on(empty, ['apply', '-f', 'one.yaml', '--prune']);
  expect(asked).toMatchObject({ code: 2, stdout: '' });
  expect(asked.stderr).toContain('- integration Two\n');
  expect(asked.stderr).toContain('say --yes');
  const plan = await on(empty, ['diff', '-f', 'one.yaml', '--prune', '--json']);
  expect(plan).toMatchObject({ code: 7 });
  expect((await on(empty, ['apply', '-f', 'one.yaml', '--prune', '--yes', '--plan', 'x'.repeat(22)])).code).toBe(4);
  const hash = plan.lines[0].plan_hash;
  const done = await on(empty, ['apply', '-f', 'one.yaml', '--prune', '--yes', '--plan', hash]);
  expect(done.stdout).toBe('- integration Two\n0 created, 0 updated, 1 deleted, 1 unchanged\n');
  const exported = await on(empty, ['export', '--configuration', 'team']);
  expect(exported.stdout).toContain('configuration: team\n');
  expect(exported.stdout.match(/- name: /g)).toHaveLength(1);
  expect((await on(empty, ['export'])).stderr).toContain('choose one of');
});

test('a diff shows fields before and after, and of a script the lines that change', async () => {
  await file(
    'task.yaml',
    'configuration: diff\ntasks:\n  - name: Lines\n    cron: "0 8 * * *"\n    script: |\n      export default async function () {\n        return 1;\n      }\n',
  );
  await on(empty, ['apply', '-f', 'task.yaml']);
  await file(
    'task.yaml',
    'configuration: diff\ntasks:\n  - name: Lines\n    cron: "0 9 * * *"\n    script: |\n      export default async function () {\n        return 2;\n      }\n',
  );
  const diff = await on(empty, ['diff', '-f', '-'], {
    input: await readFile(path.join(folder, 'task.yaml'), 'utf8'),
  });
  expect(diff.stdout.split('\n').slice(0, -3)).toEqual([
    '~ task Lines',
    '    script:',
    '      -   return 1;',
    '      +   return 2;',
    '    cron: "0 8 * * *" -> "0 9 * * *"',
  ]);
});

test('chosen integrations are exported with the tasks that they run', async () => {
  const { stdout } = await on(full, ['export', 'New staff']);
  expect(stdout).toContain('name: Directory sync');
  expect(stdout).not.toMatch(/Cleaning|Twice|okta/);
  expect((await on(full, ['export', 'Nobody'])).code).toBe(3);
});
