// Signatures as Standard Webhooks has them (github.com/standard-webhooks): over `id.timestamp.body`, one for each key
// that is in force, so that receivers can change keys without losing a request.
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** `v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, the receiver needs the public key only. */
export type SigningScheme = 'v1' | 'v1a';

export interface SigningKey {
  /** `whsec_…` (v1) or `whsk_…` (v1a). */
  readonly secret: string;
  /** Until when an old key still signs; null for the current one. */
  readonly until: string | null;
}

export interface SignedContent {
  readonly id: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
  readonly body: string;
}

export function makeSigningKey(scheme: SigningScheme): SigningKey {
  if (scheme === 'v1') return { secret: `whsec_${randomBytes(32).toString('base64')}`, until: null };
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const bytes = Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]);
  return { secret: `whsk_${bytes.toString('base64')}`, until: null };
}

/** The `webhook-signature` header: a space between the signatures of several keys. */
export function signatures(keys: readonly SigningKey[], content: SignedContent, now: Date): string {
  const signed = `${content.id}.${content.timestamp}.${content.body}`;
  return keys
    .filter(({ until }) => until === null || new Date(until) > now)
    .map(({ secret }) => (secret.startsWith('whsk_') ? ed25519(secret, signed) : hmac(secret, signed)))
    .join(' ');
}

const hmac = (secret: string, signed: string) =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(signed)
    .digest('base64')}`;

const ed25519 = (secret: string, signed: string) =>
  `v1a,${sign(null, Buffer.from(signed), privateKey(secret)).toString('base64')}`;

function privateKey(secret: string) {
  const bytes = Buffer.from(secret.slice('whsk_'.length), 'base64');
  const d = bytes.subarray(0, 32).toString('base64url');
  const x = bytes.subarray(32, 64).toString('base64url');
  return createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d, x } });
}

/** `whpk_…`, what a receiver of v1a needs; undefined for a shared secret. */
export function publicKeyOf(secret: string): string | undefined {
  if (!secret.startsWith('whsk_')) return undefined;
  const { x = '' } = createPublicKey(privateKey(secret)).export({ format: 'jwk' });
  return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
}
