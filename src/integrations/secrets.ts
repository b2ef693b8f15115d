// Secrets at rest and on their way out: sealed with AES-256-GCM under ENCRYPTION_KEY, shown as a mask, opened only for
// the attempt that needs them. A sealed value is bound to its action and field and opens nowhere else.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { ActionConfig, ActionKind, FieldPath, SecretField } from '../actions/action-kind.ts';
import { pathText } from '../domain/refusal.ts';

/** What stands for a secret in every answer; sent back, it keeps the stored value. */
export const mask = '********';

export interface Vault {
  /** @param boundTo where the value belongs; it opens only there. */
  seal(plain: string, boundTo: string): string;
  open(sealed: string, boundTo: string): string;
  /** The same for the same text, and nobody can tell the text who has not the key. */
  fingerprint(text: string): string;
}

const prefix = 'sealed:v1:';

/** @param key 32 bytes. */
export function createVault(key: Buffer): Vault {
  return {
    seal: (plain, boundTo) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
    },
    open: (sealed, boundTo) => {
      if (!sealed.startsWith(prefix)) throw new Error(`not a sealed value: ${boundTo}`);
      const bytes = Buffer.from(sealed.slice(prefix.length), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(boundTo))
        .setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    fingerprint: (text) => createHmac('sha256', key).update('fingerprint\0').update(text).digest('base64url'),
  };
}

const boundTo = (actionId: string, path: FieldPath) => `${actionId}/${pathText(path)}`;

export const sealSecrets = (vault: Vault, kind: ActionKind, id: string, config: ActionConfig): ActionConfig =>
  mapSecrets(kind, config, (plain, { path }) => vault.seal(plain, boundTo(id, path)));

export const openSecrets = (vault: Vault, kind: ActionKind, id: string, config: ActionConfig): ActionConfig =>
  mapSecrets(kind, config, (sealed, { path }) => vault.open(sealed, boundTo(id, path)));

/** The configuration as it may be shown: secrets masked, of a webhook's address the host left readable. */
export const maskSecrets = (vault: Vault, kind: ActionKind, id: string, config: ActionConfig): ActionConfig =>
  mapSecrets(kind, config, (sealed, field) =>
    field.visible === 'host' ? maskOf(vault.open(sealed, boundTo(id, field.path)), field) : mask,
  );

/** How this secret is shown. */
export function maskOf(plain: string, field: SecretField): string {
  return field.visible === 'host' && URL.canParse(plain) ? `${new URL(plain).origin}/${mask}` : mask;
}

/** True for anything that only stands for a secret. */
export const isMask = (value: unknown): boolean => typeof value === 'string' && value.includes(mask);

/** The secret values of a configuration that has been opened, for masking them wherever they turn up. */
export const secretValues = (kind: ActionKind, opened: ActionConfig): string[] =>
  kind.secrets(opened).flatMap(({ path }) => {
    const value = valueAt(opened, path);
    return typeof value === 'string' ? [value] : [];
  });

/**
 * Puts the stored secrets of an action where its update says nothing of them or sends their mask back. Headers keep
 * theirs by name, whatever the order.
 * @returns also the paths where a stored secret was put.
 */
export function restoreSecrets(
  kind: ActionKind,
  stored: ActionConfig,
  update: ActionConfig,
): { config: ActionConfig; restored: readonly FieldPath[] } {
  const config = structuredClone(update);
  const restored: FieldPath[] = [];
  for (const field of kind.secrets(stored)) {
    if (field.internal) continue;
    const path = samePlace(stored, config, field.path);
    const holder = path && valueAt(config, path.slice(0, -1));
    if (!path || typeof holder !== 'object' || holder === null) continue;
    const key = path.at(-1) as string;
    const given = (holder as ActionConfig)[key];
    const plain = valueAt(stored, field.path);
    // Its own mask only: that of another address is no way of naming the stored one.
    const isKept =
      given === undefined || given === null || (typeof plain === 'string' && given === maskOf(plain, field));
    if (!isKept) continue;
    (holder as ActionConfig)[key] = plain;
    restored.push(path);
  }
  return { config, restored };
}

/** The path of the same thing in the update: list items are matched by name, alternatives by their type. */
function samePlace(stored: ActionConfig, update: ActionConfig, path: FieldPath): FieldPath | undefined {
  const found: (string | number)[] = [];
  for (const [depth, part] of path.entries()) {
    if (typeof part === 'string') {
      const here = path.slice(0, depth);
      const types = [valueAt(stored, here), valueAt(update, found)].map(
        (at) => (at as { type?: unknown } | null)?.type,
      );
      if (types[0] !== types[1]) return undefined;
      found.push(part);
      continue;
    }
    const name = nameOf(valueAt(stored, path.slice(0, depth + 1)));
    const items = valueAt(update, found);
    const index = Array.isArray(items) ? items.findIndex((item) => nameOf(item) === name) : -1;
    if (index < 0) return undefined;
    found.push(index);
  }
  return found;
}

const nameOf = (item: unknown) => String((item as { name?: unknown } | null)?.name).toLowerCase();

function mapSecrets(
  kind: ActionKind,
  config: ActionConfig,
  change: (value: string, field: SecretField) => string,
): ActionConfig {
  const fields = kind.secrets(config);
  if (fields.length === 0) return config;
  const copy = structuredClone(config);
  for (const field of fields) {
    const holder = valueAt(copy, field.path.slice(0, -1)) as ActionConfig;
    const key = field.path.at(-1) as string;
    const value = holder[key];
    if (typeof value === 'string') holder[key] = change(value, field);
  }
  return copy;
}

function valueAt(config: unknown, path: FieldPath): unknown {
  let at = config;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}
