import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { allEnded, createTask, runsOf } from './make.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

test('a task is created with the documented body, defaults filled in and secrets masked', async () => {
  const config = [
    { key: 'domain', value: 'example.com' },
    { key: 'token', value: 's3cr3t-value', secret: true },
  ];
  const created = await service.rest('POST', '/tasks', { name: 'Tidy up', script: 'log.info(1)', config });
  expect(created.status).toBe(201);
  expect(created.headers.get('location')).toBe(`/tasks/${created.body.id}`);
  expect(created.headers.get('etag')).toBe('"1"');
  expect(created.body).toEqual({
    id: uuid,
    name: 'Tidy up',
    description: '',
    type: 'script',
    script: 'log.info(1)',
    config: [
      { key: 'domain', value: 'example.com', secret: false },
      { key: 'token', value: '********', secret: true },
    ],
    cron: null,
    time_zone: 'UTC',
    enabled: true,
    timeout_secs: 60,
    overlap: 'skip',
    missed: 'skip',
    next_runs: [],
    version: 1,
  });
  expect((await service.rest('GET', `/tasks/${created.body.id}`)).body).toEqual(created.body);
  const rows = await service.database.query('SELECT config::text AS config FROM tasks WHERE id = $1', [
    created.body.id,
  ]);
  expect(JSON.stringify(rows)).not.toContain('s3cr3t-value');
});

test('the answer of one door is the input of the next change: a masked secret keeps its value', async () => {
  const script = 'log.info(config.token === "s3cr3t-value" ? "kept" : "lost")';
  const task = await createTask(service, { script, config: [{ key: 'token', value: 's3cr3t-value', secret: true }] });
  const changed = await service.rest('PUT', `/tasks/${task.id}`, { ...task, name: 'Renamed' }, { 'if-match': '"1"' });
  expect(changed).toMatchObject({ status: 200, body: { name: 'Renamed', version: 2, config: task.config } });
  await service.rest('POST', `/tasks/${task.id}/run`);
  const [run] = await runsOf(service, task.id, allEnded);
  expect(run).toMatchObject({ status: 'success', output: '[info] kept', task_name: 'Renamed' });
});

test('a stale version is a conflict, and a deleted task is gone with its paths', async () => {
  const task = await createTask(service, { script: 'return 1' });
  const stale = await service.rest('PUT', `/tasks/${task.id}`, { name: 'x' }, { 'if-match': '"7"' });
  expect(stale.status).toBe(409);
  expect((await service.rest('DELETE', `/tasks/${task.id}`, undefined, { 'if-match': '"7"' })).status).toBe(409);
  expect((await service.rest('DELETE', `/tasks/${task.id}`)).status).toBe(204);
  for (const [method, path] of [
    ['GET', `/tasks/${task.id}`],
    ['PUT', `/tasks/${task.id}`],
    ['DELETE', `/tasks/${task.id}`],
    ['POST', `/tasks/${task.id}/run`],
    ['GET', `/tasks/${task.id}/runs`],
  ] as const)
    expect((await service.rest(method, path, method === 'PUT' ? { name: 'x' } : undefined)).status).toBe(404);
});

test.each([
  ['no name', { name: ' ' }, 'name', 'must not be empty'],
  ['no script', { script: '' }, 'script', 'must not be empty'],
  ['a script that cannot be read', { script: 'const a = 1;\nconst b = = 2;' }, 'script', /^line 2, column 11: /],
  ['an unknown type', { type: 'nope', script: '' }, 'type', 'is neither script nor a built-in task'],
  [
    'a key given twice',
    {
      config: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    },
    'config[1].key',
    'is given twice',
  ],
  ['a mask of nothing', { config: [{ key: 'a', value: '********', secret: true }] }, 'config[0].value', /mask/],
  ['no value', { config: [{ key: 'a' }] }, 'config[0].value', 'is required'],
  ['a timeout of nothing', { timeout_secs: 0 }, 'timeout_secs', 'must be at least 1'],
  ['a timeout of days', { timeout_secs: 100_000 }, 'timeout_secs', 'must be at most 3600'],
  ['an unknown overlap', { overlap: 'both' }, 'overlap', 'must be one of queue, skip'],
  ['an unknown field', { colour: 'red' }, 'colour', 'is not a known field'],
  ['a built-in without its settings', { type: 'history_retention', script: '' }, 'config', /older_than_days/],
])('a task with %s is refused by the path of the field', async (_what, body, path, message) => {
  const answer = await service.rest('POST', '/tasks', { name: 'x', script: 'return 1', ...body });
  expect(answer.status).toBe(400);
  const expected = typeof message === 'string' ? message : expect.stringMatching(message);
  expect(answer.body.errors).toEqual([{ path, message: expected }]);
});

test('tasks are listed newest first, page by page, and filtered', async () => {
  const names = ['List A', 'List B', 'List C'];
  for (const name of names) await createTask(service, { name, script: 'return 1' });
  const first = await service.rest('GET', '/tasks?name=list%20&limit=2');
  expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(['List C', 'List B']);
  expect(first.body.total).toBe(3);
  const link = /<(.+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  expect((await service.rest('GET', link)).body.items.map(({ name }: { name: string }) => name)).toEqual(['List A']);
});

test('a run by hand is answered at once, and its end is in its history with the documented body', async () => {
  const script = 'log.info("hello", input.who); log.warn("careful"); return 5';
  const task = await createTask(service, { script });
  const started = await service.rest('POST', `/tasks/${task.id}/run`, { input: { who: 'Ann' } });
  expect(started).toMatchObject({ status: 202, body: { status: 'pending', triggered_by: 'manual' } });
  await runsOf(service, task.id, allEnded);
  const { body } = await service.rest('GET', `/tasks/${task.id}/runs/${started.body.id}`);
  expect(body).toEqual({
    id: started.body.id,
    task_id: task.id,
    task_name: 'test',
    task_type: 'script',
    status: 'success',
    triggered_by: 'manual',
    event_id: null,
    delivery_id: null,
    output: '[info] hello Ann\n[warn] careful',
    error: null,
    started_at: time,
    finished_at: time,
    duration_ms: expect.any(Number),
  });
});

test('a run that throws ends as error with its line, and its secrets are in no text', async () => {
  const script = 'log.info("using", config.token);\nthrow new Error("refused " + config.token)';
  const task = await createTask(service, { script, config: [{ key: 'token', value: 's3cr3t-value', secret: true }] });
  await service.rest('POST', `/tasks/${task.id}/run`);
  const [run] = await runsOf(service, task.id, allEnded);
  expect(run).toMatchObject({ status: 'error', error: expect.stringMatching(/refused \*{8}.*line 2/) });
  expect(run?.output).toMatch(/^\[info\] using \*{8}\n\[error\] .*refused \*{8}/);
});

test('changes at the same time without a version are all made, one after the other', async () => {
  const task = await createTask(service, { script: 'return 1' });
  const changes = Array.from({ length: 8 }, (_, index) => ({ timeout_secs: index + 1 }));
  const answers = await Promise.all(changes.map((change) => service.rest('PUT', `/tasks/${task.id}`, change)));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect((await service.rest('GET', `/tasks/${task.id}`)).body.version).toBe(9);
});
