import { expect, test } from 'vitest';
import { filterValue, scimFilter } from '../../../src/tasks/scim/scim-filter.ts';
import { versionOf } from '../../../src/tasks/scim/scim-types.ts';
import { all, client, scimError } from './make.ts';
import { scimServer } from './scim-server.ts';

test('a user is created, read, replaced, changed, deactivated, activated and deleted', async () => {
  const server = await scimServer();
  const { users } = client(server.baseUrl);
  const created = await users.create({ userName: 'ada', active: true, name: { givenName: 'Ada', familyName: 'L' } });
  expect(await users.get(created.id)).toMatchObject({ userName: 'ada', active: true });
  await users.replace(created.id, { ...(await users.get(created.id)), displayName: 'Ada L' });
  await users.patch(created.id, [{ op: 'replace', path: 'name.familyName', value: 'Lovelace' }]);
  expect(server.users.get(created.id)).toMatchObject({ displayName: 'Ada L', name: { familyName: 'Lovelace' } });
  await users.deactivate(created.id);
  expect(server.users.get(created.id)?.active).toBe(false);
  await users.activate(created.id);
  expect(server.users.get(created.id)?.active).toBe(true);
  await users.delete(created.id);
  expect(server.users.size).toBe(0);
});

test('requests carry the SCIM media type and the token, and a final slash of the base URL does not matter', async () => {
  const server = await scimServer();
  await client(`${server.baseUrl}/`).users.create({ userName: 'ada' });
  expect(server.asked[0]).toMatchObject({
    path: '/Users',
    headers: { authorization: 'Bearer good-token', 'content-type': 'application/scim+json' },
  });
});

test('all users are listed once, whatever page size the directory keeps to', async () => {
  const server = await scimServer({ maxCount: 7 });
  for (let i = 0; i < 45; i++) server.user({ userName: `u${i}` });
  const { users } = client(server.baseUrl);
  const found = await all(users.list({ count: 20 }));
  expect(new Set(found.map(({ id }) => id)).size).toBe(45);
  expect(found).toHaveLength(45);
});

test('a list whose pages would be too large for one answer comes in smaller ones', async () => {
  const server = await scimServer();
  for (let i = 0; i < 120; i++) server.user({ userName: `u${i}`, displayName: 'x'.repeat(60_000) });
  expect(await all(client(server.baseUrl).users.list())).toHaveLength(120);
});

test('a directory that ignores startIndex does not make a list endless', async () => {
  const server = await scimServer();
  const page = { totalResults: 50, Resources: [{ id: 'a' }, { id: 'b' }] };
  server.interfere(() => ({ status: 200, body: page }));
  expect(await all(client(server.baseUrl).users.list())).toHaveLength(2);
  expect(server.asked).toHaveLength(2);
});

test('a directory that does not say totalResults is read until it has no more', async () => {
  const server = await scimServer();
  server.interfere(({ query }) => ({
    status: 200,
    body: { Resources: Number(query.startIndex) > 4 ? [] : [{ id: `n${query.startIndex}` }] },
  }));
  expect(await all(client(server.baseUrl).users.list())).toHaveLength(4);
});

test.each([
  'a" or userName pr or userName eq "',
  'back\\slash"',
  "o'neill",
  'new\nline',
  'Zoë 🦊 + & %20',
  ')( eq null',
])('the value %j finds its own user and nobody else', async (userName) => {
  const server = await scimServer();
  server.user({ userName: 'other' });
  const wanted = server.user({ userName });
  const { users } = client(server.baseUrl);
  expect((await users.find({ userName })).map(({ id }) => id)).toEqual([wanted.id]);
  server.users.delete(wanted.id);
  expect(await users.findOne({ userName })).toBeNull();
});

test('a directory that knows no escapes finds nobody rather than everybody', async () => {
  const server = await scimServer({ knowsEscapes: false });
  server.user({ userName: 'ada', title: 'b' });
  const { users } = client(server.baseUrl);
  for (const value of ['a" or userName pr', 'a" or userName pr or title eq "b', '\\" or userName pr or title eq "b'])
    expect(await users.find({ userName: value })).toEqual([]);
});

