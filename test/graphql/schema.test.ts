import { readFile } from 'node:fs/promises';
import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';

test('schema.graphql on disk is the schema that is served', async () => {
  const onDisk = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(onDisk).toBe(`${printSchema(schema)}\n`);
});
