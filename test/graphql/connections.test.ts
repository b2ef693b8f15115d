// Pages in both directions: flags, cursors, totals.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let id = '';
let empty = '';
beforeAll(async () => {
  service = await startTestService();
  id = await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
  empty = await service.integration({ triggers: ['user.deleted'], actions: [{ type: 'log', message: 'x' }] });
  await service.rest('POST', '/events', { events: Array(25).fill({ type: 'user.created' }) });
});
afterAll(() => service.stop());

interface Page {
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}
const page = async (args: Record<string, unknown>, of = id): Promise<Page> => {
  const document = `query($of: ID!, $first: Int, $after: String, $last: Int, $before: String) { integration(id: $of) {
    deliveries(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
  return (await service.graphql(document, { of, ...args })).data.integration.deliveries;
};
const flags = ({ pageInfo, edges }: Page) => [edges.length, pageInfo.hasPreviousPage, pageInfo.hasNextPage];
const idsOf = (pages: Page[]) => pages.flatMap(({ edges }) => edges.map(({ node }) => node.id));

test('forward, 25 rows are pages of 10, 10 and 5 with their flags (C105)', async () => {
  const first = await page({ first: 10 });
  const second = await page({ first: 10, after: first.pageInfo.endCursor });
  const third = await page({ first: 10, after: second.pageInfo.endCursor });
  expect([first, second, third].map(flags)).toEqual([
    [10, false, true],
    [10, true, true],
    [5, true, false],
  ]);
  const ids = idsOf([first, second, third]);
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
  expect(first.pageInfo).toMatchObject({ startCursor: first.edges[0]?.cursor, endCursor: first.edges[9]?.cursor });
});

test('backward, the pages and flags are mirrored (C105)', async () => {
  const third = await page({ last: 10 });
  const second = await page({ last: 10, before: third.pageInfo.startCursor });
  const first = await page({ last: 10, before: second.pageInfo.startCursor });
  expect([third, second, first].map(flags)).toEqual([
    [10, true, false],
    [10, true, true],
    [5, false, true],
  ]);
  expect(idsOf([first, second, third])).toEqual(idsOf([await page({ first: 25 })]));
});

test('the total alone can be asked for (C105)', async () => {
  const document = `query($id: ID!) { integration(id: $id) { deliveries { totalCount } } }`;
  expect((await service.graphql(document, { id })).data).toEqual({ integration: { deliveries: { totalCount: 25 } } });
  expect((await service.graphql('{ deliveries { totalCount } integrations { totalCount } }')).data).toEqual({
    deliveries: { totalCount: 25 },
    integrations: { totalCount: 2 },
  });
  const filtered = `{ deliveries(filter: { eventType: ["user.deleted"] }) { totalCount } integrations(filter: { trigger: "user.deleted" }) { totalCount } }`;
  expect((await service.graphql(filtered)).data).toEqual({
    deliveries: { totalCount: 0 },
    integrations: { totalCount: 1 },
  });
});

test('an empty list has a total of 0, no cursors and no error (C105)', async () => {
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  for (const args of [{}, { first: 10 }, { last: 10 }])
    expect(await page(args, empty)).toEqual({ edges: [], pageInfo });
  const document = `query($id: ID!) { integration(id: $id) { deliveries { totalCount edges { node { id } } } } }`;
  expect((await service.graphql(document, { id: empty })).data.integration.deliveries).toEqual({
    totalCount: 0,
    edges: [],
  });
});

test('pages may be bounded on both sides', async () => {
  const all = (await page({ first: 25 })).edges;
  const bounded = await page({ after: all[4]?.cursor, before: all[8]?.cursor });
  expect(bounded.edges).toEqual(all.slice(5, 8));
});

test.each([
  [{ first: 0 }, 'first'],
  [{ first: -1 }, 'first'],
  [{ first: 251 }, 'first'],
  [{ last: 0 }, 'last'],
  [{ last: 1_000_000_000 }, 'last'],
  [{ first: 1, last: 1 }, 'last'],
  [{ after: 'zzz' }, 'after'],
  [{ before: '' }, 'before'],
  [{ after: Buffer.from('integrations:0198c0de-0000-7000-8000-000000000000').toString('base64url') }, 'after'],
])('a page of %j is BAD_USER_INPUT and names %s (C104)', async (args, path) => {
  const document = `query($first: Int, $after: String, $last: Int, $before: String) {
    deliveries(first: $first, after: $after, last: $last, before: $before) { edges { cursor } } }`;
  const { errors } = await service.graphql(document, args);
  expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path }] });
});
