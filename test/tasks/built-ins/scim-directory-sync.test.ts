import { expect, test } from 'vitest';
import type { Json } from '../../../src/domain/event.ts';
import { saysTheSame } from '../../../src/tasks/built-ins/scim-attribute.ts';
import { both, world } from './two-directories.ts';

test('users are created, updated, deactivated and activated again, and nobody is deleted', async () => {
  const place = await world();
  const { hr, app, sync, inApp } = place;
  for (let i = 0; i < 8; i++) both(place, `same-${i}`, { displayName: 'Same' });
  hr.user({
    userName: 'new',
    name: { givenName: 'N', familyName: 'Ew' },
    emails: [{ value: 'n@x.test', type: 'work' }],
  });
  hr.user({ userName: 'renamed', displayName: 'After' });
  app.user({ userName: 'Renamed', displayName: 'Before', title: 'kept' });
  hr.user({ userName: 'leaver', active: false });
  app.user({ userName: 'leaver' });
  hr.user({ userName: 'back' });
  app.user({ userName: 'back', active: false });
  app.user({ userName: 'unknown' });
  hr.user({ userName: 'never-here', active: false });
  const { lines, error } = await sync({ attributes: 'name, displayName, emails' });
  expect(error).toBeUndefined();
  expect(lines).toEqual(['info: users: 1 created, 2 updated, 2 deactivated, 8 unchanged']);
  expect(inApp('new')).toMatchObject({
    active: true,
    name: { givenName: 'N', familyName: 'Ew' },
    emails: [{ value: 'n@x.test', type: 'work' }],
  });
  expect(inApp('Renamed')).toMatchObject({ displayName: 'After', title: 'kept' });
  expect(inApp('leaver').active).toBe(false);
  expect(inApp('back').active).toBe(true);
  expect(inApp('unknown').active).toBe(false);
  expect(inApp('never-here')).toBeUndefined();
  expect(app.asked.filter(({ method }) => method === 'DELETE')).toEqual([]);
  expect(hr.writes()).toEqual([]);
});

test('a second run changes nothing', async () => {
  const { hr, app, sync } = await world();
  const emails = [
    { value: 'a@x.test', type: 'work', primary: true },
    { value: 'b@x.test', type: 'home' },
  ];
  hr.user({ userName: 'ada', name: { givenName: 'Ada', familyName: 'L' }, displayName: 'Ada', emails });
  await sync();
  const before = app.writes().length;
  expect((await sync()).lines).toEqual(['info: users: 0 created, 0 updated, 0 deactivated, 1 unchanged']);
  expect(app.writes()).toHaveLength(before);
});

test('a dry run names what it would do and changes nothing', async () => {
  const place = await world();
  const { hr, app, sync } = place;
  for (let i = 0; i < 9; i++) both(place, `same-${i}`);
  hr.user({ userName: 'new' });
  hr.user({ userName: 'renamed', displayName: 'After' });
  app.user({ userName: 'renamed', displayName: 'Before' });
  app.user({ userName: 'unknown' });
  expect((await sync({ dry_run: 'true' })).lines).toEqual([
    'info: dry run: nothing is changed',
    'info: would create new',
    'info: would update renamed (displayName)',
    'info: would deactivate unknown',
    'info: users: 1 would be created, 1 would be updated, 1 would be deactivated, 9 unchanged',
  ]);
  expect(app.writes()).toEqual([]);
});

test.each([
  ['20', 2, undefined],
  ['20', 3, 'safety limit: 3 of 10 active users (30 %) would be deactivated, allowed are 20 %; nothing was changed'],
  ['30', 3, undefined],
  ['0', 1, 'safety limit: 1 of 10 active users (10 %) would be deactivated, allowed are 0 %; nothing was changed'],
])('with a safety limit of %s %%, %d of 10 users to deactivate end with: %s', async (limit, missing, wanted) => {
  const place = await world();
  for (let i = missing; i < 10; i++) both(place, `same-${i}`);
  for (let i = 0; i < missing; i++) place.app.user({ userName: `gone-${i}` });
  place.app.user({ userName: 'inactive before', active: false });
  place.hr.user({ userName: 'new' });
  expect((await place.sync({ max_deactivate_percent: limit })).error).toBe(wanted);
  expect(place.app.writes()).toHaveLength(wanted === undefined ? missing + 1 : 0);
});

test('the safety limit is 20 % if it is not set', async () => {
  const place = await world();
  for (let i = 0; i < 3; i++) both(place, `same-${i}`);
  place.app.user({ userName: 'gone' });
  expect((await place.sync()).error).toContain('allowed are 20 %');
});

test('a source without users changes nothing, whatever the limit', async () => {
  const { app, sync } = await world();
  app.user({ userName: 'ada' });
  expect((await sync({ max_deactivate_percent: '100' })).error).toBe('the source has no users: nothing was changed');
  expect(app.writes()).toEqual([]);
});

test('a source that fails half way through its pages changes nothing', async () => {
  const { hr, app, sync } = await world();
  app.user({ userName: 'ada' });
  hr.interfere(({ query }) =>
    query.startIndex === '1'
      ? { status: 200, body: { totalResults: 2, Resources: [{ id: '1', userName: 'new' }] } }
      : { status: 500, body: { detail: 'database is down' } },
  );
  expect((await sync({ max_deactivate_percent: '100' })).error).toContain('database is down');
  expect(app.writes()).toEqual([]);
});

