import { readFile } from 'node:fs/promises';
import { isObjectType, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';

test('schema.graphql on disk is the schema that is served', async () => {
  const onDisk = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(onDisk).toBe(`${printSchema(schema)}\n`);
});

test('no secret of an action has a field of its own beside its masked one', () => {
  const names = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  expect(names.filter((name) => /plain|sealed|config$/i.test(name))).toEqual([]);
});
