// Users and programs that an identity provider vouches for: its JWTs as bearer tokens (RFC 9068 and what came before it).
import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Caller } from '../domain/caller.ts';
import { Refusal } from '../domain/refusal.ts';
import { BoundedMap } from './bounded-map.ts';
import { grantedScopes } from './granted-scopes.ts';
import type { OidcSettings } from './oidc-settings.ts';
import type { ProviderDocuments } from './provider-documents.ts';

export interface IdentityProvider {
  /**
   * @param hash of the token, under which it is remembered.
   * @returns undefined when it is no token of the provider's.
   * @throws Refusal UNAUTHENTICATED when it does not hold here or now, FORBIDDEN when it grants nothing, UNAVAILABLE.
   */
  callerOf(token: string, hash: string, address: string): Promise<Caller | undefined>;
  /** What the admin page needs to log in: authorization code with PKCE. Null: it cannot. */
  login(): Promise<object | null>;
}

/** Signatures with a private key only: `none`, and HS* whose key could be a public one, are no signatures. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
/** Between the provider's clock and ours, in seconds. */
const clockToleranceSecs = 30;
/** How long a token that was found good is believed without looking at its signature, in ms. */
const believedMs = 60_000;
const longestToken = 16_384;

export function createIdentityProvider(settings: OidcSettings, documents: ProviderDocuments): IdentityProvider {
  const { audience, scopeClaim, grants, login } = settings;
  const believed = new BoundedMap<string, { readonly caller: Omit<Caller, 'address'>; readonly until: number }>(10_000);

  const verified = async (token: string): Promise<JWTPayload | undefined> => {
    const { issuer } = await documents.metadata();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, documents.key, {
        ...{ issuer, algorithms, requiredClaims: ['exp', 'sub'] },
        audience: [...audience],
        clockTolerance: clockToleranceSecs,
      });
      // Not one that was signed for another purpose, such as a logout token.
      if (!/^((application\/)?(at\+)?jwt)?$/i.test(protectedHeader.typ ?? ''))
        throw new Refusal('UNAUTHENTICATED', 'this token is no access token');
      return payload;
    } catch (error) {
      return refuseOr(error);
    }
  };

  return {
    callerOf: async (token, hash, address) => {
      const known = believed.get(hash);
      if (known && Date.now() < known.until) return { ...known.caller, address };
      believed.delete(hash);
      if (token.length > longestToken || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
      const claims = await verified(token);
      if (!claims) return undefined;
      const scopes = grantedScopes(claims, scopeClaim, grants);
      if (scopes.length === 0)
        throw new Refusal('FORBIDDEN', `this token may do nothing here: its claim ${scopeClaim} grants no scope`);
      const expiresAt = new Date(((claims.exp ?? 0) + clockToleranceSecs) * 1_000);
      const caller = { kind: 'user' as const, id: String(claims.sub), name: nameOf(claims), scopes, expiresAt };
      believed.set(hash, { caller, until: Math.min(Date.now() + believedMs, expiresAt.getTime()) });
      return { ...caller, address };
    },
    login: async () => {
      if (!login) return null;
      const { issuer, authorization_endpoint, token_endpoint, end_session_endpoint } = await documents.metadata();
      return {
        issuer,
        client_id: login.clientId,
        authorization_endpoint,
        token_endpoint,
        end_session_endpoint: end_session_endpoint ?? null,
        scope: login.scope,
        authorization_params: login.params,
      };
    },
  };
}

/** Undefined when the signature is not the provider's; what is wrong with a token of the provider's is told. */
function refuseOr(error: unknown): undefined {
  if (error instanceof Refusal) throw error;
  if (error instanceof errors.JWTExpired) throw new Refusal('UNAUTHENTICATED', 'this token has expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    throw new Refusal(
      'UNAUTHENTICATED',
      `this token does not hold here: its claim ${error.claim} is not what it must be`,
    );
  if (error instanceof errors.JWKSNoMatchingKey)
    throw new Refusal('UNAUTHENTICATED', 'this token is signed with a key that the identity provider does not publish');
  if (error instanceof errors.JWKSInvalid || error instanceof errors.JWKSTimeout)
    throw new Refusal('UNAVAILABLE', 'the identity provider cannot be asked now: try again');
  if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
  throw error;
}

/** What a person would call it. */
function nameOf(claims: JWTPayload): string {
  const names = [claims.preferred_username, claims.email, claims.name, claims.client_id, claims.azp, claims.sub];
  const name = names.find((one) => typeof one === 'string' && one !== '');
  return String(name).toWellFormed().replaceAll('\0', '').slice(0, 200);
}
