import { expect, test } from 'vitest';
import { githubTeamSync } from '../../../src/tasks/built-ins/github-team-sync.ts';
import { type Entry, type ScimServer, scimServer } from '../scim/scim-server.ts';
import { type FakeGitHub, fakeGitHub } from './fake-github.ts';
import { run } from './make.ts';

interface World {
  readonly server: ScimServer;
  readonly github: FakeGitHub;
  /** A SCIM user whose userName is a login of somebody in the organization. */
  person(login: string): Entry;
  sync(config?: Record<string, string>): ReturnType<typeof run>;
}

async function world(maxPerPage = 100): Promise<World> {
  const [server, github] = [await scimServer(), await fakeGitHub({ maxPerPage })];
  const usual = {
    connection: 'hr',
    org: 'acme',
    token: 'ghp_token',
    teams: 'Platform = platform',
    base_url: github.url,
  };
  return {
    server,
    github,
    person: (login) => {
      github.people.add(login.toLowerCase());
      return server.user({ userName: login });
    },
    sync: (config) => run(githubTeamSync, { ...usual, ...config }, { connections: { hr: server } }),
  };
}

test('a team gets the members of its SCIM group and loses the others', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('Ada'), person('bob')]);
  const team = github.team('platform', { maintainers: ['bob'], members: ['carl'] });
  expect(await sync()).toEqual({ lines: ['info: team platform: 1 added, 1 removed, 1 kept'], error: undefined });
  expect([...team.members]).toEqual(['ada']);
  expect([...team.maintainers]).toEqual(['bob']);
  expect(github.writes().sort()).toEqual([
    'DELETE /orgs/acme/teams/platform/memberships/carl',
    'PUT /orgs/acme/teams/platform/memberships/ada',
  ]);
});

test('a second run has nothing to do', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.team('platform');
  await sync();
  const before = github.writes().length;
  expect((await sync()).lines).toEqual(['info: team platform: 0 added, 0 removed, 1 kept']);
  expect(github.writes()).toHaveLength(before);
});

test('a dry run names what it would change and changes nothing', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.team('platform', { maintainers: ['mia'], members: ['bob', 'carl'] });
  github.owners.add('mia');
  expect((await sync({ dry_run: 'true' })).lines).toEqual([
    'info: dry run: nothing is changed',
    'warn: team platform: mia stays, an owner of the organization',
    'info: team platform: 1 would be added (ada), 2 would be removed (bob, carl), 1 kept',
  ]);
  expect(github.writes()).toEqual([]);
});

test('owners of the organization stay in a team, whatever the group says', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  const team = github.team('platform', { maintainers: ['owner'], members: ['bob'] });
  const { lines } = await sync();
  expect(lines).toContain('warn: team platform: owner stays, an owner of the organization');
  expect([...team.maintainers]).toEqual(['owner']);
  expect(team.members.has('bob')).toBe(false);
});

test('the last maintainer of a team stays, the others may go', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  const team = github.team('platform', { maintainers: ['mia', 'max'] });
  expect((await sync()).lines).toContain('warn: team platform: max stays, the last maintainer');
  expect([...team.maintainers]).toEqual(['max']);
});

test('all pages of large teams are read', async () => {
  const { server, github, person, sync } = await world(7);
  const people = Array.from({ length: 25 }, (_, i) => person(`user-${i}`));
  server.group('Platform', people);
  const members = [
    ...people.map(({ userName }) => userName as string),
    ...Array.from({ length: 9 }, (_, i) => `x${i}`),
  ];
  const team = github.team('platform', { maintainers: ['user-0'], members: members.filter((one) => one !== 'user-0') });
  expect((await sync()).lines).toEqual(['info: team platform: 0 added, 9 removed, 25 kept']);
  expect(team.members.size).toBe(24);
});

test('who is invited already is not invited again', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [server.user({ userName: 'newbie' }), person('ada')]);
  github.accounts.add('newbie');
  github.team('platform', { members: ['ada'] });
  expect((await sync()).lines).toEqual(['info: team platform: 0 added, 0 removed, 1 kept, 1 invited']);
  expect((await sync()).lines).toEqual(['info: team platform: 0 added, 0 removed, 1 kept, 1 invited']);
  expect(github.writes()).toEqual(['PUT /orgs/acme/teams/platform/memberships/newbie']);
});

test('deactivated people lose their teams, and members without a login are named', async () => {
  const { server, github, person, sync } = await world();
  const leaver = server.user({ userName: 'leaver', title: 'leaver', active: false });
  const nameless = server.user({ userName: 'nameless' });
  const ada = server.user({ userName: 'a@example.com', title: 'Ada' });
  person('ada');
  server.group('Platform', [leaver, nameless, ada]);
  const team = github.team('platform', { members: ['leaver'] });
  const { lines, error } = await sync({ login_attribute: 'title' });
  expect(lines).toEqual([
    'warn: user nameless has no title: left out',
    'info: team platform: 1 added, 1 removed, 0 kept',
  ]);
  expect(error).toBeUndefined();
  expect([...team.members]).toEqual(['ada']);
});

