import { expect, test } from 'vitest';
import { builtInKind, builtInKinds } from '../../../src/tasks/built-ins/registry.ts';

test('the built-in tasks are those of the documentation', () => {
  expect(builtInKinds.map(({ type }) => type)).toEqual([
    'github_team_sync',
    'scim_directory_sync',
    'history_retention',
  ]);
  expect(builtInKind('script')).toBeUndefined();
});

test.each(builtInKinds)('$type describes each setting once, and its defaults are valid', (kind) => {
  const keys = kind.configFields.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { label, description } of kind.configFields) expect(label && description).toBeTruthy();
  const optional = kind.configFields.filter(({ required }) => !required);
  const complaints = kind.validate({}).map(({ key }) => key);
  expect(complaints).toEqual(kind.configFields.filter(({ required }) => required).map(({ key }) => key));
  expect(kind.validate(Object.fromEntries(optional.map(({ key }) => [key, '']))).map(({ key }) => key)).toEqual(
    complaints,
  );
});

const good = {
  github_team_sync: { connection: 'hr', org: 'acme', token: 't', teams: 'A = a' },
  scim_directory_sync: { source: 'hr', target: 'app' },
  history_retention: { older_than_days: '90' },
} as const;

test.each(Object.entries(good))('%s is valid with what is required', (type, config) => {
  expect(builtInKind(type)?.validate(config)).toEqual([]);
});

test.each<[keyof typeof good, Record<string, string | number | boolean>, string, string]>([
  ['github_team_sync', { teams: 'Platform' }, 'teams', 'entry 1 is not of the form'],
  ['github_team_sync', { teams: 'A = a\n= b' }, 'teams', 'entry 2 is not of the form'],
  ['github_team_sync', { teams: '{"A": 1}' }, 'teams', 'no text'],
  ['github_team_sync', { teams: '{"A"' }, 'teams', 'begins like JSON'],
  ['github_team_sync', { base_url: 'api.github.com' }, 'base_url', 'not valid'],
  ['github_team_sync', { base_url: 'ftp://x' }, 'base_url', 'http: or https:'],
  ['github_team_sync', { dry_run: 'yes' }, 'dry_run', 'true or false'],
  ['github_team_sync', { login_attribute: 'a b' }, 'login_attribute', 'no attribute name'],
  ['github_team_sync', { tokem: 'x' }, 'tokem', 'no such setting'],
  ['scim_directory_sync', { target: 'hr' }, 'target', 'the source itself'],
  ['scim_directory_sync', { match_by: 'email' }, 'match_by', 'userName or externalId'],
  ['scim_directory_sync', { attributes: 'id' }, 'attributes', 'id cannot be set'],
  ['scim_directory_sync', { attributes: 'active = userType' }, 'attributes', 'active cannot be set'],
  ['scim_directory_sync', { attributes: 'a"b' }, 'attributes', 'no attribute'],
  ['scim_directory_sync', { max_deactivate_percent: '101' }, 'max_deactivate_percent', 'from 0 to 100'],
  ['history_retention', { older_than_days: '0' }, 'older_than_days', 'from 1 to 36500'],
  ['history_retention', { older_than_days: '-3' }, 'older_than_days', 'must be a number'],
  ['history_retention', { batch_size: 'many' }, 'batch_size', 'must be a number'],
])('%s refuses %j', (type, config, key, message) => {
  const problems = builtInKind(type)?.validate({ ...good[type], ...config });
  expect(problems).toEqual([{ key, message: expect.stringContaining(message) }]);
});

test('numbers and booleans count as well as their texts', () => {
  const { validate } = builtInKind('scim_directory_sync')!;
  expect(validate({ ...good.scim_directory_sync, dry_run: true, max_deactivate_percent: 5 })).toEqual([]);
});

test('only the token is a secret', () => {
  const secrets = builtInKinds.flatMap(({ type, configFields }) =>
    configFields.filter(({ secret }) => secret).map(({ key }) => `${type}.${key}`),
  );
  expect(secrets).toEqual(['github_team_sync.token']);
});
