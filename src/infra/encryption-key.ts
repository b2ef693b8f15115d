// The key under which secrets are sealed: given by the operator, or made at the first start and kept in a file.
import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** @returns 32 bytes. @throws when the file holds anything else: a wrong key would make every secret unreadable. */
export async function openEncryptionKey(dataDir: string, given: Buffer | undefined): Promise<Buffer> {
  if (given) return given;
  const file = path.join(dataDir, 'encryption-key');
  await mkdir(dataDir, { recursive: true });
  await makeOnce(file, `${randomBytes(32).toString('base64')}\n`);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes`);
  return key;
}

/** The file appears whole or not at all, and the first of several processes wins. */
async function makeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  await link(draft, file)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    })
    .finally(() => rm(draft, { force: true }));
}
