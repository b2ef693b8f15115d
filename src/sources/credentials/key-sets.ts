// Public keys of providers: pasted, or fetched from their address through the guarded client, cached, and fetched again
// when a token names a key that is not there, which is how keys rotate.
import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Outbound } from '../../infra/outbound/send-request.ts';
import type { Settings } from '../setting.ts';
import { Rejection } from '../source-kind.ts';

export interface KeySets {
  /** The keys of a source: of its setting `jwks`, else of the address in `jwks_url`. */
  of(settings: Settings): JWTVerifyGetKey;
}

/** An answer must be there before the provider gives up on ours. */
const timeoutMs = 2_500;
const cacheMs = 10 * 60_000;
const maxBytes = 256 * 1024;

/** @param cooldownMs a token with an unknown key makes us ask again, but not more often than this. */
export function createKeySets(outbound: Pick<Outbound, 'send'>, cooldownMs = 30_000): KeySets {
  const remote = new Map<string, JWTVerifyGetKey>();
  const fetchKeys = async (url: string) => {
    const result = await outbound.send({
      method: 'GET',
      url,
      headers: [['Accept', 'application/json, application/jwk-set+json']],
      timeoutMs,
      maxResponseBytes: maxBytes,
    });
    if (!result.ok || !result.response)
      throw new Rejection('keys_unavailable', `no keys from the provider: ${result.failure?.message ?? 'no answer'}`);
    return new Response(result.response.body, { status: 200 });
  };
  return {
    of: ({ jwks, jwks_url }) => {
      if (typeof jwks === 'object') return createLocalJWKSet(jwks as unknown as JSONWebKeySet);
      const url = String(jwks_url);
      let keys = remote.get(url);
      if (!keys) {
        keys = createRemoteJWKSet(new URL(url), {
          [customFetch]: fetchKeys,
          cooldownDuration: cooldownMs,
          cacheMaxAge: cacheMs,
        });
        remote.set(url, keys);
      }
      return keys;
    },
  };
}
