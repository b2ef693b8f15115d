// A trace goes from the sender's request over the event and its attempts to the targets, whichever processes they are in.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type ChildService, startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { startTraceCollector, type TraceCollector } from './trace-collector.ts';

let database: TestDatabase;
let receiver: Receiver;
let collector: TraceCollector;

beforeAll(async () => {
  [database, receiver, collector] = await Promise.all([createTestDatabase(), startReceiver(), startTraceCollector()]);
});
afterAll(async () => {
  await Promise.all([receiver.close(), collector.close()]);
  await database.drop();
});

/** Says on standard error which packages of OpenTelemetry a process loads. */
const watchLoads = `--import data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module';
   registerHooks({ resolve: (name, context, next) => {
     if (name.startsWith('@opentelemetry/sdk') || name.startsWith('@opentelemetry/exporter')) console.error('LOADS ' + name);
     return next(name, context);
   } });`,
)}`;
const start = (environment: Record<string, string>) =>
  startChildService({ DATABASE_URL: database.url, NODE_OPTIONS: watchLoads, ...environment });
const exporting = () => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_BSP_SCHEDULE_DELAY: '100',
});
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';

async function publish({ client }: ChildService, type: string, headers: Record<string, string> = {}) {
  const answer = await client.rest('POST', '/events', { type, data: {} }, headers);
  expect(answer.status).toBe(202);
  return answer.body.id as string;
}

test('spans of two processes are one trace: the request, the storing, and each attempt, which links to the one before', {
  timeout: 90_000,
}, async () => {
  const [api, worker] = await Promise.all([
    start({ ROLE: 'api', ...exporting(), OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test' }),
    start({ ROLE: 'worker', ...exporting(), OTEL_SERVICE_NAME: 'iam-worker' }),
  ]);
  receiver.answer('/traced', 503, 200);
  await api.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/traced`, max_retries: 1, backoff: { initial_secs: 0.2 } }],
  });
  const eventId = await publish(api, 'user.created', {
    traceparent: `00-${traceId}-${parentId}-01`,
    tracestate: 'vendor=opaque,other=1',
  });
  const spans = (
    await collector.awaits('four spans', (all) => all.filter((span) => span.traceId === traceId).length >= 4)
  )
    .filter((span) => span.traceId === traceId)
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  const [received, stored, first, second] = spans;
  expect(spans.map(({ name }) => name)).toEqual(['receive events', 'store events', 'attempt http', 'attempt http']);
  expect(received?.parentSpanId).toBe(parentId);
  expect(stored?.parentSpanId).toBe(received?.spanId);
  expect(first?.parentSpanId).toBe(stored?.spanId);
  expect(second?.parentSpanId).toBe(stored?.spanId);
  expect(first?.links).toEqual([]);
  expect(second?.links).toMatchObject([{ traceId, spanId: first?.spanId }]);
  // The first two are of the one process, the attempts of the other.
  expect(received?.resource).toMatchObject({
    'service.name': 'iam-integrations',
    'iam.role': 'api',
    'deployment.environment': 'test',
  });
  expect(second?.resource).toMatchObject({ 'service.name': 'iam-worker', 'iam.role': 'worker' });
  expect(received?.resource['service.instance.id']).not.toBe(second?.resource['service.instance.id']);
  expect(first).toMatchObject({ status: 2, attributes: { 'error.type': 'http_5xx', 'iam.attempt': 1 } });
  expect(second).toMatchObject({
    attributes: { 'http.response.status_code': 200, 'iam.attempt': 2, 'iam.event_id': eventId },
  });
  for (const span of spans) expect(span.end).toBeGreaterThanOrEqual(span.start);
  // Each attempt is told to the target as the parent of what it does.
  expect(receiver.to('/traced').map(({ headers }) => [headers.traceparent, headers.tracestate])).toEqual([
    [`00-${traceId}-${first?.spanId}-01`, 'vendor=opaque,other=1'],
    [`00-${traceId}-${second?.spanId}-01`, 'vendor=opaque,other=1'],
  ]);
  const line = worker.logLines().find(({ msg, attempt }) => msg === 'attempt' && attempt === 2);
  expect(line?.traceId).toBe(traceId);

  // Without a sender's trace a new one begins; what the sender does not sample stays out, and is handed on all the same.
  await api.client.integration({
    triggers: ['group.created'],
    actions: [{ type: 'http', url: `${receiver.url}/new-trace` }],
  });
  await publish(api, 'group.created');
  await publish(api, 'group.created', { traceparent: `00-${'1'.repeat(32)}-${parentId}-00` });
  const sent = await receiver.awaits('/new-trace', 2);
  const own = sent.find(({ headers }) => !String(headers.traceparent).includes('1'.repeat(32)));
  expect(own?.headers.traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
  const quiet = sent.find(({ headers }) => String(headers.traceparent).includes('1'.repeat(32)));
  expect(quiet?.headers.traceparent).toMatch(new RegExp(`^00-${'1'.repeat(32)}-[\\da-f]{16}-00$`));
  const ownId = String(own?.headers.traceparent).split('-')[1];
  await collector.awaits('the new trace', (all) => all.filter((span) => span.traceId === ownId).length === 3);
  expect(collector.spans().filter((span) => span.traceId === '1'.repeat(32))).toEqual([]);

  // The last spans are sent before the process ends.
  await publish(api, 'group.created', { traceparent: `00-${'2'.repeat(32)}-${parentId}-01` });
  await receiver.awaits('/new-trace', 3);
  for (const child of [api, worker]) child.kill('SIGTERM');
  expect(await Promise.all([api.exit, worker.exit])).toEqual([0, 0]);
  expect(collector.spans().filter((span) => span.traceId === '2'.repeat(32))).toHaveLength(3);
  expect(api.output()).toContain('LOADS @opentelemetry/sdk-trace');
});

