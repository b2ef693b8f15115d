import { expect, test } from 'vitest';
import type { Json } from '../../../src/domain/event.ts';
import { scimMethods } from '../../../src/tasks/scim/scim-methods.ts';
import { client, scimError } from './make.ts';
import { scimServer } from './scim-server.ts';

const caller = (baseUrl: string) => {
  const target = client(baseUrl);
  return (name: string, ...args: Json[]): Promise<any> => scimMethods[name]!(target, args);
};

test('a script reaches users and groups by method name, with JSON in and out', async () => {
  const server = await scimServer();
  const call = caller(server.baseUrl);
  const ada = await call('users.create', { userName: 'ada' });
  const group = await call('groups.create', { displayName: 'Ops' });
  expect(await call('groups.addMember', group.id, ada.id)).toBeNull();
  expect(await call('groups.members', group.id)).toMatchObject([{ value: ada.id }]);
  await call('users.patch', ada.id, [{ op: 'replace', path: 'title', value: 'Dr' }], null);
  await call('users.deactivate', ada.id);
  expect(await call('users.find', { userName: 'ada' })).toMatchObject([{ title: 'Dr', active: false }]);
  expect(await call('users.findOne', 'userName eq "bob"')).toBeNull();
  expect(await call('groups.findByName', 'Ops')).toMatchObject({ id: group.id });
  const page = await call('users.list', { count: 1, filter: { title: 'Dr' } });
  expect(page).toMatchObject({ totalResults: 1, startIndex: 1, nextStartIndex: null });
  expect(JSON.parse(JSON.stringify(page))).toEqual(page);
});

test.each<[string, Json[], string]>([
  ['users.get', [], 'the id must be a text'],
  ['users.get', [42], 'the id must be a text'],
  ['users.find', [null], 'the filter must be an object'],
  ['users.find', [{ userName: { $ne: 1 } }], 'userName must be a text'],
  ['users.list', [{ count: '1' }], 'the count must be a number'],
  ['users.list', [{ count: 0 }], 'count must be a whole number'],
  ['users.patch', ['x', [{ op: 'move' }]], 'the op must be add, replace or remove'],
  ['users.patch', ['x', []], 'the operations must be a list'],
  ['groups.addMembers', ['x', 'y'], 'the user ids must be a list of texts'],
  ['groups.removeMember', ['x', ''], 'the user id must be a text that is not empty'],
])('%s with %j is refused before anything is sent', async (name, args, message) => {
  const server = await scimServer();
  expect((await scimError(caller(server.baseUrl)(name, ...args))).detail).toContain(message);
  expect(server.asked).toHaveLength(0);
});
