import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const mutation = `mutation ($source: String!, $event: JSON, $eventType: String, $config: [DryRunSetting!]) {
  dryRunScript(source: $source, event: $event, eventType: $eventType, config: $config) {
    status output result calls { kind details } error { kind message line column } durationMs memoryBytes } }`;
const dryRun = async (source: string, more: Record<string, unknown> = {}) => {
  const { data, errors } = await service.graphql(mutation, { source, ...more });
  return errors ? { errors } : data.dryRunScript;
};

test('a dry run shows output, result, time and memory, and what it would have called', async () => {
  const source = `
    log.info(event.type, config.who);
    const answer = await fetch('https://example.com/x', { method: 'POST', body: 'hi', headers: { 'x-a': '1' } });
    const user = await scim('hr').users.findOne({ userName: 'ann' });
    await store.set('seen', true);
    return { status: answer.status, user };`;
  const config = [{ key: 'who', value: 'Ann' }];
  const run = await dryRun(source, { eventType: 'user.created', config });
  expect(run).toMatchObject({ status: 'success', output: '[info] user.created Ann', error: null });
  expect(run.result).toEqual({ status: 200, user: null });
  expect(run.calls).toEqual([
    {
      kind: 'fetch',
      details: { method: 'POST', url: 'https://example.com/x', headers: [['x-a', '1']], body: 'hi' },
    },
    { kind: 'scim', details: { connection: 'hr', method: 'users.findOne', args: [{ userName: 'ann' }] } },
    { kind: 'store.set', details: { key: 'seen', value: true } },
  ]);
  expect(run.durationMs).toBeGreaterThanOrEqual(0);
  expect(run.memoryBytes).toBeGreaterThan(1_000);
  expect(await service.database.query('SELECT 1 FROM task_runs UNION ALL SELECT 1 FROM task_values')).toEqual([]);
});

test('a dry run takes an event of its own, and what is missing of it from the type’s sample', async () => {
  const source = 'return [event.type, event.data.user_email, typeof event.fired_at]';
  const own = await dryRun(source, { event: { type: 'user.deleted', data: { user_email: 'x@example.com' } } });
  expect(own.result).toEqual(['user.deleted', 'x@example.com', 'string']);
  const sample = await dryRun(source, { eventType: 'login.failed', event: { data: { user_email: 'y@example.com' } } });
  expect(sample.result).toEqual(['login.failed', 'y@example.com', 'string']);
  expect((await dryRun('return event')).result).toBeNull();
});

test('an error of a dry run has its line, and unknown event types are refused', async () => {
  const run = await dryRun('log.info(1);\nthrow new Error("no")');
  expect(run).toMatchObject({ status: 'error', error: { kind: 'exception', line: 2 } });
  expect(await dryRun('return 1', { eventType: 'nope' })).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'eventType' }] } }],
  });
});

test('a script is checked without being run', async () => {
  const query = 'query ($source: String!) { checkScript(source: $source) { line column message } }';
  const check = async (source: string) => (await service.graphql(query, { source })).data.checkScript;
  expect(await check('const x: number = 1; return x')).toEqual([]);
  expect(await check('const a = 1;\nconst b = = 2;')).toMatchObject([{ line: 2, column: 11 }]);
});

test('an editor gets the types of what a script may use, and forms the settings of built-ins', async () => {
  const { data } = await service.graphql(
    '{ scriptTypes builtInTasks { type title configFields { key label required secret kind default } } }',
  );
  expect(data.scriptTypes).toContain('declare interface ScriptEvent');
  expect(data.builtInTasks.map(({ type }: { type: string }) => type)).toEqual([
    'github_team_sync',
    'scim_directory_sync',
    'history_retention',
  ]);
  expect(data.builtInTasks[2].configFields[0]).toMatchObject({
    key: 'older_than_days',
    required: true,
    kind: 'NUMBER',
  });
});
