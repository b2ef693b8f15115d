// Configured connections to SCIM directories: scripts and built-ins name them, and their secrets stay here.
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { differences, type State } from '../domain/difference.ts';
import { type Problem, pathText, Refusal, refuseIfAny } from '../domain/refusal.ts';
import { recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import { checkUrlShape } from '../infra/outbound/url-shape.ts';
import type { ScimAuth } from './scim/access-token.ts';
import { mask, type TaskVault } from './stored-task.ts';

/** A connection with its secrets opened. */
export interface ScimConnection {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly auth: ScimAuth;
  readonly version: number;
}

/** As a client sends it; a secret that is left out or masked in an update is the stored one. */
export interface ScimConnectionInput {
  readonly name?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly auth?: Readonly<Record<string, unknown>> | undefined;
  readonly version?: number | undefined;
}

export interface ConnectionTools {
  readonly database: Database;
  readonly vault: TaskVault;
}

export interface ConnectionRow {
  readonly id: string;
  readonly name: string;
  readonly base_url: string;
  readonly auth: unknown;
  readonly version: number;
}

const address = z
  .string({ error: 'is required' })
  .max(2_000, 'must have at most 2000 characters')
  .refine((url) => !checkUrlShape(url).failure, 'is not an address such as https://id.example.com/scim/v2');
const secret = z
  .string({ error: 'is required' })
  .min(1, 'must not be empty')
  .max(8_192, 'must have at most 8192 characters')
  .refine((value) => !value.includes(mask), 'is the mask of a secret that is not stored: give the secret')
  .refine((value) => /^[\x20-\x7e]*$/.test(value), 'must be printable ASCII');
const plain = z
  .string({ error: 'is required' })
  .min(1, 'must not be empty')
  .max(1_000, 'must have at most 1000 characters');

const shape = z.object({
  name: z
    .string({ error: 'is required' })
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'must be a name of letters, digits, _ . and -'),
  baseUrl: address,
  auth: z.discriminatedUnion(
    'type',
    [
      z.object({ type: z.literal('bearer'), token: secret }),
      z.object({
        type: z.literal('client_credentials'),
        tokenUrl: address,
        clientId: plain,
        clientSecret: secret,
        scope: plain.optional(),
        secretIn: z.enum(['header', 'body']).optional(),
      }),
    ],
    'is required',
  ),
});

export const secretOf = { bearer: 'token', client_credentials: 'clientSecret' } as const;

