// A key pair for a trial or a demo, where only a provider has the real private key.
import { exportJWK, generateKeyPair } from 'jose';
import type { JsonObject } from '../domain/event.ts';
import { belongs, type Settings } from './setting.ts';
import type { Signer, SourceKind } from './source-kind.ts';

export interface TrialKeys {
  readonly privateKey: NonNullable<Signer['privateKey']>;
  /** The public half, as a provider publishes it. */
  readonly jwks: JsonObject;
}

/** True where requests are signed with a private key of the provider. */
export const needsKeys = (kind: SourceKind, settings: Settings): boolean =>
  kind.settings.some((spec) => spec.type === 'keys' && belongs(spec, settings));

export async function makeTrialKeys(kid: string, alg = 'RS256'): Promise<TrialKeys> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { privateKey: { key: privateKey, kid, alg }, jwks: { keys: [jwk] } as unknown as JsonObject };
}
