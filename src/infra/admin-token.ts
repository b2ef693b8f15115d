// The admin token: given by the operator, or made at the first start, shown once and kept as a hash.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from './database.ts';

export interface AdminToken {
  /** Compares in constant time. */
  matches(token: string): boolean;
  /** The token itself, when it was made just now: to be shown, once. */
  readonly made: string | undefined;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** @param given ADMIN_TOKEN; undefined lets the database's stand, or makes one. */
export async function openAdminToken(database: Database, given: string | undefined): Promise<AdminToken> {
  if (given !== undefined) return tokenWithHash(sha256(given), undefined);
  const made = `iam_${randomBytes(24).toString('base64url')}`;
  const [row] = await database.query<{ value: string; is_new: boolean }>(
    `INSERT INTO settings (key, value) VALUES ('admin_token_sha256', $1)
     ON CONFLICT (key) DO UPDATE SET value = settings.value RETURNING value, value = $1 AS is_new`,
    [sha256(made).toString('hex')],
  );
  if (!row) throw new Error('the admin token cannot be kept');
  return tokenWithHash(Buffer.from(row.value, 'hex'), row.is_new ? made : undefined);
}

const tokenWithHash = (hash: Buffer, made: string | undefined): AdminToken => ({
  made,
  matches: (token) => timingSafeEqual(sha256(token), hash),
});
