// Making and revoking tokens.
import { v7 as uuid } from 'uuid';
import { differences, openState } from '../domain/difference.ts';
import { type Problem, Refusal, refuseIfAny } from '../domain/refusal.ts';
import type { Scope } from '../domain/scopes.ts';
import { recordChange } from '../infra/audit.ts';
import type { Database } from '../infra/database.ts';
import { hashOf, hintOf, makeSecret } from './token-secret.ts';

/** The id of a token that has been revoked. */
export const tokensChannel = 'iam_tokens';

export interface TokenInput {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: never. */
  readonly expiresAt: Date | null;
}

export interface TokenChangeTools {
  readonly database: Database;
  /** This node need not wait for its own notification. */
  readonly onRevoked: (tokenId: string) => void;
}

const longestName = 100;

/**
 * Makes a token. Its secret is in the answer and nowhere else.
 * @param by who asks for it.
 * @throws Refusal BAD_USER_INPUT.
 */
export async function createToken(
  { database }: Pick<TokenChangeTools, 'database'>,
  { name, scopes, expiresAt }: TokenInput,
  by: string,
): Promise<{ readonly id: string; readonly secret: string }> {
  const problems: Problem[] = [];
  if (name.trim() === '' || name.length > longestName || /\p{Cc}|\p{Cs}/u.test(name))
    problems.push({ path: 'name', message: `must have 1 to ${longestName} characters, and none that controls` });
  if (scopes.length === 0) problems.push({ path: 'scopes', message: 'must name at least one scope' });
  if (expiresAt && expiresAt.getTime() <= Date.now())
    problems.push({ path: 'expiresAt', message: 'must be in the future' });
  refuseIfAny(problems);
  const id = uuid();
  const secret = makeSecret();
  const token = { name: name.trim(), scopes: [...new Set(scopes)], expiresAt: expiresAt?.toISOString() ?? null };
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO tokens (id, name, hash, hint, scopes, created_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now(), $7)`,
      [id, token.name, hashOf(secret), hintOf(secret), token.scopes, by, token.expiresAt],
    );
    await recordChange(tx, {
      action: 'createToken',
      object: { type: 'Token', id, name: token.name },
      differences: differences(undefined, openState(token)),
    });
  });
  return { id, secret };
}

/**
 * From now on the token opens nothing, on no node, and what it has opened is closed.
 * @throws Refusal NOT_FOUND; CONFLICT when it is revoked already.
 */
export async function revokeToken({ database, onRevoked }: TokenChangeTools, id: string): Promise<void> {
  await database.transaction(async (tx) => {
    const [row] = await tx.query<{ name: string; revoked_at: Date | null }>(
      'SELECT name, revoked_at FROM tokens WHERE id = $1 FOR UPDATE',
      [id],
    );
    if (!row) throw new Refusal('NOT_FOUND', 'no such token');
    if (row.revoked_at) throw new Refusal('CONFLICT', 'the token is revoked already');
    await tx.query('UPDATE tokens SET revoked_at = now() WHERE id = $1', [id]);
    await tx.query('SELECT pg_notify($1, $2)', [tokensChannel, id]);
    await recordChange(tx, {
      action: 'revokeToken',
      object: { type: 'Token', id, name: row.name },
      differences: differences(openState({ revoked: false }), openState({ revoked: true })),
    });
  });
  onRevoked(id);
}
