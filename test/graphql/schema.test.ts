import { readFile } from 'node:fs/promises';
import { printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { describable, descriptions } from '../../src/graphql/describe-rest.ts';
import { schema } from '../../src/graphql/schema.ts';

test('schema.graphql on disk is the schema that is served', async () => {
  const onDisk = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(onDisk).toBe(`${printSchema(schema)}\n`);
});

test('every type, field, argument, value and input says what it is', () => {
  const silent = [...describable(schema)].filter(({ element }) => (element.description ?? '').trim() === '');
  expect(silent.map(({ place }) => place)).toEqual([]);
});

test('no words are kept for what is not there any more', () => {
  const places = new Set([...describable(schema)].map(({ place }) => place));
  expect(Object.keys(descriptions).filter((place) => !places.has(place))).toEqual([]);
});

test('there is one copy of graphql for the service and for every client in its tests', async () => {
  const lock = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const copies = Object.keys(lock.packages).filter((place) => /(^|\/)node_modules\/graphql$/.test(place));
  expect(copies).toEqual(['node_modules/graphql']);
});
