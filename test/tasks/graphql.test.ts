import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { allEnded, runsOf } from './make.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const fields = 'id name description type script cron timeZone enabled timeoutSecs overlap missed version nextRuns';
const create = (input: unknown) =>
  service.graphql(
    `mutation ($input: CreateTaskInput!) { createTask(input: $input) { ${fields} config { key value secret } } }`,
    { input },
  );
const update = (id: string, input: unknown) =>
  service.graphql(
    `mutation ($id: ID!, $input: UpdateTaskInput!) { updateTask(id: $id, input: $input) { ${fields} config { key value secret } } }`,
    { id, input },
  );

test('a change names what it changes and leaves the rest', async () => {
  const created = await create({
    name: 'Nightly',
    script: 'return 1',
    config: [{ key: 'a', value: 's3cret', secret: true }],
    cron: '0 3 * * *',
    overlap: 'QUEUE',
    missed: 'ONCE',
  });
  const task = created.data.createTask;
  expect(task).toMatchObject({ overlap: 'QUEUE', missed: 'ONCE', timeZone: 'UTC', version: 1 });
  const changed = (await update(task.id, { timeZone: 'Asia/Kolkata', description: null })).data.updateTask;
  expect(changed).toEqual({
    ...task,
    timeZone: 'Asia/Kolkata',
    version: 2,
    nextRuns: expect.arrayContaining([expect.stringMatching(/T21:30:00.000Z$/)]),
  });
  const unscheduled = (await update(task.id, { cron: '' })).data.updateTask;
  expect(unscheduled).toMatchObject({
    cron: null,
    nextRuns: [],
    config: [{ key: 'a', value: '********', secret: true }],
  });
});

test('a secret that is made public must be given again', async () => {
  const { id } = (
    await create({ name: 'x', script: 'return 1', config: [{ key: 'a', value: 's3cret', secret: true }] })
  ).data.createTask;
  const refused = await update(id, { config: [{ key: 'a', value: '********', secret: false }] });
  expect(refused.errors?.[0].extensions.problems).toMatchObject([{ path: 'config[0].value' }]);
});

test('a script task becomes a built-in, whose secret settings are secret whatever is said', async () => {
  const { id } = (await create({ name: 'x', script: 'return 1' })).data.createTask;
  const config = Object.entries({ connection: 'hr', org: 'acme', token: 'gh-t0ken', teams: 'A = a' }).map(
    ([key, value]) => ({ key, value }),
  );
  const changed = (await update(id, { type: 'github_team_sync', config })).data.updateTask;
  expect(changed).toMatchObject({ type: 'github_team_sync', script: '' });
  expect(changed.config).toContainEqual({ key: 'token', value: '********', secret: true });
});

test('runs are found by task, status, event and trigger, and lead to their task', async () => {
  const { id } = (await create({ name: 'Found', script: 'return 1' })).data.createTask;
  await service.graphql(`mutation { runTask(id: "${id}", input: {a: 1}) { id } }`);
  await runsOf(service, id, allEnded);
  const query = `query ($filter: TaskRunFilter) { taskRuns(filter: $filter) {
    totalCount edges { node { status input task { name } event { id } } } } }`;
  const found = await service.graphql(query, { filter: { taskId: id, status: ['SUCCESS'], triggeredBy: ['manual'] } });
  expect(found.data.taskRuns).toEqual({
    totalCount: 1,
    edges: [{ node: { status: 'SUCCESS', input: { a: 1 }, task: { name: 'Found' }, event: null } }],
  });
  const none = await service.graphql(query, { filter: { taskId: id, triggeredBy: ['integration:'] } });
  expect(none.data.taskRuns.totalCount).toBe(0);
  const nested = await service.graphql(
    `{ task(id: "${id}") { runs(first: 1) { totalCount edges { node { status } } } } }`,
  );
  expect(nested.data.task.runs).toEqual({ totalCount: 1, edges: [{ node: { status: 'SUCCESS' } }] });
});

test('a run’s input is bounded and must be storable', async () => {
  const { id } = (await create({ name: 'x', script: 'return 1' })).data.createTask;
  for (const input of ['a'.repeat(300_000), 'a\u0000b', { deep: ['\ud800'] }]) {
    const refused = await service.rest('POST', `/tasks/${id}/run`, { input });
    expect(refused.status).toBe(400);
    expect(refused.body.errors?.[0]?.path).toBe('input');
  }
});

test('a task names its last run and the integrations that run it', async () => {
  const [used, idle] = await Promise.all(
    ['Used', 'Idle'].map(async (name) => (await create({ name, script: 'return 1' })).data.createTask.id as string),
  );
  const runs = async (name: string, actions: unknown[]) => service.integration({ name, triggers: ['*'], actions });
  const action = { type: 'trigger_task', task_id: used };
  await runs('Second', [action]);
  await runs('First', [{ type: 'log', message: 'x' }, action, action]);
  const gone = await runs('Gone', [action]);
  await service.rest('DELETE', `/integrations/${gone}`);
  await runs('Another', [{ type: 'trigger_task', task_id: idle }]);
  const { id: run } = (await service.rest('POST', `/tasks/${used}/run`, {})).body;
  await runsOf(service, used ?? '', allEnded);
  const { data } = await service.graphql(
    `{ tasks(first: 2) { edges { node { name integrations { name } lastRun { id status } } } } }`,
  );
  const byName = Object.fromEntries(data.tasks.edges.map(({ node }: { node: { name: string } }) => [node.name, node]));
  expect(byName).toEqual({
    Used: {
      name: 'Used',
      integrations: [{ name: 'First' }, { name: 'Second' }],
      lastRun: { id: run, status: 'SUCCESS' },
    },
    Idle: { name: 'Idle', integrations: [{ name: 'Another' }], lastRun: null },
  });
});
