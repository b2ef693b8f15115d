// What Prometheus reads at /metrics, held against what happened.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queueStateStatement } from '../../src/infra/queue-state.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';
import { scrape, scrapeUntil } from './scrape.ts';

const metricsToken = 'only-for-prometheus-0123456789';
let service: TestService;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  service = await startTestService({ config: { metricsToken } });
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

test('/metrics needs a token: METRICS_TOKEN opens it and nothing else', async () => {
  const ask = (path: string, token?: string) =>
    fetch(`${service.url}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  for (const token of [undefined, 'wrong-token-0123456789']) {
    const refused = await ask('/metrics', token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(await refused.text()).not.toContain('iam_');
  }
  const allowed = await ask('/metrics', metricsToken);
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('content-type')).toContain('text/plain');
  for (const path of ['/integrations', '/events', '/graphql?query={__typename}'])
    expect((await ask(path, metricsToken)).status).toBe(401);
});

test('events are counted by what became of them', async () => {
  const before = await scrape(service.url);
  const counted = (scraped: typeof before, outcome: string) =>
    scraped.value('iam_events_total', { door: 'client', outcome }) ?? 0;
  await service.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/counted` }],
  });
  await service.publish('user.created', {}, { id: 'counted-1' });
  await service.publish('user.created', {}, { id: 'counted-1' });
  await service.publish('group.created');
  await service.rest('POST', '/events', { events: [{ type: 'group.created' }, { type: 'group.created' }] });
  expect((await service.rest('POST', '/events', { type: 'no.such_type' })).status).toBe(400);
  const after = await scrape(service.url);
  const grown = Object.fromEntries(
    ['matched', 'unmatched', 'duplicate', 'refused', 'unavailable'].map((outcome) => [
      outcome,
      counted(after, outcome) - counted(before, outcome),
    ]),
  );
  expect(grown).toEqual({ matched: 1, unmatched: 3, duplicate: 1, refused: 1, unavailable: 0 });
});

test('what sources send is counted, refused requests too', async () => {
  const secret = 'a-shared-secret-of-logto-0123456789';
  const made = await service.rest('POST', '/sources', {
    name: 'measured',
    kind: 'logto',
    settings: { secret },
  });
  expect(made.status).toBe(201);
  const body = JSON.stringify({ event: 'PostSignIn', createdAt: new Date().toISOString(), user: { id: 'u1' } });
  const send = (signature: string) =>
    fetch(`${service.url}/events/measured`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'logto-signature-sha-256': signature },
      body,
    });
  expect((await send(createHmac('sha256', secret).update(body).digest('hex'))).status).toBeLessThan(300);
  expect((await send('0'.repeat(64))).status).toBe(401);
  const { value } = await scrape(service.url);
  expect(value('iam_source_requests_total', { outcome: 'accepted' })).toBe(1);
  expect(value('iam_source_requests_total', { outcome: 'rejected' })).toBe(1);
  expect(value('iam_events_total', { door: 'source' })).toBe(1);
  expect(value('iam_http_requests_total', { door: 'sources', status: '4xx' })).toBe(1);
});

test('attempts are measured by kind and by what followed, failures counted by cause', async () => {
  receiver.answer('/twice', 500, 200);
  receiver.answer('/never', 404);
  await service.integration({
    triggers: ['mfa.enrolled'],
    actions: [
      { type: 'http', url: `${receiver.url}/twice`, max_retries: 1, backoff: { initial_secs: 0.1 } },
      { type: 'http', url: `${receiver.url}/never` },
      { type: 'log', message: 'measured' },
    ],
  });
  await service.publish('mfa.enrolled');
  const { value, samples } = await scrapeUntil(
    service.url,
    'the ends of three deliveries',
    (scraped) =>
      scraped.value('iam_attempt_duration_seconds_count', { kind: 'http', outcome: 'retry' }) === 1 &&
      (scraped.value('iam_deliveries_total', { kind: 'http', status: 'success' }) ?? 0) >= 2 &&
      scraped.value('iam_deliveries_total', { kind: 'log', status: 'success' }) === 1 &&
      scraped.value('iam_deliveries_total', { kind: 'http', status: 'failed' }) === 1,
  );
  expect(value('iam_attempt_duration_seconds_count', { kind: 'http', outcome: 'failed' })).toBe(1);
  expect(value('iam_attempt_failures_total', { kind: 'http' })).toBe(2);
  // A failure by its cause, which is one of a list.
  expect(samples.filter(({ name }) => name === 'iam_attempt_failures_total').map(({ labels }) => labels.cause)).toEqual(
    expect.arrayContaining(['http_5xx', 'http_404']),
  );
  expect(value('iam_attempt_duration_seconds_bucket', { kind: 'log', outcome: 'success', le: '+Inf' })).toBe(1);
});

test('runs of tasks are measured by type and status', async () => {
  const task = await service.rest('POST', '/tasks', {
    name: 'measured',
    type: 'script',
    script: 'console.log("hello")',
  });
  expect(task.status).toBe(201);
  await service.rest('POST', `/tasks/${task.body.id}/run`);
  const { value } = await scrapeUntil(
    service.url,
    'the end of the run',
    (scraped) => scraped.value('iam_task_run_duration_seconds_count', { type: 'script' }) === 1,
  );
  expect(value('iam_task_run_duration_seconds_count', { type: 'script', status: 'success' })).toBe(1);
});