/** @throws Refusal BAD_USER_INPUT; CONFLICT when the name is taken. */
export async function createScimConnection(tools: ConnectionTools, input: ScimConnectionInput): Promise<string> {
  const id = uuid();
  const valid = newScimConnection(input);
  await unlessTaken(valid.name, () =>
    tools.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO scim_connections (id, name, base_url, auth, created_at, updated_at)
         VALUES ($1, $2, $3, $4, now(), now())`,
        [id, valid.name, valid.baseUrl, JSON.stringify(sealed(tools.vault, id, valid.auth as ScimAuth))],
      );
      await record(tx, 'createScimConnection', id, undefined, valid as Fields);
    }),
  );
  return id;
}

/** @throws Refusal NOT_FOUND; CONFLICT for a stale version or a name that is taken; BAD_USER_INPUT. */
export async function updateScimConnection(tools: ConnectionTools, id: string, input: ScimConnectionInput) {
  await tools.database.transaction(async (tx) => {
    const stored = await lock(tx, tools.vault, id, input.version);
    const valid = changedScimConnection(stored, input);
    await unlessTaken(valid.name, () =>
      tx.query(
        `UPDATE scim_connections SET name = $2, base_url = $3, auth = $4, version = version + 1, updated_at = now()
         WHERE id = $1`,
        [id, valid.name, valid.baseUrl, JSON.stringify(sealed(tools.vault, id, valid.auth as ScimAuth))],
      ),
    );
    await record(tx, 'updateScimConnection', id, stored, valid as Fields);
  });
}

/** Tasks that name it fail at their next run. @throws Refusal NOT_FOUND; CONFLICT. */
export async function deleteScimConnection(tools: ConnectionTools, id: string, version?: number): Promise<void> {
  await tools.database.transaction(async (tx) => {
    const stored = await lock(tx, tools.vault, id, version);
    await tx.query('DELETE FROM scim_connections WHERE id = $1', [id]);
    await record(tx, 'deleteScimConnection', id, stored, undefined);
  });
}

/** All connections, ready for use, by name. */
export async function readScimConnections(tools: ConnectionTools): Promise<ReadonlyMap<string, ScimConnection>> {
  const rows = await tools.database.query<ConnectionRow>('SELECT * FROM scim_connections');
  return new Map(rows.map((row) => [row.name, connectionFromRow(tools.vault, row)]));
}

/** How it authenticates, as it may be shown. */
export const shownAuth = (auth: unknown): ScimAuth => {
  const { type } = auth as ScimAuth;
  return { ...(auth as ScimAuth), [secretOf[type]]: mask } as ScimAuth;
};

type Fields = Pick<ScimConnection, 'name' | 'baseUrl' | 'auth'>;

function record(tx: Tx, action: string, id: string, before: Fields | undefined, after: Fields | undefined) {
  const state = ({ name, baseUrl, auth }: Fields): State => ({
    plain: { name, baseUrl, auth },
    shown: { name, baseUrl, auth: shownAuth(auth) },
  });
  return recordChange(tx, {
    action,
    object: { type: 'ScimConnection', id, name: (after ?? before)?.name },
    differences: differences(before && state(before), after && state(after)),
  });
}

async function lock(tx: Tx, vault: TaskVault, id: string, version: number | undefined): Promise<ScimConnection> {
  const [row] = await tx.query<ConnectionRow>('SELECT * FROM scim_connections WHERE id = $1 FOR UPDATE', [id]);
  if (!row) throw new Refusal('NOT_FOUND', 'no such SCIM connection');
  if (version !== undefined && version !== row.version)
    throw new Refusal('CONFLICT', `somebody else has changed this connection: it is now at version ${row.version}`);
  return connectionFromRow(vault, row);
}

const boundTo = (id: string) => `scim/${id}/auth`;

export const connectionFromRow = (
  vault: TaskVault,
  { id, name, base_url, auth, version }: ConnectionRow,
): ScimConnection => {
  const { type } = auth as ScimAuth;
  const field = secretOf[type];
  const opened = vault.open((auth as Record<string, string>)[field] ?? '', boundTo(id));
  return { id, name, baseUrl: base_url, auth: { ...(auth as ScimAuth), [field]: opened } as ScimAuth, version };
};

const sealed = (vault: TaskVault, id: string, auth: ScimAuth) => {
  const field = secretOf[auth.type];
  return { ...auth, [field]: vault.seal((auth as unknown as Record<string, string>)[field] ?? '', boundTo(id)) };
};

/** Whoever may change where a secret goes must not learn it by that. */
function withStoredSecret(stored: ScimConnection, { auth, baseUrl }: ScimConnectionInput) {
  const given = auth ?? { ...stored.auth, [secretOf[stored.auth.type]]: mask };
  if (given.type !== stored.auth.type) return { auth: given, problems: [] };
  const field = secretOf[stored.auth.type];
  if (given[field] !== undefined && given[field] !== mask) return { auth: given, problems: [] };
  const goesTo = ({ tokenUrl, base }: { tokenUrl?: unknown; base: string }) =>
    stored.auth.type === 'bearer' ? originOf(base) : originOf(String(tokenUrl));
  const before = goesTo({ ...stored.auth, base: stored.baseUrl });
  const after = goesTo({ ...given, base: baseUrl ?? stored.baseUrl });
  const problems: Problem[] =
    before === after
      ? []
      : [{ path: `auth.${field}`, message: 'must be given again, because the address has another host now' }];
  return { auth: { ...given, [field]: (stored.auth as unknown as Record<string, string>)[field] }, problems };
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url);

/** A stored connection with a change, its secret in the clear. @throws Refusal BAD_USER_INPUT. */
export function changedScimConnection(stored: ScimConnection, input: ScimConnectionInput) {
  const { auth = {}, problems } = withStoredSecret(stored, input);
  refuseIfAny(problems);
  return newScimConnection({ name: input.name ?? stored.name, baseUrl: input.baseUrl ?? stored.baseUrl, auth });
}

/** A connection that is not stored yet, its secret in the clear. @throws Refusal BAD_USER_INPUT. */
export function newScimConnection(input: ScimConnectionInput) {
  const parsed = shape.safeParse(input);
  if (parsed.success) return parsed.data;
  refuseIfAny(parsed.error.issues.map(({ path, message }) => ({ path: pathText(path.map(String)), message })));
  throw new Error('refused without a problem');
}

async function unlessTaken(name: string, write: () => Promise<unknown>): Promise<void> {
  await write().catch((error: { code?: string }) => {
    if (error.code !== '23505') throw error;
    throw new Refusal('CONFLICT', `there is a connection named ${name} already`, [
      { path: 'name', message: 'is taken by another connection' },
    ]);
  });
}

/** Seals the secrets under another key, in the caller's transaction. */
export async function resealScimConnections(tx: Tx, from: TaskVault, to: TaskVault): Promise<void> {
  const rows = await tx.query<ConnectionRow>('SELECT * FROM scim_connections ORDER BY id FOR UPDATE');
  for (const row of rows) {
    const auth = JSON.stringify(sealed(to, row.id, connectionFromRow(from, row).auth));
    await tx.query('UPDATE scim_connections SET auth = $2 WHERE id = $1', [row.id, auth]);
  }
}
