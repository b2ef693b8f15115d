// `node src/graphql/print-schema.ts` writes schema.graphql. With `check` it fails when the file is out of date, or when
// the schema breaks clients of the last release, whose schema is released-schema.graphql; `release` writes that one.
import { readFile, writeFile } from 'node:fs/promises';
import { printSchema } from 'graphql';
import { breakingChanges } from './breaking-changes.ts';
import { schema } from './schema.ts';

const file = new URL('../../schema.graphql', import.meta.url);
const releasedFile = process.argv[3] ?? new URL('./released-schema.graphql', import.meta.url);
const printed = `${printSchema(schema)}\n`;

const refuse = (message: string) => {
  console.error(message);
  process.exitCode = 1;
};

if (process.argv[2] === 'release') await writeFile(releasedFile, printed);
else if (process.argv[2] !== 'check') await writeFile(file, printed);
else {
  if ((await readFile(file, 'utf8').catch(() => '')) !== printed)
    refuse('schema.graphql is out of date: run `npm run generate` and commit it');
  const broken = breakingChanges(await readFile(releasedFile, 'utf8'), schema);
  if (broken.length > 0)
    refuse(
      `the schema breaks clients of the last release:\n  ${broken.join('\n  ')}\n` +
        'If that is meant: `node src/graphql/print-schema.ts release`, and commit src/graphql/released-schema.graphql',
    );
}
