// The keys that sign security event tokens: made here, sealed at rest, published before they sign and for a while
// after. A rotation moves the version of the integration set, so that no node signs with what it remembers from before.
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { differences, openState } from '../domain/difference.ts';
import type { SecurityEventClaims } from '../domain/security-event.ts';
import { recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { Vault } from './secrets.ts';
import { moveSetVersion } from './set-version.ts';

export interface EventSigningKey {
  /** The `kid` of its tokens. */
  readonly id: string;
  readonly publicKey: JWK;
  readonly createdAt: Date;
  /** It is published before, and signs from then on. */
  readonly signsFrom: Date;
  /** Until when an old key is published; null for the newest. */
  readonly publishedUntil: Date | null;
  /** It is the one that signs at this moment. */
  readonly signing: boolean;
}

export interface EventSigningKeys {
  /** Those that are published, the newest first. */
  list(): Promise<readonly EventSigningKey[]>;
  /** @returns a compact token: ES256, `typ` secevent+jwt, with the `kid` of the key. */
  sign(claims: SecurityEventClaims): Promise<string>;
  /**
   * Makes a new key.
   * @param leadSecs how long it is published before it signs.
   * @param keepSecs how long the keys so far stay published after that.
   */
  rotate(leadSecs: number, keepSecs: number): Promise<readonly EventSigningKey[]>;
}

export interface EventSigningKeysTools {
  readonly database: Database;
  readonly vault: Vault;
  /** The newest version of the integration set that this node knows of. */
  readonly version: () => bigint;
}

const algorithm = 'ES256';
const boundTo = (id: string) => `event_signing_keys/${id}`;

interface Row {
  readonly id: string;
  readonly public_key: JWK;
  readonly private_key: string;
  readonly created_at: Date;
  readonly signs_from: Date;
  readonly published_until: Date | null;
  /** By the database's clock, so that nodes agree on a key that signs at once. */
  readonly has_begun: boolean;
}

const readRows = `
SELECT *, signs_from <= now() AS has_begun FROM event_signing_keys
WHERE published_until IS NULL OR published_until > now() ORDER BY id DESC`;

/** Opens them, and makes the first one where there is none. */
export async function openEventSigningKeys(tools: EventSigningKeysTools): Promise<EventSigningKeys> {
  const { database, vault, version } = tools;
  const [any] = await database.query('SELECT FROM event_signing_keys LIMIT 1');
  if (!any)
    await database.transaction(async (tx) => {
      // Nodes that start together take turns here.
      await moveSetVersion(tx);
      const [made] = await tx.query('SELECT FROM event_signing_keys LIMIT 1');
      if (!made) await addKey(tx, vault, 0);
    });

  let known: { readonly version: bigint; readonly rows: Promise<readonly Row[]> } | undefined;
  const current = async (): Promise<Row> => {
    const newest = version();
    if (!known || known.version < newest) {
      const reading = { version: newest, rows: database.query<Row>(readRows) };
      known = reading;
      reading.rows.catch(() => {
        if (known === reading) known = undefined;
      });
    }
    const key = signingRow(await known.rows);
    if (!key) throw new Error('there is no key for security events');
    return key;
  };

  return {
    list: async () => shown(await database.query<Row>(readRows)),
    sign: async (claims) => {
      const key = await current();
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: algorithm, typ: 'secevent+jwt', kid: key.id })
        .sign(await privateKey(vault, key));
    },
    rotate: (leadSecs, keepSecs) =>
      database.transaction(async (tx) => {
        await moveSetVersion(tx);
        await tx.query(
          `UPDATE event_signing_keys SET published_until = least(published_until, now() + make_interval(secs => $1))`,
          [leadSecs + keepSecs],
        );
        await tx.query('DELETE FROM event_signing_keys WHERE published_until <= now()');
        await addKey(tx, vault, leadSecs, keepSecs);
        return shown(await tx.query<Row>(readRows));
      }),
  };
}

/** The newest whose time has come; a later one makes those before it old, also when they have not begun. */
const signingRow = (rows: readonly Row[]) =>
  rows.find(({ has_begun, signs_from }) => has_begun || signs_from.getTime() <= Date.now());

function shown(rows: readonly Row[]): EventSigningKey[] {
  const signing = signingRow(rows);
  return rows.map((row) => ({
    id: row.id,
    publicKey: row.public_key,
    createdAt: row.created_at,
    signsFrom: row.signs_from,
    publishedUntil: row.published_until,
    signing: row === signing,
  }));
}

async function addKey(tx: Tx, vault: Vault, leadSecs: number, keepSecs?: number): Promise<void> {
  const id = uuid();
  const made = await generateKeyPair(algorithm, { extractable: true });
  const publicKey = { ...(await exportJWK(made.publicKey)), kid: id, alg: algorithm, use: 'sig' };
  const secret = JSON.stringify(await exportJWK(made.privateKey));
  await tx.query(
    `INSERT INTO event_signing_keys (id, public_key, private_key, created_at, signs_from)
     VALUES ($1, $2, $3, now(), now() + make_interval(secs => $4))`,
    [id, JSON.stringify(publicKey), vault.seal(secret, boundTo(id)), leadSecs],
  );
  await recordChange(tx, {
    action: 'rotateEventSigningKey',
    object: { type: 'EventSigningKey', id },
    differences: differences(undefined, openState({ leadSecs, keepSecs })),
  });
}

/** Opened once for each row that was read; a later reading makes new rows. */
const opened = new WeakMap<Row, Promise<CryptoKey | Uint8Array>>();

function privateKey(vault: Vault, row: Row): Promise<CryptoKey | Uint8Array> {
  const known = opened.get(row);
  if (known) return known;
  const fresh = importJWK(JSON.parse(vault.open(row.private_key, boundTo(row.id))) as JWK, algorithm);
  opened.set(row, fresh);
  return fresh;
}

/** Seals the private keys under another key, in the caller's transaction. */
export async function resealSigningKeys(tx: Tx, from: Vault, to: Vault): Promise<void> {
  const rows = await tx.query<Row>('SELECT id, private_key FROM event_signing_keys ORDER BY id FOR UPDATE');
  for (const { id, private_key } of rows)
    await tx.query('UPDATE event_signing_keys SET private_key = $2 WHERE id = $1', [
      id,
      to.seal(from.open(private_key, boundTo(id)), boundTo(id)),
    ]);
}
