// The key under which secrets are sealed: given by the operator, or made at the first start and kept in a file.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from './database.ts';
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

/**
 * Holds the key against the one that this database's secrets were sealed with.
 * @throws when it is another one: nodes with different keys could not read each other's secrets.
 */
export async function checkEncryptionKey(database: Database, key: Buffer): Promise<void> {
  const mark = createHmac('sha256', key).update('iam-integrations encryption key').digest('hex');
  const [row] = await database.query<{ value: string }>(
    `INSERT INTO settings (key, value) VALUES ('encryption_key_check', $1)
     ON CONFLICT (key) DO UPDATE SET value = settings.value RETURNING value`,
    [mark],
  );
  if (row?.value !== mark)
    throw new StartRefusal(
      'The secrets in this database were sealed with another key: give all its nodes the same ENCRYPTION_KEY, or the ' +
        'same key file in DATA_DIR.',
    );
}

/** A reason not to start that a person can act on. */
export class StartRefusal extends Error {}
