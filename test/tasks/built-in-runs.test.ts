import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { allEnded, createTask, type RunItem, runsOf } from './make.ts';
import { scimServer } from './scim/scim-server.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function connect(name: string) {
  const directory = await scimServer();
  const mutation = 'mutation ($input: CreateScimConnectionInput!) { createScimConnection(input: $input) { id } }';
  const input = { name, baseUrl: directory.baseUrl, auth: { bearer: { token: 'good-token' } } };
  expect((await service.graphql(mutation, { input })).errors).toBeUndefined();
  return directory;
}

const settings = (values: Record<string, string>) => Object.entries(values).map(([key, value]) => ({ key, value }));

async function runOnce(body: Record<string, unknown>): Promise<RunItem> {
  const task = await createTask(service, body);
  await service.rest('POST', `/tasks/${task.id}/run`);
  return (await runsOf(service, task.id, allEnded))[0] as RunItem;
}

test('a directory is synchronized by a task, from one configured connection to another', async () => {
  const source = await connect('hr');
  const target = await connect('app');
  source.user({ userName: 'ann', displayName: 'Ann' });
  const config = settings({ source: 'hr', target: 'app' });
  const run = await runOnce({ name: 'Sync', type: 'scim_directory_sync', config });
  expect(run).toMatchObject({ status: 'success', task_type: 'scim_directory_sync', error: null });
  expect([...target.users.values()].map(({ userName }) => userName)).toEqual(['ann']);
  expect(run.output).toMatch(/users: 1 created/);
});

test('a built-in is stopped at its timeout, and says so', async () => {
  const source = await connect('slow');
  await connect('other');
  source.interfere(() => ({ status: 503, headers: { 'retry-after': '30' } }));
  const config = settings({ source: 'slow', target: 'other' });
  const run = await runOnce({ name: 'Slow', type: 'scim_directory_sync', config, timeout_secs: 1 });
  expect(run).toMatchObject({ status: 'error', error: 'timeout: stopped after its limit of 1 s' });
  expect(run.output).toMatch(/\[error\] timeout: stopped after its limit of 1 s$/);
});
