// What clients of the last release were promised is kept: `npm run check` fails for a schema that takes something away.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { printSchema } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';
import { breakingChanges } from '../../src/graphql/breaking-changes.ts';
import { schema } from '../../src/graphql/schema.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** Without words, so that lines can be changed. */
const printed = printSchema(schema).replaceAll(/"""[\s\S]*?"""/g, '');

/** `npm run check`'s own step, against another release. */
async function check(released: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'released-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'released-schema.graphql');
  await writeFile(file, released);
  return spawnSync(process.execPath, ['src/graphql/print-schema.ts', 'check', file], { cwd: root, encoding: 'utf8' });
}

test('what the last release had is still there', async () => {
  const released = await readFile(path.join(root, 'src/graphql/released-schema.graphql'), 'utf8');
  expect(breakingChanges(released, schema)).toEqual([]);
});

test('npm run check compares with the last release', async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  expect(scripts.check).toContain('node src/graphql/print-schema.ts check');
});

test('a field that is gone fails the check, and what has come since does not', async () => {
  const gone = await check(
    printed.replace('type Task implements Node {', 'type Task implements Node {\n  shoeSize: Int'),
  );
  expect([gone.status, gone.stderr]).toEqual([1, expect.stringContaining('Task.shoeSize was removed')]);
  expect(gone.stderr).toContain('print-schema.ts release');
  // The release had no such field: it is new since.
  const added = await check(printed.replace(/^ {2}timeoutSecs: Int!$/m, ''));
  expect([added.status, added.stderr]).toEqual([0, '']);
}, 60_000);

test.each([
  ['a type that is gone', (text: string) => `${text}\ntype Gone { id: ID! }`, 'TYPE_REMOVED'],
  [
    'a field of another type',
    (text: string) => text.replace('timeoutSecs: Int!', 'timeoutSecs: String!'),
    'FIELD_CHANGED_KIND',
  ],
  [
    'an enum value that is gone',
    (text: string) => text.replace('enum RunStatus {', 'enum RunStatus {\n  LOST'),
    'VALUE_REMOVED_FROM_ENUM',
  ],
  [
    'an argument that is gone',
    (text: string) => text.replace(/(type Query \{[\s\S]*?\n {2}task\()/, '$1at: Int, '),
    'ARG_REMOVED',
  ],
  [
    'an input field that has become required',
    (text: string) => text.replace(/(input CreateTaskInput \{[\s\S]*?\n {2}name: String)!/, '$1'),
    'FIELD_CHANGED_KIND',
  ],
])('%s is a break', (_, release, type) => {
  expect(breakingChanges(release(printed), schema)).toEqual([expect.stringContaining(type)]);
});
