// Whatever is sent to the REST door, the answer is never a 500, and what is refused has changed nothing.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { nearlyEvent, nearlyIntegration, wildJson, wildText } from './wild-json.ts';

let service: TestService;
let id = '';
const runs = { numRuns: 100, interruptAfterTimeLimit: 12_000 } as const;

/** Sent first of all: on a slow machine, where few others follow, each kind of answer has been given too. */
const goodIntegration = JSON.stringify({
  name: 'Good',
  triggers: ['user.created'],
  actions: [{ type: 'log', message: 'x' }],
});
const goodEvent = JSON.stringify({ type: 'user.created', data: {} });

beforeAll(async () => {
  service = await startTestService();
  id = await service.integration({
    triggers: ['mfa.enrolled'],
    actions: [{ type: 'http', url: 'http://127.0.0.1:9/', auth: { type: 'bearer', token: 'fuzz-SECRET' } }],
  });
});
afterAll(() => service.stop());

/** How often each status was answered: a test that is refused all the time proves little. */
const statuses = new Map<number, number>();

const mostly = (good: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: wildJson });

/** Failures of what was accepted raise events by themselves. */
const state = async () =>
  JSON.stringify(
    await service.database.query(
      `SELECT (SELECT count(*)::int FROM integrations) AS integrations, (SELECT version FROM integration_set) AS version,
         (SELECT count(*)::int FROM events WHERE type <> 'event_action.delivery_failed') AS events`,
    ),
  );

async function holds(method: string, path: string, body?: string): Promise<void> {
  const before = await state();
  const answer = await service.rest(method, path, body);
  expect(answer.status, `${method} ${path} ${body?.slice(0, 2_000)} ${JSON.stringify(answer.body)}`).toBeLessThan(500);
  expect(JSON.stringify(answer.body)).not.toContain('fuzz-SECRET');
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  if (answer.status < 400) return;
  expect(await state()).toBe(before);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
}

test('whatever is sent as an integration', async () => {
  await fc.assert(
    fc.asyncProperty(mostly(nearlyIntegration), fc.boolean(), async (body, isNew) => {
      await holds(isNew ? 'POST' : 'PUT', isNew ? '/integrations' : `/integrations/${id}`, body);
    }),
    {
      ...runs,
      examples: [
        [goodIntegration, true],
        [goodIntegration, false],
        ['{', true],
      ],
    },
  );
});

test('whatever is sent as an event or a batch', async () => {
  await fc.assert(
    fc.asyncProperty(mostly(nearlyEvent), (body) => holds('POST', '/events', body)),
    { ...runs, examples: [[goodEvent]] },
  );
});

/** HTTP has no room for more in an address. */
const shortText = wildText.map((text) => text.slice(0, 200).toWellFormed());

test('whatever is asked in a query or named in a path', async () => {
  const names = [
    'limit',
    'cursor',
    'name',
    'enabled',
    'trigger',
    'status',
    'event_type',
    'since',
    'until',
    '__proto__',
    'a[b]',
  ];
  const pairs = fc.array(fc.tuple(fc.constantFrom(...names), shortText), { maxLength: 4 });
  const path = fc.oneof(
    fc.constantFrom('/integrations', `/integrations/${id || '0'}/deliveries`, '/integrations/event-types'),
    shortText.map((text) => `/integrations/${encodeURIComponent(text)}/deliveries`),
  );
  await fc.assert(
    fc.asyncProperty(path, pairs, async (at, query) => {
      const text = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
      await holds('GET', `${at}?${text}`);
    }),
    {
      ...runs,
      examples: [
        ['/integrations', []],
        ['/integrations/0/deliveries', []],
      ],
    },
  );
});

test.each(['%', '%ff', '%c0%80', '?a=%', '?cursor=%ff', '?limit=%E0%A4%A', '?limit[]=1', '?a&&&=', '/../..', '//'])(
  'an address that ends in %s is not our fault',
  async (end) => {
    const { status } = await service.rest('GET', `/integrations/${id}/deliveries${end}`);
    expect(status).toBeLessThan(500);
  },
);

test('what was sent was now and then good', () => {
  for (const status of [200, 201, 202, 400, 404]) expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
});
