// `node src/graphql/print-schema.ts` writes schema.graphql; with `check` it fails when the file is out of date.
import { readFile, writeFile } from 'node:fs/promises';
import { printSchema } from 'graphql';
import { schema } from './schema.ts';

const file = new URL('../../schema.graphql', import.meta.url);
const printed = `${printSchema(schema)}\n`;

if (process.argv[2] !== 'check') await writeFile(file, printed);
else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
  console.error('schema.graphql is out of date: run `npm run generate` and commit it');
  process.exitCode = 1;
}
