// Rates, concurrency and breakers of two processes on one database: what they let through, they let through together.
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type ChildService, startChildService } from '../support/process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

async function twoNodes(): Promise<[TestDatabase, ChildService, ChildService]> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const environment = { DATABASE_URL: database.url };
  const [one, other] = await Promise.all([startChildService(environment), startChildService(environment)]);
  return [database, one, other];
}

const publish = (nodes: readonly ChildService[], type: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) => (nodes[n % nodes.length] as ChildService).client.publish(type, { n })),
  );
const attemptsOf = ({ logLines }: ChildService, integrationId: string) =>
  logLines().filter(({ msg, integrationId: id }) => msg === 'attempt' && id === integrationId).length;

test('two workers together keep to the rate, the concurrency and the single probe of an action', async () => {
  const [database, one, other] = await twoNodes();
  const nodes = [one, other];
  const { client } = one;

  // The rate: 30 at 10 a second.
  const rated = await client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/rated`, rate_per_sec: 10 }],
  });
  await publish(nodes, 'user.created', 30);
  await client.deliveries(rated, (items) => items.filter(({ status }) => status === 'success').length === 30);
  const times = receiver.to('/rated').map(({ at }) => at);
  expect(times).toHaveLength(30);
  // 29 waits of 100 ms, less what the first look-backs allow.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_600);

  // The concurrency.
  let open = 0;
  let most = 0;
  receiver.answer('/few', (_request, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      response.end('ok');
    }, 30);
  });
  const few = await client.integration({
    triggers: ['user.updated'],
    actions: [{ type: 'http', url: `${receiver.url}/few`, concurrency: 2 }],
  });
  await publish(nodes, 'user.updated', 40);
  await client.deliveries(few, (items) => items.filter(({ status }) => status === 'success').length === 40);
  expect(most).toBe(2);

  // The probe: one, although both have deliveries that wait, and both look when it is due.
  receiver.answer('/down', 503);
  const down = await client.integration({
    triggers: ['user.deleted'],
    breaker: { failures: 3, wait_secs: 3_600, max_wait_secs: 3_600 },
    actions: [{ type: 'http', url: `${receiver.url}/down` }],
  });
  await publish(nodes, 'user.deleted', 3);
  const isOpen = async () => {
    const { body } = await client.rest('GET', `/integrations/${down}/breakers`);
    return body.items[0].state === 'open';
  };
  await until('the breaker to open', isOpen);
  await publish(nodes, 'user.deleted', 20);
  await client.deliveries(down, (items) => items.filter(({ waits_for }) => waits_for === 'breaker').length === 20);
  for (let probe = 1; probe <= 3; probe += 1) {
    await database.query(
      `WITH due AS (UPDATE action_gates SET next_probe_at = now(), release_at = now() WHERE integration_id = $1 RETURNING 1)
       SELECT pg_notify('iam_work', 'gates') FROM due`,
      [down],
    );
    await publish(nodes, 'user.deleted', 4);
    await client.deliveries(
      down,
      (items) =>
        items.filter(({ waits_for }) => waits_for === 'breaker').length === 20 + 3 * probe &&
        items.filter(({ status }) => status === 'failed').length === 3 + probe,
    );
    expect(receiver.to('/down')).toHaveLength(3 + probe);
  }
  receiver.answer('/down', 200);
  await database.query(
    `WITH due AS (UPDATE action_gates SET next_probe_at = now(), release_at = now() WHERE integration_id = $1 RETURNING 1)
     SELECT pg_notify('iam_work', 'gates') FROM due`,
    [down],
  );
  await client.deliveries(down, (items) => items.filter(({ status }) => status === 'success').length === 29);
  expect(receiver.to('/down')).toHaveLength(35);
  expect(new Set(receiver.to('/down').map(({ headers }) => headers['webhook-id'])).size).toBe(35);

  // Both took part.
  for (const node of nodes) expect(attemptsOf(node, few) + attemptsOf(node, down)).toBeGreaterThan(0);
}, 120_000);

test('what waits at a gate goes on when the worker that held it back is gone', async () => {
  const [, one, other] = await twoNodes();
  const id = await one.client.integration({
    triggers: ['user.created'],
    actions: [{ type: 'http', url: `${receiver.url}/left`, rate_per_sec: 2 }],
  });
  await publish([one], 'user.created', 8);
  await other.client.deliveries(id, (items) => items.some(({ waits_for }) => waits_for === 'rate'));
  one.kill('SIGKILL');
  await one.exit;
  await until(
    'the rest to be sent',
    async () => {
      const { body } = await other.client.rest('GET', `/integrations/${id}/deliveries?limit=50`);
      return body.items.every(({ status }: { status: string }) => status === 'success');
    },
    60_000,
  );
  expect(new Set(receiver.to('/left').map(({ headers }) => headers['webhook-id'])).size).toBe(8);
}, 120_000);
