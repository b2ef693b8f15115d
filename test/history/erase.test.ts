// A person is planted wherever the service keeps anything; afterwards no table has them, and all rows are still there.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

const email = 'Ann.Example@example.com';
const userId = '00uAnn00000000000001';
const person = { user_id: userId, user_email: email, user_name: 'ann.ex', user_display_name: 'Ännchen Müller' };

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

/** Every row of every table, as text. */
async function dump(): Promise<string> {
  const tables = await service.database.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(20);
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await service.database.query<{ text: string | null }>(
        `SELECT string_agg(row_to_json(t)::text, E'\n') AS text FROM ${name} t`,
      );
      return `${name}\n${row?.text ?? ''}`;
    }),
  );
  return texts.join('\n');
}

const traces = [
  /ann\.example(@|%40|\\u0040|&#64;)example\.com/i,
  new RegExp(userId),
  new RegExp(Buffer.from(email).toString('base64').replaceAll('=', '')),
  /ann\.ex\b/i,
  /Ännchen|Müller|M%C3%BCller/,
];
const tracesIn = (text: string) => traces.filter((trace) => trace.test(text)).map(String);

const start = async (body: Record<string, unknown>) => {
  const answer = await service.rest('POST', '/erase', body);
  expect(answer.status).toBe(202);
  return until('the erasure to end', async () => {
    const { body: job } = await service.rest('GET', `/bulk-jobs/${answer.body.id}`);
    return job.finished_at !== null && job;
  });
};

async function plant() {
  const echo = (request: Received, response: import('node:http').ServerResponse) =>
    void response.writeHead(200, { 'x-echo': encodeURIComponent(email) }).end(`got ${request.url} ${request.body}`);
  receiver.answer('/echo', echo);
  receiver.answer('/users', {
    status: 200,
    body: JSON.stringify([
      { id: userId, email, name: 'Ännchen Müller' },
      { id: 'u-2', email: 'bob@example.com' },
    ]),
  });
  receiver.answer('/hangs', () => {});
  const http = (path: string, more = {}) => ({ type: 'http', url: `${receiver.url}${path}`, ...more });
  const body =
    '{"mail":"{{.Data.user_email}}","b64":"{{ b64enc .Data.user_email }}","hello":"{{ upper .Data.user_display_name }}"}';
  const echoes = await service.integration({
    triggers: ['user.created'],
    actions: [
      http('/echo?u={{ urlquery .Data.user_display_name }}&m={{ urlquery .Data.user_email }}', {
        body,
        headers: { 'x-user': '{{.Data.user_id}}' },
      }),
    ],
  });
  const log = { type: 'log', message: '{{.Data.user_email}}' };
  const mail = 'user_email';
  await service.integration({
    triggers: ['user.*'],
    actions: [log],
    threshold: { count: 9, window_secs: 600, by: mail },
  });
  await service.integration({ triggers: ['user.*'], actions: [log], digest: { window_secs: 900 } });
  const ordered = await service.integration({ triggers: ['user.deleted'], actions: [log], ordering_key: mail });
  const task = await service.rest('POST', '/tasks', {
    name: 'fails',
    type: 'script',
    script: `store.set('last', { who: event ? event.data.user_email : input.mail }); console.log('seen', event ? event.data.user_display_name : input.mail); if (event) throw new Error('no account for ' + event.data.user_email + ' ' + event.data.user_display_name);`,
  });
  const fails = await service.integration({
    triggers: ['user.updated'],
    actions: [{ type: 'trigger_task', task_id: task.body.id }],
  });
  const told = await service.integration({
    triggers: ['event_action.delivery_failed', 'task.run_failed'],
    actions: [http('/echo', { body: '{{.Data.error}} {{.Data.output}}' })],
  });
  const paused = await service.integration({
    triggers: ['user.deleted'],
    actions: [http('/never', { body: '{{.Data.user_email}}' })],
  });
  await service.rest('POST', `/integrations/${paused}/pause`);
  const hanging = await service.integration({
    triggers: ['login.failed'],
    actions: [http('/hangs', { body: '{{.Data.user_email}}', timeout_secs: 60 })],
  });
  const lists = await service.integration({ triggers: ['group.created'], actions: [http('/users')] });
  const more = { actor_id: userId, actor_email: email.toUpperCase(), ip_address: '203.0.113.9' };
  await service.publish(
    'user.created',
    { user: { id: userId, email, name: 'Ännchen Müller' }, ...person },
    { ...more, id: `sender-${email}-1` },
  );
  await service.publish('user.updated', { ...person, changed: ['mail'] });
  await service.publish('user.deleted', person);
  await service.publish('login.failed', person);
  await service.publish('group.created', { group_name: 'Engineering', note: `asked for by ${email} (Bob agreed)` });
  await service.publish('group.created', { group_name: 'Others', user_email: 'x.ann.other@example.com' });
  const run = await service.rest('POST', `/tasks/${task.body.id}/run`, { input: { mail: email } });
  expect(run.status).toBe(202);
  await service.rest('POST', '/deliveries/retry', { filter: { error_contains: email } });
  await service.deliveries(ordered, ([item]) => item?.status === 'success');
  await service.deliveries(echoes, ([item]) => item?.status === 'success');
  await service.deliveries(lists, (items) => items.length === 2 && items.every(({ status }) => status === 'success'));
  await service.deliveries(fails, ([item]) => item?.status === 'failed');
  await service.deliveries(told, (items) => items.length === 2 && items.every(({ status }) => status === 'success'));
  await service.deliveries(hanging, ([item]) => item?.status === 'running');
  await until('the runs to end', async () => {
    const { items } = (await service.rest('GET', `/tasks/${task.body.id}/runs`)).body;
    return (
      items.length === 2 && items.every(({ status }: { status: string }) => status === 'success' || status === 'error')
    );
  });
  await until('the bulk job to end', async () =>
    (await service.rest('GET', '/bulk-jobs')).body.items.every((job: any) => job.finished_at),
  );
  return { echoes, fails, paused, hanging, lists };
}

const rowsOf = () =>
  service.database.query(
    `SELECT 'e' AS kind, uid::text AS id, type AS what, NULL AS status FROM events
     UNION ALL SELECT 'd', id::text, event_type, NULL FROM deliveries
     UNION ALL SELECT 'r', id::text, task_name, NULL FROM task_runs ORDER BY 1, 2`,
  );

test('nothing of a person is left in any table, and everything that happened still is', {
  timeout: 90_000,
}, async () => {
  const { echoes, paused, hanging, fails, lists } = await plant();
  const before = await dump();
  expect(tracesIn(before)).toHaveLength(traces.length);
  const kept = await service.database.query(
    'SELECT key FROM threshold_counts UNION ALL SELECT ordering_key FROM deliveries WHERE ordering_key IS NOT NULL',
  );
  expect(kept).toEqual([{ key: `user_email=${email}` }, { key: email }]);
  const rows = await rowsOf();

  const dry = await start({ user_id: userId, user_email: email.toLowerCase(), dry_run: true });
  expect(dry).toMatchObject({
    status: 'done',
    kind: 'erase',
    filter: { user_id: '[erased]', user_email: '[erased]', dry_run: true },
  });
  expect(tracesIn(await dump())).toHaveLength(traces.length);

  const job = await start({ user_id: userId, user_email: email.toLowerCase() });
  const after = await dump();
  expect(after.split('\n').filter((line) => tracesIn(line).length > 0)).toEqual([]);
  expect(job).toMatchObject({ status: 'done', filter: { dry_run: false, user_email: '[erased]' } });
  expect(job.result).toEqual(dry.result);
  // Five events of the person or with them, two that tell of the failure.
  expect(job.result).toMatchObject({ events: 7, cancelled: 2, task_runs: 2, task_values: 1, others: 3 });

  expect(await rowsOf()).toEqual(rows);
  expect(after).toContain('x.ann.other@example.com');
  expect(after).toContain('bob@example.com');
  const history = async (id: string) => {
    const { items } = (await service.rest('GET', `/integrations/${id}/deliveries`)).body;
    return (await service.rest('GET', `/integrations/${id}/deliveries/${items.at(-1).id}`)).body;
  };
  expect(await history(echoes)).toMatchObject({
    status: 'success',
    response_status: 200,
    event_id: 'sender-[erased]-1',
    attempts: [
      {
        number: 1,
        request: { method: 'POST', url: '[erased]', body: '[erased]' },
        response: { status: 200, body: '[erased]' },
      },
    ],
  });
  for (const id of [paused, hanging])
    expect(await history(id)).toMatchObject({ status: 'failed', error: 'the data of the event was erased' });
  expect(await history(fails)).toMatchObject({ status: 'failed', error: '[erased]' });
  // Another event's answer keeps what is not the person's.
  const [others] = (await service.rest('GET', `/integrations/${lists}/deliveries`)).body.items;
  const answered = await service.rest('GET', `/integrations/${lists}/deliveries/${others.id}`);
  expect(JSON.parse(answered.body.attempts[0].response.body)).toEqual([
    { id: '[erased]', email: '[erased]', name: '[erased]' },
    { id: 'u-2', email: 'bob@example.com' },
  ]);
  await service.rest('POST', `/integrations/${paused}/resume`);
  const failed = await history(fails);
  expect((await service.rest('POST', `/integrations/${fails}/deliveries/${failed.id}/retry`)).status).toBe(409);
  expect(receiver.to('/never')).toEqual([]);
  // The search does not find them either.
  expect((await service.rest('GET', '/events?text=00uAnn00000000000001')).body.items).toEqual([]);
  const { data } = await service.graphql(
    '{ events(filter: { type: ["user.deleted"] }) { edges { node { erasedAt data } } } }',
  );
  expect(data.events.edges[0].node.erasedAt).not.toBeNull();
  expect(data.events.edges[0].node.data).toMatchObject({ user_id: '[erased]', user_email: '[erased]' });
});

test('a short id takes its own events and no other five', async () => {
  await service.publish(
    'login.failed',
    { user_id: '5', method: 'password', count: 5, reason: '5 tries' },
    { id: 'five' },
  );
  await service.publish('login.failed', { user_id: '15', port: 5 }, { id: 'fifteen' });
  const job = await start({ user_id: '5' });
  expect(job.result).toMatchObject({ events: 1 });
  const data = await service.database.query(`SELECT data FROM events WHERE id IN ('five', 'fifteen') ORDER BY uid`);
  expect(data).toEqual([
    { data: { user_id: '[erased]', method: 'password', count: 5, reason: '5 tries' } },
    { data: { user_id: '15', port: 5 } },
  ]);
});

test.each([
  ['nobody', {}, 'user_id'],
  ['an address that is none', { user_email: 'ann' }, 'user_email'],
  ['an empty id', { user_id: ' ' }, 'user_id'],
  ['an unknown field', { email: 'ann@example.com' }, 'email'],
])('%s cannot be erased', async (_who, body, path) => {
  const answer = await service.rest('POST', '/erase', body);
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
});
