// The command line against a real service: events, deliveries, integrations, tasks.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { adminToken, startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { type CliOptions, launcher, runCli, startCli } from './run-cli.ts';

let service: TestService;
let receiver: Receiver;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'iam-cli-'));
  receiver = await startReceiver();
  service = await startTestService();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

const cli = (args: readonly string[], options: CliOptions = {}) => runCli(args, { url: service.url, ...options });
const hook = (to: string, more: Record<string, unknown> = {}) => ({
  ...{ triggers: ['group.created'], actions: [{ type: 'http', url: `${receiver.url}${to}`, body: '{}' }] },
  ...more,
});

test('an event is sent by its type and data, and its delivery is listed and shown in words and in JSON', async () => {
  const id = await service.integration(hook('/one', { name: 'CLI one', triggers: ['user.created'] }));
  const sent = await cli([
    'events',
    'send',
    '--type',
    'user.created',
    '--data',
    '{"user_email":"ann@example.com"}',
    '--json',
  ]);
  expect(sent).toMatchObject({ code: 0, stderr: '' });
  expect(sent.lines).toEqual([{ id: expect.any(String), duplicate: false, deliveries: 1 }]);
  await service.deliveries(id, ([one]) => one?.status === 'success');

  const list = await cli(['deliveries', 'list', '--integration', 'CLI one', '--json']);
  const rest = await service.rest('GET', `/integrations/${id}/deliveries`);
  expect(list.lines).toEqual(rest.body.items);
  const table = await cli(['deliveries', 'list', '--integration', id]);
  expect(table.stdout.split('\n')[0]).toMatch(/^ID +CREATED +STATUS +TRIES +EVENT +INTEGRATION +ACTION +ERROR$/);
  expect(table.stdout).toMatch(/success +1\/1 +user\.created +CLI one +http/);
  expect(table.stdout).not.toContain('\u001b');

  const [{ id: deliveryId }] = list.lines;
  const one = await cli(['deliveries', 'get', deliveryId, '--json']);
  expect(one.lines).toEqual([(await service.rest('GET', `/integrations/${id}/deliveries/${deliveryId}`)).body]);
  expect((await cli(['deliveries', 'get', deliveryId])).stdout).toContain(`POST ${receiver.url}/one`);
});

test('events go by the thousand from JSON Lines, each once, also when the file is sent again', async () => {
  const file = path.join(folder, 'many.jsonl');
  const lines = Array.from({ length: 1_200 }, (_, index) =>
    JSON.stringify({ id: `many-${index}`, type: 'mfa.enrolled', data: { index } }),
  );
  await writeFile(file, lines.join('\n'));
  const first = await cli(['events', 'send', file]);
  expect(first).toMatchObject({ code: 0, stdout: '1200 events, 0 deliveries\n', stderr: '' });
  const again = await cli(['events', 'send', '-'], { input: lines.slice(0, 3).join('\r\n') });
  expect(again.stdout).toBe('3 events, 3 of them came before, 0 deliveries\n');
  const listed = await cli(['events', 'list', '--type', 'mfa.enrolled', '--limit', 'all', '--json']);
  expect(listed.lines).toHaveLength(1_200);
  expect(listed.lines[0]).toMatchObject({ id: 'many-1199', received_at: expect.any(String), data: { index: 1_199 } });
  expect((await cli(['events', 'list', '--type', 'mfa.enrolled', '--limit', '2'])).stdout.split('\n')).toHaveLength(4);
});