test('a value in a filter holds no quote and no backslash of its own', () => {
  expect(filterValue('a"b\\"c\\')).toBe('"a\\u0022b\\u005c\\u0022c\\u005c"');
  expect(JSON.parse(filterValue('a"b\\"c\\'))).toBe('a"b\\"c\\');
});

test('several attributes of a filter must all match, and a filter may be given as text', async () => {
  const server = await scimServer();
  server.user({ userName: 'ada', title: 'Dr', active: true });
  server.user({ userName: 'bob', title: 'Dr', active: false });
  const { users } = client(server.baseUrl);
  expect(await users.find({ title: 'Dr', active: true })).toMatchObject([{ userName: 'ada' }]);
  expect(await users.find('userName sw "bo"')).toMatchObject([{ userName: 'bob' }]);
});

test.each(['userName eq "x" or id', 'a b', '', 'a"', '1a', 'emails[type eq "work"]', '__proto__ x'])(
  '%j is no attribute name',
  (name) => {
    expect(() => scimFilter({ [name]: 'x' })).toThrow('is no attribute name');
  },
);

test.each(['userName', 'name.givenName', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department'])(
  '%j is an attribute name',
  (name) => {
    expect(scimFilter({ [name]: 1 })).toBe(`${name} eq 1`);
  },
);

test('an empty filter is refused instead of meaning everybody', async () => {
  const { users } = client('http://127.0.0.1:1');
  expect((await scimError(users.find({}))).detail).toContain('names no attribute');
  expect((await scimError(users.find(' '))).detail).toContain('empty');
});

test('a filter that should match one user and matches two is an error, not the first of them', async () => {
  const server = await scimServer();
  for (const userName of ['a', 'b', 'c']) server.user({ userName, title: 'Dr' });
  expect(await scimError(client(server.baseUrl).users.findOne({ title: 'Dr' }))).toMatchObject({ scimType: 'tooMany' });
});

test('a change is refused if the user has another version by now, and made if it has not', async () => {
  const server = await scimServer();
  const { id } = server.user({ userName: 'ada' });
  const { users } = client(server.baseUrl);
  const read = await users.get(id);
  const etag = versionOf(read)!;
  await users.patch(id, [{ op: 'replace', path: 'title', value: 'Dr' }], { etag });
  const conflict = await scimError(users.deactivate(id, { etag }));
  expect(conflict).toMatchObject({ status: 412, detail: expect.stringContaining('changed it meanwhile') });
  expect((await scimError(users.replace(id, read))).status).toBe(412);
  expect(server.users.get(id)).toMatchObject({ title: 'Dr', active: true });
});

test('a version that comes only as ETag header counts as well', async () => {
  const server = await scimServer();
  server.interfere(() => ({ status: 200, headers: { ETag: 'W/"e7"' }, body: { id: 'x' } }));
  expect(versionOf(await client(server.baseUrl).users.get('x'))).toBe('W/"e7"');
});

test('a directory without PATCH gets the whole user back', async () => {
  const server = await scimServer();
  const { id } = server.user({ userName: 'ada', title: 'Dr' });
  server.interfere(({ method }) => (method === 'PATCH' ? { status: 501, body: { detail: 'no' } } : undefined));
  await client(server.baseUrl).users.deactivate(id);
  expect(server.users.get(id)).toMatchObject({ userName: 'ada', title: 'Dr', active: false });
});

test.each(['.', '..', ''])('the id %j never reaches another path', async (id) => {
  const server = await scimServer();
  expect((await scimError(client(server.baseUrl).users.delete(id))).detail).toContain('is no id');
  expect(server.asked).toHaveLength(0);
});

test('an id with slashes and question marks stays one part of the path', async () => {
  const server = await scimServer();
  server.user({ id: 'a/../b?c', userName: 'odd' });
  expect(await client(server.baseUrl).users.get('a/../b?c')).toMatchObject({ userName: 'odd' });
});
