import { expect, test } from 'vitest';
import { client, scimError } from './make.ts';
import { type Entry, type ScimServer, scimServer } from './scim-server.ts';

const people = (server: ScimServer, count: number): Entry[] =>
  Array.from({ length: count }, (_, i) => server.user({ userName: `person-${i}@example.com` }));

const memberIds = (server: ScimServer, group: Entry) =>
  (server.groups.get(group.id)?.members ?? []).map(({ value }: { value: string }) => value);

test('a group is found by its display name, also one with quotes in it', async () => {
  const server = await scimServer();
  server.group('Ops', []);
  const wanted = server.group('The "A" team', []);
  const { groups } = client(server.baseUrl);
  expect(await groups.findByName('The "A" team')).toMatchObject({ id: wanted.id });
  expect(await groups.findByName('" or displayName pr or displayName eq "')).toBeNull();
});

test('members are added and removed, also many at once', async () => {
  const server = await scimServer();
  const all = people(server, 250);
  const group = server.group('All', all.slice(0, 1));
  const { groups } = client(server.baseUrl);
  await groups.addMembers(
    group.id,
    all.map(({ id }) => id),
  );
  expect(new Set(memberIds(server, group)).size).toBe(250);
  await groups.removeMembers(
    group.id,
    all.slice(1).map(({ id }) => id),
  );
  expect(memberIds(server, group)).toEqual([all[0]!.id]);
  await groups.addMember(group.id, all[1]!.id);
  await groups.removeMember(group.id, all[0]!.id);
  expect(memberIds(server, group)).toEqual([all[1]!.id]);
});

test('removing somebody who is no member changes nothing and is no error', async () => {
  const server = await scimServer();
  const [ada, bob] = people(server, 2) as [Entry, Entry];
  const group = server.group('Ops', [ada]);
  await client(server.baseUrl).groups.removeMembers(group.id, [bob.id, ada.id]);
  expect(memberIds(server, group)).toEqual([]);
});

test('a directory that refuses to remove who is no member still removes the others', async () => {
  const server = await scimServer();
  const [ada, bob, carl] = people(server, 3) as [Entry, Entry, Entry];
  const group = server.group('Ops', [ada, carl]);
  const { groups } = client(server.baseUrl);
  server.interfere(({ method, body }) =>
    method === 'PATCH' && body.includes(bob.id) ? { status: 400, body: { scimType: 'noTarget' } } : undefined,
  );
  await groups.removeMembers(
    group.id,
    [ada, bob, carl].map(({ id }) => id),
  );
  expect(memberIds(server, group)).toEqual([]);
});

test('all members of a group are read, with display names and groups among them', async () => {
  const server = await scimServer();
  const [ada] = people(server, 1) as [Entry];
  const group = server.group('Ops', [ada]);
  server.interfere(() => ({
    status: 200,
    body: {
      id: group.id,
      members: [{ value: ada.id, display: 'Ada' }, { value: 'g', $ref: 'https://x/Groups/g' }, { display: 'broken' }],
    },
  }));
  expect(await client(server.baseUrl).groups.members(group.id)).toEqual([
    { value: ada.id, display: 'Ada', type: 'User' },
    { value: 'g', display: null, type: 'Group' },
  ]);
});

test('a group that is too large for one answer is read through its users', async () => {
  const server = await scimServer();
  const all = people(server, 150);
  server.interfere(({ path, query }) => {
    if (path.startsWith('/Groups/')) return { status: 200, body: { id: 'big', members: 'x'.repeat(5_000_000) } };
    const start = Number(query.startIndex);
    const Resources = all
      .slice(start - 1, start - 1 + Number(query.count))
      .map(({ id, userName }) => ({ id, userName }));
    return { status: 200, body: { totalResults: all.length, Resources } };
  });
  const members = await client(server.baseUrl).groups.members('big');
  expect(members.map(({ value }) => value)).toEqual(all.map(({ id }) => id));
  expect(server.asked.at(-1)?.query.filter).toBe('groups.value eq "big"');
});

test('a group that is too large is never taken for an empty one', async () => {
  const server = await scimServer();
  server.interfere(({ path }) =>
    path.startsWith('/Groups/')
      ? { status: 200, body: { id: 'big', members: 'x'.repeat(5_000_000) } }
      : { status: 200, body: { totalResults: 0, Resources: [] } },
  );
  expect((await scimError(client(server.baseUrl).groups.members('big'))).detail).toContain('too large');
});
