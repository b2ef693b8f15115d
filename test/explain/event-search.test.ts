// Events listed and searched, over GraphQL and REST.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
const times: string[] = [];
beforeAll(async () => {
  service = await startTestService();
  await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
  const publish = async (id: string, type: string, more: object) => {
    await service.publish(type, {}, { id, ...more });
    times.push((await service.rest('GET', `/events/${id}`)).body.received_at);
  };
  await publish('one', 'user.created', {
    actor_id: 'adm-1',
    actor_email: 'Root@Example.com',
    data: { user_id: 'u-1', user_email: 'Ann.Smith@example.com', note: 'first "quoted" \\ text' },
  });
  await publish('two', 'login.failed', { ip_address: '10.0.0.7', data: { user: { id: 'u-2', email: 'bob@x.org' } } });
  await publish('three', 'login.failed', { actor_id: 'adm-10', data: { reason: 'Wrong password', tries: 30.5 } });
});
afterAll(() => service.stop());

const found = async (query: string) => {
  const { status, body } = await service.rest('GET', `/events?${query}`);
  expect({ query, status }).toEqual({ query, status: 200 });
  return body.items.map(({ id }: { id: string }) => id);
};

test.each([
  ['', ['three', 'two', 'one']],
  ['type=login.failed', ['three', 'two']],
  ['type=login.failed,user.created', ['three', 'two', 'one']],
  ['type=user.deleted', []],
  ['actor=adm-1', ['one']],
  ['actor=root@example.com', ['one']],
  ['actor=nobody', []],
  ['actor=*', []],
  ['subject=u-1', ['one']],
  ['subject=ANN.smith@example.com', ['one']],
  ['subject=u-2', ['two']],
  ['subject=BOB@x.org', ['two']],
  ['matched=true', ['one']],
  ['matched=false', ['three', 'two']],
  ['matched=false&type=user.created', []],
  ['stopped_by=depth', []],
])('a search for %j finds %j', async (query, ids) => {
  expect(await found(query)).toEqual(ids);
});

test.each([
  ['smith', ['one']],
  ['ann.smi', ['one']],
  ['@EXAMPLE.com', ['one']],
  ['quoted', ['one']],
  ['wrong pass', ['three']],
  ['password first', []],
  ['10.0.0.7', ['two']],
  ['10.0', ['two']],
  ['30.5', ['three']],
  ['mith', []],
  ['adm', ['three', 'one']],
  ["'; DROP TABLE events; --", []],
  ['%00', []],
  ['&|!', []],
])('the text %j finds %j', async (text, ids) => {
  expect(await found(`text=${text.startsWith('%') ? text : encodeURIComponent(text)}`)).toEqual(ids);
});

test('a text can be searched together with every other filter', async () => {
  expect(await found('text=example&type=user.created&actor=adm-1&subject=u-1&matched=true')).toEqual(['one']);
  expect(await found('text=example&type=login.failed')).toEqual([]);
});

test('a range of time is from the first moment up to the last, as events show them', async () => {
  const [first = '', second = '', third = ''] = times;
  expect(await found(`since=${second}`)).toEqual(['three', 'two']);
  expect(await found(`since=${first}&until=${third}`)).toEqual(['two', 'one']);
  expect(await found(`until=${first}`)).toEqual([]);
  expect(await found(`text=adm&until=${third}`)).toEqual(['one']);
});

test('pages lead through the whole list in both directions', async () => {
  const document = `query($first: Int, $after: String, $last: Int, $before: String, $filter: EventFilter) {
    events(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges { cursor node { id deliveries { status } } } pageInfo { hasNextPage hasPreviousPage } } }`;
  const page = async (variables: object) => {
    const { data, errors } = await service.graphql(document, { ...variables });
    expect(errors).toBeUndefined();
    return { ...data.events, ids: data.events.edges.map((edge: { node: { id: string } }) => edge.node.id) };
  };
  for (const filter of [{}, { type: ['login.failed', 'user.created'] }]) {
    const first = await page({ first: 2, filter });
    expect(first).toMatchObject({ ids: ['three', 'two'], pageInfo: { hasNextPage: true } });
    const second = await page({ first: 2, after: first.edges[1].cursor, filter });
    expect(second).toMatchObject({ ids: ['one'], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    expect(await page({ last: 2, before: second.edges[0].cursor, filter })).toMatchObject({ ids: ['three', 'two'] });
  }
  const words = await page({ first: 1, filter: { text: 'adm' } });
  expect(await page({ first: 1, after: words.edges[0].cursor, filter: { text: 'adm' } })).toMatchObject({
    ids: ['one'],
  });
  expect((await page({ last: 1, filter: { text: 'adm' } })).ids).toEqual(['one']);
});

test('one event is shown with its deliveries, and one that is not there is 404', async () => {
  const { body } = await service.rest('GET', '/events/one');
  expect(body).toMatchObject({ id: 'one', type: 'user.created', delivery_count: 1, duplicate_count: 0, depth: 0 });
  expect(body.data).toMatchObject({ user_id: 'u-1' });
  expect(body.deliveries).toHaveLength(1);
  expect((await service.rest('GET', `/events/${body.uid}`)).body.id).toBe('one');
  expect((await service.rest('GET', '/events/none')).status).toBe(404);
});

test.each([
  ['matched=maybe', 'matched', 'must be true or false'],
  ['since=yesterday', 'since', 'must be a time as in RFC 3339'],
  ['limit=0', 'limit', 'must be a whole number from 1 to 250'],
  ['cursor=x', 'cursor', 'is not a cursor of this list'],
])('a search with %s is 400 and names what is wrong', async (query, path, message) => {
  const { status, body } = await service.rest('GET', `/events?${query}`);
  expect({ status, errors: body.errors }).toEqual({ status: 400, errors: [{ path, message }] });
});

test('an event counts how often its id came again, also within one request', async () => {
  const event = { type: 'user.updated', id: 'again' };
  await service.rest('POST', '/events', { events: [event, event, { type: 'user.updated', id: 'other' }] });
  await Promise.all([1, 2, 3].map(() => service.rest('POST', '/events', event)));
  const counts = async (id: string) => (await service.rest('GET', `/events/${id}`)).body.duplicate_count;
  expect(await counts('again')).toBe(4);
  expect(await counts('other')).toBe(0);
});
