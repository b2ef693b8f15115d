// A private file that is made at the first start and never again, also when several processes start together.
import { randomUUID } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';

/** The file appears whole or not at all; where it is already, it stays as it is. Only its owner can read it. */
export async function makeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  await link(draft, file)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    })
    .finally(() => rm(draft, { force: true }));
}