test('the failure event of a delivery goes on with the trace of the attempt that failed', {
  timeout: 60_000,
}, async () => {
  const node = await start(exporting());
  receiver.answer('/fails', 404);
  await node.client.integration({
    triggers: ['mfa.enrolled'],
    actions: [{ type: 'http', url: `${receiver.url}/fails` }],
  });
  await node.client.integration({
    triggers: ['event_action.delivery_failed'],
    actions: [{ type: 'http', url: `${receiver.url}/told` }],
  });
  await publish(node, 'mfa.enrolled', { traceparent: `00-${'3'.repeat(32)}-${parentId}-01` });
  const [told] = await receiver.awaits('/told', 1);
  const all = await collector.awaits(
    'both attempts',
    (spans) => spans.filter(({ name, traceId: id }) => name === 'attempt http' && id === '3'.repeat(32)).length === 2,
  );
  const attempts = all.filter(({ name, traceId: id }) => name === 'attempt http' && id === '3'.repeat(32));
  const failed = attempts.find(({ attributes }) => attributes['iam.event_type'] === 'mfa.enrolled');
  const telling = attempts.find(({ attributes }) => attributes['iam.event_type'] === 'event_action.delivery_failed');
  expect(telling?.parentSpanId).toBe(failed?.spanId);
  expect(told?.headers.traceparent).toBe(`00-${'3'.repeat(32)}-${telling?.spanId}-01`);
});

test('protobuf is what is sent unless JSON is asked for; a collector that is away costs a line in the log', {
  timeout: 60_000,
}, async () => {
  const node = await start({
    ...exporting(),
    OTEL_EXPORTER_OTLP_PROTOCOL: '',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=planted-key',
  });
  await publish(node, 'user.deleted');
  const request = await until('a request in protobuf', () =>
    collector.requests.find(({ headers }) => headers['content-type'] === 'application/x-protobuf'),
  );
  expect(request.url).toBe('/v1/traces');
  expect(request.headers['x-api-key']).toBe('planted-key');
  expect(request.body).toContain('receive events');
  const lost = await start({
    ...exporting(),
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  });
  await publish(lost, 'user.deleted');
  await until('a word in the log', () => lost.logLines().some(({ msg }) => msg === 'traces could not be sent'));
  expect((await lost.client.rest('GET', '/readyz')).status).toBe(200);
  expect(node.output() + lost.output()).not.toContain('planted-key');
});

test('with nowhere to send traces nothing is loaded, and a sender’s trace reaches the target as it came', async () => {
  const node = await start({});
  await node.client.integration({
    triggers: ['user.updated'],
    actions: [{ type: 'http', url: `${receiver.url}/handed-on` }],
  });
  const traceparent = `00-${traceId}-${parentId}-01`;
  await publish(node, 'user.updated', { traceparent, tracestate: 'vendor=opaque' });
  await publish(node, 'user.updated');
  await publish(node, 'user.updated', { traceparent: '00-not-a-trace-01' });
  const sent = await receiver.awaits('/handed-on', 3);
  const handed = sent.filter(({ headers }) => headers.traceparent !== undefined);
  expect(handed.map(({ headers }) => [headers.traceparent, headers.tracestate])).toEqual([
    [traceparent, 'vendor=opaque'],
  ]);
  expect(node.output()).not.toContain('LOADS');
});
