// What an identity provider publishes about itself: its metadata and its keys, kept for a while and read again when a
// token names a key that is not there, which is how keys rotate. Read through the guarded client.
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Refusal } from '../domain/refusal.ts';
import type { Outbound } from '../infra/outbound/send-request.ts';

const metadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url({ protocol: /^https?$/ }),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint: z.url({ protocol: /^https?$/ }),
  end_session_endpoint: z.url({ protocol: /^https?$/ }).optional(),
});

export type ProviderMetadata = z.infer<typeof metadata>;

export interface ProviderDocuments {
  /** @throws Refusal UNAVAILABLE */
  metadata(): Promise<ProviderMetadata>;
  /** @throws Refusal UNAVAILABLE; jose's error when there is no such key. */
  readonly key: JWTVerifyGetKey;
}

export interface ProviderDocumentsOptions {
  readonly issuer: string;
  readonly outbound: Pick<Outbound, 'send'>;
  /** An unknown key makes us read the keys again, but not more often than this, in ms. Default 30,000. */
  readonly cooldownMs?: number | undefined;
}

const timeoutMs = 5_000;
const maxBytes = 512 * 1024;
const keysKeptMs = 10 * 60_000;
const metadataKeptMs = 60 * 60_000;
/** After a reading that failed the provider is left alone for so long. */
const afterFailureMs = 2_000;

export function createProviderDocuments(options: ProviderDocumentsOptions): ProviderDocuments {
  const { issuer, outbound, cooldownMs = 30_000 } = options;
  const failed = new Map<string, number>();
  const read = async (url: string): Promise<string> => {
    if (performance.now() < (failed.get(url) ?? 0)) throw unavailable();
    const result = await outbound.send({
      ...{ method: 'GET', url, timeoutMs, maxResponseBytes: maxBytes },
      headers: [['Accept', 'application/json, application/jwk-set+json']],
    });
    if (result.ok && result.response) return result.response.body;
    failed.set(url, performance.now() + afterFailureMs);
    throw unavailable();
  };

  let known: { readonly document: ProviderMetadata; readonly until: number } | undefined;
  let reading: Promise<ProviderMetadata> | undefined;
  const discover = async (): Promise<ProviderMetadata> => {
    const found = metadata.safeParse(
      parsed(await read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)),
    );
    if (!found.success || withoutSlash(found.data.issuer) !== withoutSlash(issuer)) throw unavailable();
    known = { document: found.data, until: performance.now() + metadataKeptMs };
    return found.data;
  };
  const current = async (): Promise<ProviderMetadata> => {
    if (known && performance.now() < known.until) return known.document;
    reading ??= discover().finally(() => {
      reading = undefined;
    });
    const last = known?.document;
    // What was true an hour ago is better than nothing while the provider is away.
    return last ? reading.catch(() => last) : reading;
  };

  let keys: { readonly url: string; readonly get: JWTVerifyGetKey } | undefined;
  return {
    metadata: current,
    key: async (header, token) => {
      const { jwks_uri: url } = await current();
      if (keys?.url !== url)
        keys = {
          url,
          get: createRemoteJWKSet(new URL(url), {
            [customFetch]: async (address) => new Response(await read(String(address)), { status: 200 }),
            cooldownDuration: cooldownMs,
            cacheMaxAge: keysKeptMs,
          }),
        };
      return keys.get(header, token);
    },
  };
}

/** Some write the issuer with a slash at its end and some without. */
const withoutSlash = (issuer: string) => issuer.replace(/\/$/, '');

const unavailable = () => new Refusal('UNAVAILABLE', 'the identity provider cannot be asked now: try again');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
