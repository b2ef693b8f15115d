// What the first start makes and later ones find: the admin token and the encryption key.
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openAdminToken } from '../../src/infra/admin-token.ts';
import { type Database, openDatabase } from '../../src/infra/database.ts';
import { keyFileIn, openEncryptionKey } from '../../src/infra/encryption-key.ts';
import { createLog } from '../../src/infra/log.ts';
import { createTestDatabase } from '../support/database.ts';

let database: Database;
let folder: string;

beforeEach(async () => {
  const own = await createTestDatabase();
  database = openDatabase({ url: own.url, log: createLog('silent'), applicationName: 'test' });
  folder = await mkdtemp(path.join(tmpdir(), 'iam-key-'));
  onTestFinished(async () => {
    await database.close();
    await own.drop();
    await rm(folder, { recursive: true, force: true });
  });
});

test('of several nodes that start together one makes the admin token, and all accept it', async () => {
  const tokens = await Promise.all(Array.from({ length: 8 }, () => openAdminToken(database, undefined)));
  const made = tokens.flatMap(({ made: text }) => text ?? []);
  expect(made).toHaveLength(1);
  for (const token of tokens) {
    expect(token.matches(made[0] ?? '')).toBe(true);
    expect(token.matches(`${made[0]}x`)).toBe(false);
    expect(token.matches('')).toBe(false);
  }
  const rows = await database.query<{ value: string }>('SELECT value FROM settings');
  expect(rows.map(({ value }) => value)).toContain(
    createHash('sha256')
      .update(made[0] ?? '')
      .digest('hex'),
  );
  expect(JSON.stringify(rows)).not.toContain(made[0]);
});

test('a token from the environment counts in place of the made one and is not kept', async () => {
  const { made } = await openAdminToken(database, undefined);
  const given = await openAdminToken(database, 'given-token-0123456789');
  expect(given.made).toBeUndefined();
  expect(given.matches('given-token-0123456789')).toBe(true);
  expect(given.matches(made ?? '')).toBe(false);
});

test('of several processes that start together one makes the key file, whole and private, and all use it', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => openEncryptionKey(keyFileIn(folder), undefined)));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
  expect(await readdir(folder)).toEqual(['encryption-key']);
  expect((await stat(path.join(folder, 'encryption-key'))).mode & 0o777).toBe(0o600);
});

test('a key file that holds no key ends the start in words', async () => {
  await writeFile(path.join(folder, 'encryption-key'), 'short');
  await expect(openEncryptionKey(keyFileIn(folder), undefined)).rejects.toThrow('does not hold a key of 32 bytes');
});

test('a key from the environment leaves no file', async () => {
  expect(await openEncryptionKey(keyFileIn(folder), Buffer.alloc(32, 1))).toEqual(Buffer.alloc(32, 1));
  expect(await readdir(folder)).toEqual([]);
});
