// The key under which secrets are sealed: given by the operator, or made at the first start and kept in a file.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database, Tx } from './database.ts';
import { makeOnce } from './make-once.ts';

export const keyFileIn = (dataDir: string): string => path.join(dataDir, 'encryption-key');

/**
 * @param given the operator's key; undefined means that of the file, which is made where it is not there.
 * @param fresh what is put into a file that is made. Default: random bytes.
 * @returns 32 bytes. @throws when the file holds anything else: a wrong key would make every secret unreadable.
 */
export async function openEncryptionKey(
  file: string,
  given: Buffer | undefined,
  fresh: Buffer = randomBytes(32),
): Promise<Buffer> {
  if (given) return given;
  await mkdir(path.dirname(file), { recursive: true });
  await makeOnce(file, `${fresh.toString('base64')}\n`);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) throw new Error(`${file} does not hold a key of 32 bytes`);
  return key;
}

/** Tells keys apart, and nothing about them. */
export const markOfKey = (key: Buffer): string =>
  createHmac('sha256', key).update('iam-integrations encryption key').digest('hex');

/**
 * Holds the key against the one that this database's secrets were sealed with.
 * @throws when it is another one: nodes with different keys could not read each other's secrets.
 */
export async function checkEncryptionKey(database: Database, key: Buffer): Promise<void> {
  const mark = markOfKey(key);
  const [row] = await database.query<{ value: string }>(
    `INSERT INTO settings (key, value) VALUES ('encryption_key_check', $1)
     ON CONFLICT (key) DO UPDATE SET value = settings.value RETURNING value`,
    [mark],
  );
  if (row?.value !== mark)
    throw new StartRefusal(
      'The secrets in this database were sealed with another key: give all its nodes the same ENCRYPTION_KEY, or the ' +
        'same key file in DATA_DIR. After rotate-key that is the new one.',
    );
}

/** The mark of the database's key, kept from changing until the transaction ends; undefined when there is none yet. */
export async function takeKeyMark(tx: Tx): Promise<string | undefined> {
  const [row] = await tx.query<{ value: string }>(
    `SELECT value FROM settings WHERE key = 'encryption_key_check' FOR UPDATE`,
  );
  return row?.value;
}

/** A reason not to start that a person can act on. */
export class StartRefusal extends Error {}
