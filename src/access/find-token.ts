// Tokens by the hash of their secret, from memory. Every revocation tells all nodes inside its transaction, which then
// forget the token; a node that may have missed that, because its connection broke, forgets all. Beside that nothing is
// believed for longer than `freshMs`, so that even a node that hears nothing at all is wrong for seconds only.
import { timingSafeEqual } from 'node:crypto';
import { type Scope, scopes } from '../domain/scopes.ts';
import type { Database } from '../infra/database.ts';
import { BoundedMap } from './bounded-map.ts';

export interface FoundToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface TokenFinder {
  /** Also tokens that have ended; undefined when there never was such a token. Without a promise when it is known. */
  find(hash: string): FoundToken | undefined | Promise<FoundToken | undefined>;
  /** Of these, those that are neither revoked nor gone, as the database has them now. */
  stillLive(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** What is known of a token is old; undefined: of all. */
  forget(id?: string): void;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

/** How long a reading is believed, in ms. */
const freshMs = 15_000;
const mostKnown = 10_000;

export function createTokenFinder(database: Database): TokenFinder {
  const known = new BoundedMap<string, { readonly token: FoundToken; readonly until: number }>(mostKnown);
  const reading = new Map<string, Promise<FoundToken | undefined>>();
  let forgotten = 0;

  const read = async (hash: string): Promise<FoundToken | undefined> => {
    const before = forgotten;
    const [row] = await database.query<Row>(
      'SELECT id, name, hash, scopes, expires_at, revoked_at FROM tokens WHERE hash = $1',
      [hash],
    );
    if (!row || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) return undefined;
    const token = fromRow(row);
    // Else something was revoked meanwhile: this may be what was before.
    if (forgotten === before) known.set(hash, { token, until: performance.now() + freshMs });
    return token;
  };

  return {
    find: (hash) => {
      const found = known.get(hash);
      if (found && performance.now() < found.until) return found.token;
      known.delete(hash);
      let asked = reading.get(hash);
      if (!asked) {
        asked = read(hash).finally(() => reading.delete(hash));
        reading.set(hash, asked);
      }
      return asked;
    },
    stillLive: async (ids) => {
      const rows = await database.query<{ id: string }>(
        'SELECT id FROM tokens WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL',
        [ids],
      );
      return new Set(rows.map(({ id }) => id));
    },
    forget: (id) => {
      forgotten++;
      reading.clear();
      if (id === undefined) known.clear();
      else for (const [hash, { token }] of known) if (token.id === id) known.delete(hash);
    },
  };
}

const fromRow = ({ id, name, scopes: granted, expires_at, revoked_at }: Row): FoundToken => ({
  id,
  name,
  scopes: scopes.filter((scope) => granted.includes(scope)),
  expiresAt: expires_at,
  revokedAt: revoked_at,
});