test('several groups fill one team, and groups within groups count', async () => {
  const { server, github, person, sync } = await world();
  const inner = server.group('Inner', [person('ada')]);
  const outer = server.group('Outer', [person('bob')]);
  outer.members.push({ value: inner.id, type: 'Group', $ref: `/Groups/${inner.id}` });
  inner.members.push({ value: outer.id, type: 'Group', $ref: `/Groups/${outer.id}` });
  server.group('Others', [person('carl')]);
  const team = github.team('platform');
  await sync({ teams: 'Outer = platform; Others = platform' });
  expect([...team.members].sort()).toEqual(['ada', 'bob', 'carl']);
});

test('a group that does not exist fails its team only, and nobody is removed from it', async () => {
  const { server, github, person, sync } = await world();
  server.group('Ops', [person('ada')]);
  const team = github.team('platform', { members: ['bob'] });
  const ops = github.team('ops');
  const { lines, error } = await sync({ teams: 'Platform = platform\nOps = ops' });
  expect(lines[0]).toBe('error: team platform: there is no SCIM group “Platform”');
  expect(error).toBe('1 of 2 teams could not be synchronized in full');
  expect([...team.members]).toEqual(['bob']);
  expect([...ops.members]).toEqual(['ada']);
});

test('a team is emptied only if that is allowed', async () => {
  const { server, github, sync } = await world();
  server.group('Platform', []);
  const team = github.team('platform', { members: ['bob'] });
  expect((await sync()).lines[0]).toContain('set allow_empty if it should be emptied');
  expect(team.members.size).toBe(1);
  expect((await sync({ allow_empty: 'true' })).error).toBeUndefined();
  expect(team.members.size).toBe(0);
});

test('a team that does not exist and an account that does not exist are named', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [server.user({ userName: 'ghost' }), person('ada')]);
  github.team('platform');
  const { lines, error } = await sync({ teams: 'Platform = platform\nPlatform = nowhere' });
  expect(lines).toEqual([
    'error: team platform: ghost not added: GitHub has no such account',
    'info: team platform: 1 added, 0 removed, 0 kept',
    'error: team nowhere: not found; is the slug right, and may the token see it?',
  ]);
  expect(error).toBe('2 of 2 teams could not be synchronized in full');
});

test('members of a child team are not counted as removed', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.team('platform', { members: ['ada'] }).inherited.add('kid');
  expect((await sync()).lines).toEqual([
    'warn: team platform: kid is no direct member, perhaps one of a child team: not removed',
    'info: team platform: 0 added, 0 removed, 1 kept',
  ]);
});

test('a rate limit that ends soon is waited for', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.team('platform');
  const reset = String(Math.floor(Date.now() / 1000));
  github.next(
    { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, body: { message: 'limit' } },
    { status: 403, headers: { 'Retry-After': '0' }, body: { message: 'You have exceeded a secondary rate limit' } },
    { status: 429, headers: { 'Retry-After': '0' } },
  );
  expect(await sync()).toMatchObject({ error: undefined });
  expect(github.teams.get('platform')?.members.has('ada')).toBe(true);
});

test('a GitHub that always wants us to wait is asked four times and no more', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.next(...Array(9).fill({ status: 429, headers: { 'Retry-After': '0' } }));
  expect((await sync()).error).toContain('rate limit');
  expect(github.asked).toHaveLength(4);
});

test('a rate limit that lasts an hour ends the run and says until when', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.team('platform');
  const reset = Math.floor(Date.now() / 1000) + 3600;
  github.next({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) } });
  const { error } = await sync();
  expect(error).toMatch(/^GitHub’s rate limit is used up until \d{4}-/);
  expect(github.asked).toHaveLength(1);
});

test('a token that GitHub does not accept ends the run, and is not shown', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.team('platform');
  expect((await sync({ token: 'ghp_wrong' })).error).toBe('GitHub does not accept the token');
  github.next({ status: 403, body: { message: 'Resource not accessible by ghp_token' } });
  expect((await sync()).error).toBe('GitHub GET /orgs/acme/members failed: 403: Resource not accessible by ********');
});

test('the next page is never fetched from another host', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.next({ status: 200, headers: { Link: '<http://127.0.0.2:1/steal?page=2>; rel="next"' }, body: [] });
  expect((await sync()).error).toContain('another host');
});

test('if the directory fails while members are read, nobody is removed', async () => {
  const { server, github, person, sync } = await world();
  server.group('Platform', [person('ada')]);
  github.team('platform', { members: ['ada', 'bob'] });
  server.interfere(({ path }) => (path.startsWith('/Users/') ? { status: 500, body: { detail: 'oops' } } : undefined));
  expect((await sync()).error).toContain('500: oops');
  expect(github.writes()).toEqual([]);
});
