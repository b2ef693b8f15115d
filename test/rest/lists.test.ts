// Lists: pages, limits, cursors and filters.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
const names = Array.from({ length: 7 }, (_, index) => `integration ${index}`);

beforeAll(async () => {
  service = await startTestService();
  for (const [index, name] of names.entries())
    await service.integration({
      name,
      enabled: index % 2 === 0,
      triggers: index === 3 ? ['user.*', 'login.failed'] : ['user.created'],
      actions: [{ type: 'log', message: 'x' }],
    });
});
afterAll(() => service.stop());

const named = (items: { name: string }[]) => items.map(({ name }) => name);
const list = async (query: string) => (await service.rest('GET', `/integrations${query}`)).body;

test('integrations are listed newest first, with their total', async () => {
  const { status, headers, body } = await service.rest('GET', '/integrations');
  expect(status).toBe(200);
  expect(Object.keys(body).sort()).toEqual(['items', 'next_cursor', 'total']);
  expect(named(body.items)).toEqual([...names].reverse());
  expect(body).toMatchObject({ next_cursor: null, total: 7 });
  expect(headers.get('link')).toBeNull();
  const one = await service.rest('GET', `/integrations/${body.items[0].id}`);
  expect(body.items[0]).toEqual(one.body);
});

test('a page leads to the next by cursor and Link, and together they are the whole list', async () => {
  const seen: string[] = [];
  let path: string | undefined = '/integrations?limit=3&trigger=user.created';
  let pages = 0;
  while (path) {
    const { headers, body }: Awaited<ReturnType<TestService['rest']>> = await service.rest('GET', path);
    seen.push(...named(body.items));
    expect(body.total).toBe(6);
    pages++;
    path = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    const cursor = path && new URL(path, service.url).searchParams.get('cursor');
    expect(body.next_cursor).toBe(cursor ?? null);
  }
  expect(pages).toBe(2);
  expect(seen).toEqual([...names].reverse().filter((name) => name !== 'integration 3'));
});

test('a new integration does not move the pages that follow a cursor', async () => {
  const first = await list('?limit=2');
  const id = await service.integration({ triggers: ['*'], actions: [{ type: 'log', message: 'x' }] });
  expect(named((await list(`?limit=2&cursor=${first.next_cursor}`)).items)).toEqual(['integration 4', 'integration 3']);
  await service.rest('DELETE', `/integrations/${id}`);
});

test('integrations are filtered by part of the name, in any case', async () => {
  expect(named((await list('?name=ION%204')).items)).toEqual(['integration 4']);
  expect(await list('?name=nothing')).toEqual({ items: [], next_cursor: null, total: 0 });
  expect((await list('?name=%25')).total).toBe(0);
  expect((await list('?name=_')).total).toBe(0);
});

test('integrations are filtered by enabled, by trigger, and by all together', async () => {
  expect(named((await list('?enabled=false')).items)).toEqual(['integration 5', 'integration 3', 'integration 1']);
  expect(named((await list('?trigger=login.failed')).items)).toEqual(['integration 3']);
  expect((await list('?enabled=true&trigger=user.created&name=2')).total).toBe(1);
});

test.each(['0', '-1', '251', '1000000000', 'abc', '1.5', '5x', '%00', '99999999999999999999'])(
  'a limit of %s is 400 and names the limit (C104)',
  async (limit) => {
    for (const path of ['/integrations', `/integrations/${(await list('')).items[0].id}/deliveries`]) {
      const { status, body } = await service.rest('GET', `${path}?limit=${limit}`);
      expect(status).toBe(400);
      expect(body.errors).toEqual([{ path: 'limit', message: 'must be a whole number from 1 to 250' }]);
    }
  },
);

test.each([
  'zzz',
  '%00',
  'aW50ZWdyYXRpb25zOng',
  Buffer.from(`deliveries:${crypto.randomUUID()}`).toString('base64url'),
])('a cursor that is none of this list (%s) is 400 and names the cursor (C104)', async (cursor) => {
  const { status, body } = await service.rest('GET', `/integrations?cursor=${cursor}`);
  expect(status).toBe(400);
  expect(body.errors).toEqual([{ path: 'cursor', message: 'is not a cursor of this list' }]);
});

test('a cursor beyond the end gives an empty page, and a page number is not a thing (C104)', async () => {
  const end = Buffer.from('integrations:00000000-0000-7000-8000-000000000000').toString('base64url');
  expect(await list(`?cursor=${end}`)).toEqual({ items: [], next_cursor: null, total: 7 });
  expect((await list('?page=99999')).items).toHaveLength(7);
});

test('a filter that is not true or false is 400', async () => {
  const { status, body } = await service.rest('GET', '/integrations?enabled=maybe');
  expect(status).toBe(400);
  expect(body.errors).toEqual([{ path: 'enabled', message: 'must be true or false' }]);
});

test('a filter with NUL finds nothing', async () => {
  for (const query of ['?name=%00', '?trigger=%00']) {
    const { status, body } = await service.rest('GET', `/integrations${query}`);
    expect({ status, total: body.total }).toEqual({ status: 200, total: 0 });
  }
});
