// The number of database calls of a list does not grow with its rows.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
afterEach(() => void vi.restoreAllMocks());

const add = async (count: number) => {
  for (let index = 0; index < count; index++)
    await service.integration({
      triggers: ['user.created'],
      actions: [
        { type: 'log', message: 'x' },
        { type: 'slack', webhook_url: 'http://127.0.0.1:9/s', message: 'x' },
      ],
    });
};

/** The statements that the service's reading makes while `work` runs: those that Prisma writes. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const before = query.mock.calls.length;
  await work();
  const texts = query.mock.calls
    .slice(before)
    .map(([statement]: unknown[]) => (statement as { text?: string }).text ?? statement);
  query.mockRestore();
  return texts.filter((text) => typeof text === 'string' && text.includes('"public".')).length;
}

const lists: readonly [what: string, document: string, atMost: number][] = [
  [
    'integrations with their actions',
    '{ integrations(first: 100) { totalCount edges { node { id name triggers conditions { field } actions { id type } } } } }',
    2,
  ],
  [
    'deliveries with integration, event and attempts',
    `{ deliveries(first: 100) { totalCount edges { node { id status integration { name actions { id } }
      event { id data } attempts { number error request { url } } } } pageInfo { hasNextPage } } }`,
    5,
  ],
  [
    'one integration with its deliveries and their attempts',
    `query($id: ID!) { integration(id: $id) { name deliveries(first: 100) { totalCount edges { node { id attempts { number } event { type } } } } } }`,
    5,
  ],
];

test.each(lists)('%s are read in as many calls for 20 rows as for 2', async (_what, document, atMost) => {
  await add(1);
  const events = (count: number) =>
    service.rest('POST', '/events', { events: Array(count).fill({ type: 'user.created' }) });
  await events(2);
  const id = (await service.rest('GET', '/integrations')).body.items.at(-1).id;
  const read = async () => {
    const answer = await service.graphql(document, { id });
    expect(answer.errors).toBeUndefined();
  };
  const few = await statementsOf(read);
  await add(4);
  await events(6);
  const many = await statementsOf(read);
  expect(few).toBeGreaterThan(0);
  expect(few).toBeLessThanOrEqual(atMost);
  expect(many).toBe(few);
});

test('the REST lists make no call per row either', async () => {
  const id = (await service.rest('GET', '/integrations')).body.items.at(-1).id;
  // The page, their breakers, and the count.
  expect(await statementsOf(() => service.rest('GET', '/integrations?limit=100'))).toBe(3);
  expect(await statementsOf(() => service.rest('GET', `/integrations/${id}/deliveries?limit=100`))).toBe(2);
});

test('a batch of events is answered without reading the events back', async () => {
  const publish = (count: number) =>
    statementsOf(() => service.rest('POST', '/events', { events: Array(count).fill({ type: 'login.failed' }) }));
  expect(await publish(1)).toBe(0);
  expect(await publish(100)).toBe(0);
});

test('a total is counted only when it is asked for', async () => {
  expect(await statementsOf(() => service.graphql('{ integrations { edges { node { id } } } }'))).toBe(1);
  expect(await statementsOf(() => service.graphql('{ integrations { totalCount } }'))).toBeLessThanOrEqual(2);
});
