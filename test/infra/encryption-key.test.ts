import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keyFileIn, openEncryptionKey } from '../../src/infra/encryption-key.ts';
import { createTestDatabase } from '../support/database.ts';
import { startTestService } from '../support/service.ts';

test('a key is made once, and kept where only its owner can read it', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'iam-key-'));
  const made = await openEncryptionKey(keyFileIn(dataDir), undefined);
  expect(made).toHaveLength(32);
  expect(await openEncryptionKey(keyFileIn(dataDir), undefined)).toEqual(made);
  const file = keyFileIn(dataDir);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toContain(made.toString('base64'));
  await rm(dataDir, { recursive: true });
});

test('a node whose key is not the one of the database does not start, and says why', async () => {
  const database = await createTestDatabase();
  const first = await startTestService({ database, config: { encryptionKey: Buffer.alloc(32, 1) } });
  await first.stop();
  await expect(startTestService({ database, config: { encryptionKey: Buffer.alloc(32, 2) } })).rejects.toThrow(
    /sealed with another key/,
  );
  const again = await startTestService({ database, config: { encryptionKey: Buffer.alloc(32, 1) } });
  await again.stop();
  await database.drop();
});
