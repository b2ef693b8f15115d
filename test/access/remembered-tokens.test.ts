// What is remembered of tokens: how often the database is asked, and when what was remembered is not believed any more.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken, revokeToken } from '../../src/access/change-tokens.ts';
import { createTokenFinder } from '../../src/access/find-token.ts';
import { createLastUse } from '../../src/access/last-use.ts';
import { hashOf } from '../../src/access/token-secret.ts';
import { type Database, openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let testDatabase: TestDatabase;
let database: Database;
let statements: string[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const opened = openDatabase({ url: testDatabase.url, log: createLog('silent'), applicationName: 'test' });
  database = {
    ...opened,
    query: (sql, params) => {
      statements.push(sql);
      return opened.query(sql, params);
    },
  };
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

async function make() {
  const { id, secret } = await createToken({ database }, { name: 'x', scopes: ['read'], expiresAt: null }, 'test');
  statements = [];
  return { id, hash: hashOf(secret) };
}

test('a token is looked up once, also when many ask together, and then answered from memory', async () => {
  const { id, hash } = await make();
  const tokens = createTokenFinder(database);
  const found = await Promise.all(Array.from({ length: 50 }, () => tokens.find(hash)));
  expect(found.every((token) => token?.id === id)).toBe(true);
  for (let count = 0; count < 1_000; count++) expect(tokens.find(hash)).toMatchObject({ id, revokedAt: null });
  expect(statements).toHaveLength(1);
});

test('what is forgotten is read again, and a reading that a revocation overtook is not remembered', async () => {
  const { id, hash } = await make();
  const tokens = createTokenFinder(database);
  const reading = tokens.find(hash);
  tokens.forget(id);
  await reading;
  await revokeToken({ database, onRevoked: tokens.forget }, id);
  expect(await tokens.find(hash)).toMatchObject({ id, revokedAt: expect.any(Date) });
});

test('the last use of a token that is used all the time is written once', async () => {
  const { id } = await make();
  const lastUse = createLastUse({ database, log: createLog('silent') });
  for (let count = 0; count < 10_000; count++) lastUse.used(id);
  await lastUse.close();
  for (let count = 0; count < 10_000; count++) lastUse.used(id);
  await lastUse.close();
  expect(statements).toHaveLength(1);
  const [row] = await testDatabase.query<{ last_used_at: Date | null }>(
    'SELECT last_used_at FROM tokens WHERE id = $1',
    [id],
  );
  expect(row?.last_used_at).toBeInstanceOf(Date);
});