test('events come from a pipe that stays open as soon as they are written', async () => {
  const child = spawn(process.execPath, [launcher, 'events', 'send', '-', '--json'], {
    env: { ...process.env, IAM_INTEGRATIONS_URL: service.url, IAM_INTEGRATIONS_TOKEN: adminToken },
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.write('{"type":"mfa.unenrolled","id":"slow-1"}\n');
  await until('the first answer', () => stdout.includes('slow-1'));
  child.stdin.end('{"type":"mfa.unenrolled","id":"slow-2"}\n');
  expect(await ended).toBe(0);
  expect(stdout).toContain('slow-2');
});

test('a list, a batch and one event over several lines are events too', async () => {
  const event = { type: 'app_mapping.created', data: {} };
  for (const [text, count] of [
    [JSON.stringify([event, event], null, 2), 2],
    [JSON.stringify({ events: [event] }), 1],
    [JSON.stringify(event, null, 2), 1],
  ] as const)
    expect((await cli(['events', 'send', '-'], { input: text })).stdout).toBe(`${count} events, 0 deliveries\n`);
});

test('a bad event ends with 4 and names file, line and field; what came before is said', async () => {
  const file = path.join(folder, 'bad.jsonl');
  await writeFile(file, '{"type":"user.created"}\n{"type":"user.created","fired_at":"yesterday"}\n');
  const field = await cli(['events', 'send', file]);
  expect(field).toMatchObject({ code: 4, stdout: '' });
  expect(field.stderr).toMatch(/^error: .*bad\.jsonl:2: fired_at: must be a time as in RFC 3339.*\n$/);
  await writeFile(file, '{"type":"user.created"}\nno json\n');
  expect((await cli(['events', 'send', file])).stderr).toContain('bad.jsonl:2: is not JSON');
  const unknown = await cli(['events', 'send', '--type', 'user.made']);
  expect(unknown).toMatchObject({ code: 4 });
  expect(unknown.stderr).toMatch(/^error: the event: type: unknown event type "user.made".*\n$/);
  expect((await cli(['events', 'send', '/no/such/file'])).code).toBe(2);
});

test('a wrong token ends with 5, also for streams; a token comes from a file and from standard input', async () => {
  const env = { IAM_INTEGRATIONS_TOKEN: 'wrong-wrong-wrong-wrong' };
  expect(await cli(['deliveries', 'list'], { env })).toMatchObject({ code: 5, stdout: '' });
  expect(await cli(['deliveries', 'tail'], { env })).toMatchObject({ code: 5, stdout: '' });
  const file = path.join(folder, 'token');
  await writeFile(file, `${adminToken}\n`);
  expect((await cli(['tasks', 'list', '--token-file', file], { env })).code).toBe(0);
  expect((await cli(['tasks', 'list', '--token-file', '-'], { env, input: adminToken })).code).toBe(0);
});

test('what is not there ends with 3, what is refused with 4', async () => {
  const nothing = '0197f0c2-6d4e-7c3a-9d0e-5a4b3c2d1e0f';
  expect(await cli(['deliveries', 'get', nothing])).toMatchObject({ code: 3, stderr: 'error: no such delivery\n' });
  expect((await cli(['deliveries', 'retry', nothing])).code).toBe(3);
  expect((await cli(['integrations', 'get', 'nobody'])).stderr).toBe('error: no such integration: nobody\n');
  expect((await cli(['tasks', 'run', 'nobody'])).code).toBe(3);
  const id = await service.integration(hook('/fine', { name: 'Fine' }));
  expect(await cli(['integrations', 'resume', id])).toMatchObject({ code: 4 });
  await service.integration(hook('/fine', { name: 'Twice' }));
  await service.integration(hook('/fine', { name: 'Twice' }));
  expect((await cli(['integrations', 'get', 'Twice'])).stderr).toContain('2 integrations have this name');
});

test('failed deliveries are tried again one by one and all at once', async () => {
  receiver.answer('/down', 500);
  const id = await service.integration(hook('/down', { name: 'Down', triggers: ['group.deleted'] }));
  for (let count = 0; count < 3; count++) await service.publish('group.deleted');
  const failed = await service.deliveries(
    id,
    (all) => all.length === 3 && all.every(({ status }) => status === 'failed'),
  );
  receiver.answer('/down', 200);
  const body = { actions: [{ id: failed[1]?.action_id, type: 'http', url: `${receiver.url}/moved` }] };
  await service.rest('PUT', `/integrations/${id}`, body);
  const before = await cli(['deliveries', 'retry', '--as-before', failed[1]?.id]);
  expect(before).toMatchObject({ code: 0, stdout: `${failed[1]?.id} is pending again\n` });
  await service.deliveries(id, (all) => all[1]?.status === 'success');
  expect([receiver.to('/down').length, receiver.to('/moved').length]).toEqual([4, 0]);
  expect((await cli(['deliveries', 'retry', '--as-before', '--all'])).code).toBe(2);
  const one = await cli(['deliveries', 'retry', failed[0]?.id, '--json']);
  expect(one.lines).toMatchObject([{ id: failed[0]?.id }]);
  await service.deliveries(id, (all) => all[0]?.status === 'success');

  const filter = ['--all', '--integration', 'Down', '--status', 'failed'];
  const counted = await cli(['deliveries', 'retry', ...filter, '--dry-run']);
  expect(counted.stdout).toBe('1 failed deliveries would be tried again\n');
  const all = await cli(['deliveries', 'retry', ...filter]);
  expect(all).toMatchObject({ code: 0, stdout: '1 of 1 failed deliveries are pending again\n', stderr: '' });
  await service.deliveries(id, (items) => items.every(({ status }) => status === 'success'));
  const none = await cli(['deliveries', 'retry', ...filter, '--json']);
  expect(none.lines).toMatchObject([{ kind: 'retry', status: 'done', done: 0 }]);
  expect((await cli(['deliveries', 'retry', '--all', failed[0]?.id])).code).toBe(2);
});

test('tail shows each change as it happens, as JSON Lines too, and ends with the signal', async () => {
  const id = await service.integration(hook('/live', { name: 'Live', triggers: ['group.updated'] }));
  const words = startCli(['deliveries', 'tail', '--integration', 'Live', '--status', 'success'], { url: service.url });
  const lines = startCli(['deliveries', 'tail', '--integration', id, '--json'], { url: service.url });
  // The streams begin at a moment that only what they show can tell.
  await until('both streams to show something', async () => {
    await service.publish('group.updated');
    return words.stdout() !== '' && lines.stdout() !== '';
  });
  expect((await words.awaitsLines(1))[0]).toMatch(
    /Z {2}[0-9a-f-]{36} {2}success {2}1\/1 {2}group\.updated {2}Live {2}http$/,
  );
  const updates = (await lines.awaitsLines(3)).map((line) => JSON.parse(line));
  expect(updates[0]).toMatchObject({
    integration_id: id,
    status: expect.stringMatching(/^(pending|running|success)$/),
  });
  words.kill('SIGINT');
  lines.kill('SIGTERM');
  expect((await words.end).code).toBe(null);
  expect((await lines.end).code).toBe(null);
});

test('integrations are listed, shown, paused, resumed, tested and deleted', async () => {
  const id = await service.integration(hook('/whole', { name: 'Whole', triggers: ['login.failed'] }));
  const list = await cli(['integrations', 'list', '--name', 'who', '--json']);
  expect(list.lines).toEqual([(await service.rest('GET', `/integrations/${id}`)).body]);
  expect((await cli(['integrations', 'list', '--name', 'who'])).stdout).toMatch(
    /Whole +enabled +login\.failed +0 +http +1/,
  );
  expect((await cli(['integrations', 'get', 'Whole'])).stdout).toContain('triggers:\n  - login.failed\n');
  expect((await cli(['integrations', 'pause', 'Whole', '--reason', 'moving'])).stdout).toBe('Whole is paused\n');
  const paused = await cli(['integrations', 'get', 'Whole', '--json']);
  expect(paused.lines[0]).toMatchObject({ paused_reason: 'moving' });
  expect((await cli(['integrations', 'resume', 'Whole'])).code).toBe(0);

  const dry = await cli(['integrations', 'test', 'Whole', '--json']);
  expect(dry.lines[0]).toMatchObject({ verdict: 'would_fire', fires: true, deliveries: [] });
  expect(receiver.to('/whole')).toEqual([]);
  const file = path.join(folder, 'event.json');
  await writeFile(file, JSON.stringify({ type: 'login.failed', data: { user_email: 'eve@example.com' } }));
  const sent = await cli(['integrations', 'test', 'Whole', '--event', file, '--send']);
  expect(sent.stdout).toMatch(/It is sent:\n {2}http: delivery [0-9a-f-]{36}\n/);
  await receiver.awaits('/whole', 1);

  expect(await cli(['integrations', 'delete', 'Whole'])).toMatchObject({ code: 2 });
  expect((await cli(['integrations', 'delete', 'Whole', '--yes'])).stdout).toBe('deleted Whole\n');
  expect((await cli(['integrations', 'get', 'Whole'])).code).toBe(3);
});

test('a run shows what it writes while it runs and ends as the run ends', async () => {
  const script = `export default async function (event, { input, log, fetch }) {
    log.info('first');
    await fetch('${receiver.url}/gate');
    log.info('second', input?.name);
    if (input?.fail) throw new Error('it broke');
  }`;
  await service.rest('POST', '/tasks', { name: 'CLI task', script });
  let open = () => {};
  receiver.answer('/gate', (_request, response) => {
    open = () => void response.writeHead(200).end('ok');
  });
  const run = startCli(['tasks', 'run', 'CLI task', '--input', '{"name":"Ann"}'], { url: service.url });
  await until('what the run has written so far', () => run.stdout() === '[info] first');
  open();
  expect(await run.end).toMatchObject({ code: 0, stdout: '[info] first\n[info] second Ann\n' });

  receiver.answer('/gate', 200);
  const failed = await cli(['tasks', 'run', 'CLI task', '--input', '{"fail":true}']);
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.stderr).toMatch(/^error: the run failed: .*it broke.*\n$/);
  const json = await cli(['tasks', 'run', 'CLI task', '--json']);
  expect(json.lines).toMatchObject([{ task_name: 'CLI task', status: 'success', triggered_by: 'manual' }]);
  expect((await cli(['tasks', 'list', '--json'])).lines).toMatchObject([{ name: 'CLI task', type: 'script' }]);
  expect((await cli(['tasks', 'run', 'CLI task', '--detach'])).stdout).toMatch(/^run [0-9a-f-]{36} has begun\n$/);
});
