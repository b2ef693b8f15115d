// The key under which secrets are sealed: given by the operator, or made at the first start and kept in a file.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeOnce } from './make-once.ts';

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
