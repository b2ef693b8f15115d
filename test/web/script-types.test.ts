// What the editor of scripts knows, read from the very declarations that the service publishes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { membersAt, nameAt } from '../../src/web/tasks/script-expression.ts';
import { readScriptTypes } from '../../src/web/tasks/script-types.ts';
import { repository } from '../support/process.ts';

const types = readScriptTypes(readFileSync(path.join(repository, 'src/tasks/sandbox/script-api.d.ts'), 'utf8'));
const members = (source: string, expression: string) => membersAt(types, source, expression).map(({ name }) => name);

test('every published name is known, with its documentation', () => {
  expect(types.globals.map(({ name }) => name)).toEqual([
    'event',
    'config',
    'input',
    'log',
    'console',
    'fetch',
    'crypto',
    'sleep',
    'store',
    'scim',
  ]);
  expect(nameAt(types, '', 'await fetch')?.doc).toMatch(/^An HTTP request through the service's own guard/);
  expect(nameAt(types, '', 'event.type')?.doc).toBe('Such as user.created.');
});

test('members follow types through calls, unions, nested objects and constants', () => {
  expect(members('', 'event')).toEqual(expect.arrayContaining(['id', 'type', 'actor_email', 'data']));
  expect(members('', 'event?')).toContain('fired_at');
  expect(members('', 'log')).toEqual(['info', 'warn', 'error']);
  expect(members('', 'console')).toEqual(['info', 'warn', 'error', 'log', 'debug']);
  expect(members('', "scim('hr')")).toEqual(['users', 'groups']);
  expect(members('', "scim('hr').users")).toEqual(expect.arrayContaining(['findOne', 'deactivate']));
  expect(members('', "scim(config.name ?? 'hr').groups")).toEqual(expect.arrayContaining(['find', 'addMember']));
  expect(members('', "(await fetch('x')).headers")).toEqual(['get', 'has', 'entries']);
  const source = "const answer = await fetch('https://x.example/(a)');\nconst users = scim('hr').users;\n";
  expect(members(source, 'answer')).toEqual(['ok', 'status', 'headers', 'text', 'json']);
  expect(members(source, 'users')).toContain('patch');
});

test('what is not known has no members, and a script that goes in circles ends nothing', () => {
  expect(members('', 'nobody')).toEqual([]);
  expect(members('', 'event.nothing')).toEqual([]);
  expect(members('const a = b;\nconst b = a;', 'a')).toEqual([]);
  expect(members('', ')')).toEqual([]);
  expect(members('', '')).toEqual([]);
});
