import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { allEnded, createTask, runsOf } from './make.ts';

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

const save = (body: Record<string, unknown>) =>
  service.rest('POST', '/tasks', { name: 'x', script: 'return 1', ...body });

test('a schedule without a zone is in UTC, with one it follows its clocks, and bad ones are refused: C116', async () => {
  const plain = (await save({ cron: '30 8 * * *' })).body;
  expect(plain.time_zone).toBe('UTC');
  expect(plain.next_runs).toHaveLength(5);
  for (const time of plain.next_runs) expect(time).toMatch(/T08:30:00.000Z$/);
  const rome = await save({ cron: '30 8 * * *', time_zone: 'Europe/Rome' });
  expect(rome.body).toMatchObject({ time_zone: 'Europe/Rome' });
  const query = `query ($from: DateTime) {
    schedulePreview(cron: "30 8 * * *", timeZone: "Europe/Rome", from: $from, count: 1) }`;
  const next = async (from: string) => (await service.graphql(query, { from })).data.schedulePreview;
  expect(await next('2026-07-01T00:00:00Z')).toEqual(['2026-07-01T06:30:00.000Z']);
  expect(await next('2026-01-01T00:00:00Z')).toEqual(['2026-01-01T07:30:00.000Z']);
  for (const [body, path] of [
    [{ cron: '61 * * * *' }, 'cron'],
    [{ cron: '* * * * *', time_zone: 'Mars/Base' }, 'time_zone'],
    [{ cron: '* * * * * *' }, 'cron'],
    [{ cron: '0 0 31 2 *' }, 'cron'],
    [{ cron: 'FREQ=DAILY' }, 'cron'],
  ] as const) {
    const { status, body: problem } = await save(body);
    expect({ body, status, path: problem.errors?.[0]?.path }).toEqual({ body, status: 400, path });
  }
});

test('a schedule that cannot be read says which of its fields is to blame', async () => {
  const problem = async (cron: string) => {
    const query = 'query ($cron: String!) { schedulePreview(cron: $cron) }';
    return (await service.graphql(query, { cron })).errors?.[0].extensions.problems[0];
  };
  expect(await problem('0 25 * * *')).toEqual({
    path: 'cron',
    message: 'field 2 (hour) is 25: use 0-23, *, lists or steps',
  });
  expect((await problem('x * * * *')).message).toMatch(/^field 1 \(minute\) is x/);
  expect((await problem('0 0 * * 9')).message).toMatch(/^field 5 \(day of week\) is 9/);
  expect((await problem('0 0 31 2 *')).message).toMatch(/never comes$/);
  expect((await problem('0 0 * *')).message).toMatch(/^must have five fields/);
});

test('a time that the clocks skip or repeat runs once that day', async () => {
  const query = `query ($from: DateTime) {
    schedulePreview(cron: "30 2 * * *", timeZone: "Europe/Rome", from: $from, count: 3) }`;
  const next = async (from: string) => (await service.graphql(query, { from })).data.schedulePreview as string[];
  const spring = await next('2026-03-28T12:00:00Z');
  expect(spring.map((time) => time.slice(0, 10))).toEqual(['2026-03-29', '2026-03-30', '2026-03-31']);
  const autumn = await next('2026-10-24T12:00:00Z');
  expect(autumn.map((time) => time.slice(0, 10))).toEqual(['2026-10-25', '2026-10-26', '2026-10-27']);
});

test('a schedule ticks once, however many nodes there are, and not for times before it was made', async () => {
  const task = await createTask(service, { name: 'Ticks', script: 'log.info("tick")', cron: '* * * * *' });
  const early = await createTask(service, { name: 'Waits', script: 'return 1', cron: '* * * * *' });
  // The minute that has begun already counts for the first one only: its schedule is made to be an old one.
  await service.database.query(`UPDATE tasks SET scheduled_at = now() - interval '2 minutes' WHERE id = $1`, [task.id]);
  const made = Date.now();
  const [run] = await runsOf(service, task.id, allEnded);
  expect(run).toMatchObject({ status: 'success', triggered_by: 'cron', output: '[info] tick' });
  await service.database.query('SELECT pg_sleep(3)');
  if (Math.floor(made / 60_000) === Math.floor(Date.now() / 60_000)) {
    expect(await runsOf(service, task.id, () => true)).toHaveLength(1);
    expect(await runsOf(service, early.id, () => true)).toHaveLength(0);
  }
});

test('a tick makes no run while another one is under way, unless the task queues them', async () => {
  const tasks = await Promise.all(
    ['skip', 'queue'].map((overlap) =>
      createTask(service, { script: 'if (input) await sleep(9000)', cron: '* * * * *', overlap }),
    ),
  );
  const ids = tasks.map(({ id }) => id);
  for (const id of ids) await service.rest('POST', `/tasks/${id}/run`, { input: true });
  await service.database.query(`UPDATE tasks SET scheduled_at = now() - interval '2 minutes' WHERE id = ANY($1)`, [
    ids,
  ]);
  await until('both ticks', async () => {
    const done = await service.database.query(
      `SELECT 1 FROM pgboss.job WHERE name = 'task-cron' AND state = 'completed' AND data->>'taskId' = ANY($1)`,
      [ids],
    );
    return done.length >= 2;
  });
  const triggers = await Promise.all(ids.map((id) => runsOf(service, id, () => true)));
  expect(triggers.map((runs) => runs.map(({ triggered_by }) => triggered_by))).toEqual([
    ['manual'],
    ['cron', 'manual'],
  ]);
});

test('a task without a schedule any more, disabled or deleted, has none in the queue', async () => {
  const scheduled = async (id: string) =>
    (await service.database.query('SELECT cron, timezone FROM pgboss.schedule WHERE key = $1', [id]))[0];
  const { id } = (await save({ cron: '0 3 * * *', time_zone: 'Europe/Rome' })).body;
  expect(await scheduled(id)).toEqual({ cron: '0 3 * * *', timezone: 'Europe/Rome' });
  expect((await service.rest('PUT', `/tasks/${id}`, { enabled: false })).body.next_runs).toEqual([]);
  expect(await scheduled(id)).toBeUndefined();
  await service.rest('PUT', `/tasks/${id}`, { enabled: true });
  expect(await scheduled(id)).toBeDefined();
  expect((await service.rest('PUT', `/tasks/${id}`, { cron: null })).body.cron).toBeNull();
  expect(await scheduled(id)).toBeUndefined();
  await service.rest('PUT', `/tasks/${id}`, { cron: '0 4 * * *' });
  await service.rest('DELETE', `/tasks/${id}`);
  expect(await scheduled(id)).toBeUndefined();
});
