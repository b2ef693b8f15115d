import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';
import { allEnded, createTask, hasEnded, type RunItem, runsOf } from './make.ts';

let service: TestService;
let second: TestService;

beforeAll(async () => {
  service = await startTestService();
  second = await startTestService({ database: service.database });
});
afterAll(async () => {
  await second.stop();
  await service.stop();
});

const slow = 'for (let i = 0; i < 1000; i += 1) { log.info("step", i); await sleep(50) }';
const run = (taskId: string, body?: unknown) => service.rest('POST', `/tasks/${taskId}/run`, body);
const cancel = async (on: TestService, id: string) =>
  on.graphql('mutation ($id: ID!) { cancelTaskRun(id: $id) { id status cancelRequested } }', { id });

test('a task that does not overlap refuses a second run while one is under way', async () => {
  const task = await createTask(service, { script: 'await sleep(600)' });
  expect((await run(task.id)).status).toBe(202);
  const refused = await run(task.id);
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/under way/) } });
  await runsOf(service, task.id, allEnded);
  expect((await run(task.id)).status).toBe(202);
});

test('a task that queues its runs makes them one after the other, over all nodes', async () => {
  const task = await createTask(service, { script: 'await sleep(150)', overlap: 'queue' });
  for (const node of [service, second, service, second])
    expect((await node.rest('POST', `/tasks/${task.id}/run`)).status).toBe(202);
  const runs = await runsOf(service, task.id, (items) => items.length === 4 && items.every(hasEnded));
  const times = runs
    .map(({ started_at, finished_at }: RunItem) => [Date.parse(started_at), Date.parse(finished_at)] as const)
    .sort((a, b) => a[0] - b[0]);
  for (const [index, [, finished]] of times.slice(0, -1).entries())
    expect(times[index + 1]?.[0]).toBeGreaterThanOrEqual(finished);
  expect(runs.every(({ status }) => status === 'success')).toBe(true);
});

test('a run is cancelled from any node, and ends as error with what it wrote so far', async () => {
  const task = await createTask(service, { script: slow });
  const { body } = await run(task.id);
  await runsOf(service, task.id, ([item]) => item?.status === 'running' && item.output.includes('step 1'));
  // A node that runs nothing is certainly not the one that has it.
  const api = await startTestService({ database: service.database, config: { role: 'api' } });
  expect((await cancel(api, body.id)).data.cancelTaskRun).toMatchObject({ cancelRequested: true });
  const [ended] = await runsOf(service, task.id, allEnded);
  expect(ended).toMatchObject({ status: 'error', error: 'cancelled by an administrator' });
  expect(ended?.output).toMatch(/^\[info\] step 0\n[\s\S]*\[error\] cancelled by an administrator$/);
  expect((await cancel(api, body.id)).errors?.[0]).toMatchObject({ extensions: { code: 'CONFLICT' } });
  await api.stop();
});

test('a run that waits is cancelled at once', async () => {
  const task = await createTask(service, { script: slow, overlap: 'queue' });
  const first = (await run(task.id)).body.id;
  const waiting = (await run(task.id)).body.id;
  expect((await cancel(second, waiting)).data.cancelTaskRun).toMatchObject({ status: 'ERROR' });
  await cancel(service, first);
  await runsOf(service, task.id, allEnded);
});

test('a subscriber on another node sees a run begin, its output as it is written, and its end', async () => {
  const task = await createTask(service, {
    script: 'log.info("one"); await sleep(700); log.info("two"); await sleep(400)',
  });
  const query = 'subscription ($id: ID!) { taskRunUpdated(taskId: $id) { id status output } }';
  const subscriber = await subscribe<RunItem>(second.url, query, { id: task.id });
  await until('the subscription', async () => {
    // A subscription is live a moment after the socket: the first run that is seen begins the test.
    if (subscriber.items.length > 0) return true;
    await run(task.id);
    return false;
  });
  const seen = await subscriber.awaits('the end', (items) => items.some(({ status }) => status === 'SUCCESS'));
  const { id } = seen.find(({ status }) => status === 'SUCCESS') ?? {};
  const ofRun = seen.filter((item) => item.id === id);
  expect(ofRun.some(({ status, output }) => status === 'RUNNING' && output === '[info] one')).toBe(true);
  expect(ofRun.at(-1)).toMatchObject({ status: 'SUCCESS', output: '[info] one\n[info] two' });
  await subscriber.close();
});

test('of a single run a subscriber first gets how it is now', async () => {
  const task = await createTask(service, { script: 'log.info("done")' });
  const { body } = await run(task.id);
  await runsOf(service, task.id, allEnded);
  const query = 'subscription ($id: ID!) { taskRunUpdated(runId: $id) { status output } }';
  const subscriber = await subscribe<RunItem>(service.url, query, { id: body.id });
  await subscriber.awaits('the run', (items) => items.length > 0);
  expect(subscriber.items).toEqual([{ status: 'SUCCESS', output: '[info] done' }]);
  await subscriber.close();
});

test('of a flood of output the end is kept, at most 64 KiB of it', async () => {
  const script = 'for (let i = 0; i < 20000; i += 1) log.info("line", i)';
  const task = await createTask(service, { script });
  await run(task.id);
  const [ended] = await runsOf(service, task.id, allEnded);
  expect(ended?.status).toBe('success');
  expect(Buffer.byteLength(ended?.output)).toBeLessThanOrEqual(64 * 1024 + 200);
  expect(ended?.output).toMatch(/^\[… .* left out …\]\n/);
  expect(ended?.output.endsWith('[info] line 19999')).toBe(true);
});

test('runs are filtered by status and by what triggered them', async () => {
  const task = await createTask(service, { script: 'if (input === "bad") throw new Error("bad")', overlap: 'queue' });
  await run(task.id, { input: 'good' });
  await run(task.id, { input: 'bad' });
  await runsOf(service, task.id, (items) => items.length === 2 && items.every(hasEnded));
  const failed = await service.rest('GET', `/tasks/${task.id}/runs?status=error&triggered_by=manual`);
  expect(failed.body.items.map(({ error }: RunItem) => error)).toEqual([expect.stringMatching(/bad/)]);
  expect((await service.rest('GET', `/tasks/${task.id}/runs?triggered_by=cron`)).body.items).toEqual([]);
  expect((await service.rest('GET', `/tasks/${task.id}/runs?status=done`)).status).toBe(400);
});

test('what waits of a deleted task ends, and its history keeps its name', async () => {
  const task = await createTask(service, { name: 'Gone', script: 'await sleep(400)', overlap: 'queue' });
  await run(task.id);
  await run(task.id);
  await service.rest('DELETE', `/tasks/${task.id}`);
  const query = '($id: ID!) { taskRuns(filter: { taskId: $id }) { edges { node { taskName status error } } } }';
  const ended = await until('the runs', async () => {
    const { data } = await service.graphql(`query ${query}`, { id: task.id });
    const runs = data.taskRuns.edges.map(({ node }: { node: RunItem }) => node);
    return runs.every(({ status }: RunItem) => status === 'SUCCESS' || status === 'ERROR') && runs;
  });
  expect(ended[0]).toEqual({ taskName: 'Gone', status: 'ERROR', error: 'the task was deleted' });
});