test('users are matched by externalId, which is the source’s id where it has none', async () => {
  const { hr, app, sync, inApp } = await world();
  const { id } = hr.user({ userName: 'ada.new', displayName: 'Ada' });
  hr.user({ userName: 'bob', externalId: 'B1' });
  app.user({ userName: 'ada.old', externalId: id });
  await sync({ match_by: 'externalId', attributes: 'userName, displayName' });
  expect(inApp('ada.new')).toMatchObject({ externalId: id, displayName: 'Ada' });
  expect(inApp('bob')).toMatchObject({ externalId: 'B1' });
  expect(app.users.size).toBe(2);
});

test('an attribute may have another name in the target', async () => {
  const { hr, sync, inApp } = await world();
  hr.user({ userName: 'ada', userType: 'Engineer' });
  await sync({ attributes: 'title = userType, nickName = userName' });
  expect(inApp('ada')).toMatchObject({ title: 'Engineer', nickName: 'ada' });
});

test('filters leave others alone, on both sides', async () => {
  const place = await world();
  const { hr, app, sync, inApp } = place;
  for (let i = 0; i < 9; i++) both(place, `same-${i}`, { userType: 'Employee' });
  hr.user({ userName: 'robot', userType: 'Service' });
  app.user({ userName: 'admin', userType: 'Service' });
  app.user({ userName: 'gone', userType: 'Employee' });
  const filter = 'userType eq "Employee"';
  await sync({ source_filter: filter, target_filter: filter });
  expect(inApp('robot')).toBeUndefined();
  expect(inApp('admin').active).toBe(true);
  expect(inApp('gone').active).toBe(false);
});

test('users whom the source does not have stay active if that is wanted', async () => {
  const { hr, app, sync, inApp } = await world();
  hr.user({ userName: 'ada' });
  app.user({ userName: 'other' });
  await sync({ deactivate_missing: 'false' });
  expect(inApp('other').active).toBe(true);
});

test('two users of one name are left alone and named', async () => {
  const place = await world();
  const { app, sync } = place;
  for (let i = 0; i < 9; i++) both(place, `same-${i}`);
  app.user({ userName: 'Twin', displayName: 'one' });
  app.user({ userName: 'twin', displayName: 'two' });
  place.hr.user({ userName: 'twin', displayName: 'three' });
  const { lines, error } = await sync();
  expect(error).toBeUndefined();
  expect(lines[0]).toBe('warn: target: several users are “twin”: left out');
  expect(app.writes()).toEqual([]);
});

test('somebody whom the source has twice is not taken for missing', async () => {
  const place = await world();
  const { hr, app, sync } = place;
  for (let i = 0; i < 9; i++) both(place, `same-${i}`);
  hr.user({ userName: 'twin' });
  hr.user({ userName: 'TWIN' });
  app.user({ userName: 'twin' });
  expect((await sync()).lines[0]).toBe('warn: source: several users are “twin”: left out');
  expect(app.writes()).toEqual([]);
});

test.each<[string, Json, Json | undefined, boolean]>([
  ['the order of values', [{ value: 'a' }, { value: 'b' }], [{ value: 'b' }, { value: 'a' }], true],
  ['what a directory adds', [{ value: 'a' }], [{ value: 'a', display: 'A' }], true],
  [
    'a value that is there once and not twice',
    [{ value: 'a' }, { value: 'a' }],
    [{ value: 'a' }, { value: 'b' }],
    false,
  ],
  ['a value more', [{ value: 'a' }], [{ value: 'a' }, { value: 'b' }], false],
  ['another case of an attribute’s name', { givenName: 'A' }, { GIVENNAME: 'A' }, true],
  ['another case of a text', 'a', 'A', false],
  ['nothing', 'a', undefined, false],
])('a user with %s is compared rightly', (_what, source, target, same) => {
  expect(saysTheSame(source, target)).toBe(same);
});

test('one user’s trouble does not stop the others, and the run says so', async () => {
  const { hr, app, sync, inApp } = await world();
  hr.user({ userName: 'bad' });
  hr.user({ userName: 'good' });
  let first = true;
  app.interfere(({ method }) => {
    if (method !== 'POST' || !first) return undefined;
    first = false;
    return { status: 400, body: { scimType: 'invalidValue', detail: 'no mail address' } };
  });
  const { lines, error } = await sync();
  expect(lines).toEqual([
    'error: cannot create bad: no mail address',
    'info: users: 2 created, 0 updated, 0 deactivated, 0 unchanged; 1 of these failed',
  ]);
  expect(error).toBe('1 of 2 changes failed');
  expect(inApp('good')).toBeDefined();
});

test('a target that refuses the token is asked once, not for each user', async () => {
  const { hr, app, sync } = await world();
  for (let i = 0; i < 5; i++) hr.user({ userName: `new-${i}` });
  app.interfere(({ method }) => (method === 'POST' ? { status: 403, body: { detail: 'read only' } } : undefined));
  expect((await sync()).error).toContain('read only');
  expect(app.writes()).toHaveLength(1);
});

test('a user whom somebody changes meanwhile is not overwritten', async () => {
  const { hr, app, sync, inApp } = await world();
  hr.user({ userName: 'ada', displayName: 'from hr' });
  const { id } = app.user({ userName: 'ada', displayName: 'before' });
  app.interfere(({ method }) => {
    if (method === 'PATCH') app.user({ id, userName: 'ada', displayName: 'by hand' });
    return undefined;
  });
  expect((await sync()).lines[0]).toContain('somebody else changed it meanwhile');
  expect(inApp('ada').displayName).toBe('by hand');
});