test('the queue tells how much waits, how much is in work and since when the oldest waits', async () => {
  const held: (() => void)[] = [];
  receiver.answer('/held', (_request, response) => void held.push(() => response.end('ok')));
  receiver.answer('/later', 503);
  await service.integration({
    triggers: ['application.created'],
    actions: [
      { type: 'http', url: `${receiver.url}/held`, timeout_secs: 60 },
      { type: 'http', url: `${receiver.url}/later`, max_retries: 1, backoff: { initial_secs: 600 } },
    ],
  });
  await service.publish('application.created');
  const of = { queue: 'attempts' };
  const { value } = await scrapeUntil(
    service.url,
    'one in work and one for later',
    (scraped) =>
      scraped.value('iam_queue_jobs', { ...of, state: 'running' }) === 1 &&
      scraped.value('iam_queue_jobs', { ...of, state: 'later' }) === 1,
  );
  expect(value('iam_queue_jobs', { ...of, state: 'due' })).toBe(0);
  expect(value('iam_queue_oldest_due_seconds', of)).toBe(0);
  expect(value('iam_attempts_running')).toBe(1);
  expect(value('iam_attempts_running_max')).toBeGreaterThan(1);
  for (const answer of held) answer();
  // Due, and nobody may take it: as where no worker runs.
  await service.database.query(
    `INSERT INTO pgboss.job (name, data, start_after, blocked, group_id)
     SELECT 'attempts', '{}', now() - interval '90 seconds', false, null FROM pg_sleep(0)
     WHERE pg_try_advisory_lock(hashtextextended('take attempts', 0))`,
  );
  await until('the waiting job to be seen', async () => {
    const [row] = await service.database.query<{ due: number; age: number }>(
      `SELECT due, age FROM (${queueStateStatement}) s WHERE queue = 'attempts'`,
    );
    return row?.due === 1 && row.age >= 90;
  });
  await service.database.query("DELETE FROM pgboss.job WHERE data = '{}'");
});

test('the state of the queue is read from an index, however much history lies beside it', async () => {
  await service.database.query(
    `INSERT INTO pgboss.job (name, data, state, start_after, completed_on)
     SELECT 'attempts', '{}', 'completed', now(), now() FROM generate_series(1, 20000)`,
  );
  await service.database.query('ANALYZE pgboss.job_common');
  const plan = await service.database.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, BUFFERS) ${queueStateStatement}`,
  );
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).not.toMatch(/Seq Scan on job/);
  expect(text).toMatch(/Index (Only )?Scan/);
  const buffers = [...text.matchAll(/shared hit=(\d+)/g)].map(([, hits]) => Number(hits));
  expect(Math.max(...buffers)).toBeLessThan(400);
  await service.database.query("DELETE FROM pgboss.job WHERE data = '{}'");
});

test('connections, subscribers and the process itself are measured', async () => {
  const live = await subscribe(service.url, 'subscription { deliveryUpdated { id } }');
  const { value, types } = await scrapeUntil(
    service.url,
    'the subscriber',
    (scraped) => scraped.value('iam_live_subscribers', { stream: 'deliveries' }) === 1,
  );
  await live.close();
  expect(value('iam_database_connections', { pool: 'road' })).toBeGreaterThan(0);
  expect(value('iam_database_connections_max', { pool: 'clients' })).toBe(10);
  expect(value('iam_database_waiting')).toBe(0);
  expect(types.get('process_cpu_seconds_total')).toBe('counter');
  expect(types.get('nodejs_eventloop_lag_p99_seconds')).toBe('gauge');
  expect(value('iam_build_info', { role: 'all' })).toBe(1);
});

test('requests are counted by the pattern of their path, so that nothing a client sends makes a label', async () => {
  const marks = ['0197a000-0000-7000-8000-000000000abc', 'a-secret-in-a-path', 'wild.type'];
  await service.rest('GET', `/integrations/${marks[0]}`);
  await service.rest('GET', `/${marks[1]}?token=${marks[1]}`);
  await service.rest('POST', '/events', { type: marks[2], id: marks[1] });
  await service.rest('GET', `/events/${marks[1]}`);
  await service.rest('OPTIONS', `/integrations/${marks[1]}`);
  await service.rest('GET', `/ui/integrations/${marks[0]}`);
  const { samples, value } = await scrape(service.url);
  const labels = samples.flatMap((sample) => Object.values(sample.labels));
  for (const mark of marks) expect(labels.join('\n')).not.toContain(mark);
  expect(value('iam_http_requests_total', { route: '/integrations/:id', method: 'GET', status: '4xx' })).toBe(1);
  expect(value('iam_http_requests_total', { route: 'none', door: 'none' })).toBeGreaterThan(0);
  expect(value('iam_http_requests_total', { door: 'page', route: '/ui/*' })).toBe(1);
  const names = new Set(samples.filter(({ name }) => name.startsWith('iam_')).flatMap((s) => Object.keys(s.labels)));
  expect([...names].sort().join(' ')).toBe(
    'cause door kind le method outcome pool queue role route state status stream type version',
  );
});

test('breakers that are not closed are counted by state', async () => {
  receiver.answer('/broken', 500);
  const id = await service.integration({
    triggers: ['group.updated'],
    breaker: { failures: 1, wait_secs: 600, max_wait_secs: 600 },
    actions: [{ type: 'http', url: `${receiver.url}/broken` }],
  });
  const before = await scrape(service.url);
  expect(before.value('iam_breakers', { state: 'half_open' })).toBe(0);
  await service.publish('group.updated');
  await service.deliveries(id, (items) => items.some(({ status }) => status === 'failed'));
  const { value } = await scrapeUntil(
    service.url,
    'the open breaker',
    (scraped) => scraped.value('iam_breakers', { state: 'open' }) === 1,
  );
  expect(value('iam_breakers', { state: 'half_open' })).toBe(0);
});
