// Who sends a bearer token: the administrator, the holder of a token of ours, or a user of the identity provider.
import type { Caller } from '../domain/caller.ts';
import { Refusal } from '../domain/refusal.ts';
import type { AdminToken } from '../infra/admin-token.ts';
import { isDatabaseUnavailable } from '../infra/database.ts';
import type { FoundToken, TokenFinder } from './find-token.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { LastUse } from './last-use.ts';
import type { SlowGuessing } from './slow-guessing.ts';
import { hashOf, isSecret } from './token-secret.ts';

export interface Credentials {
  /** `Bearer …`, as in the header of that name. */
  readonly authorization: string | undefined;
  /** Where it comes from. */
  readonly address: string;
}

export interface AuthenticateTools {
  readonly adminToken: AdminToken;
  readonly tokens: Pick<TokenFinder, 'find'>;
  readonly lastUse: Pick<LastUse, 'used'>;
  readonly guessing: SlowGuessing;
  /** Undefined where there is none. */
  readonly identityProvider: Pick<IdentityProvider, 'callerOf'> | undefined;
}

/**
 * @throws Refusal UNAUTHENTICATED when it is nobody's; FORBIDDEN for users who may do nothing here; UNAVAILABLE when it
 * cannot be found out now; TooManyRequests after too many wrong ones from this address.
 */
export type Authenticate = (credentials: Credentials) => Promise<Caller>;

export function createAuthenticate(tools: AuthenticateTools): Authenticate {
  const { adminToken, tokens, lastUse, guessing, identityProvider } = tools;
  return async ({ authorization, address }) => {
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) throw new Refusal('UNAUTHENTICATED', 'send Authorization: Bearer <token>');
    const hash = hashOf(given);
    guessing.mayTry(address, hash);
    if (adminToken.matches(given)) {
      guessing.right(address, hash);
      return { kind: 'admin_token', id: 'admin', name: 'admin', scopes: ['admin'], address };
    }
    if (isSecret(given)) {
      const asked = tokens.find(hash);
      const token = asked instanceof Promise ? await asked.catch(unavailable) : asked;
      if (token) {
        guessing.right(address, hash);
        const caller = callerOf(token, address);
        lastUse.used(token.id);
        return caller;
      }
    }
    const user = await identityProvider?.callerOf(given, hash, address);
    if (user) {
      guessing.right(address, hash);
      return user;
    }
    guessing.wrong(address);
    throw new Refusal('UNAUTHENTICATED', 'this token is not known here: send Authorization: Bearer <token>');
  };
}

function callerOf({ id, name, scopes, expiresAt, revokedAt }: FoundToken, address: string): Caller {
  if (revokedAt) throw new Refusal('UNAUTHENTICATED', 'this token has been revoked');
  if (expiresAt && expiresAt.getTime() <= Date.now()) throw new Refusal('UNAUTHENTICATED', 'this token has expired');
  return { kind: 'token', id, name, scopes, address, ...(expiresAt && { expiresAt }) };
}

function unavailable(error: unknown): never {
  if (!isDatabaseUnavailable(error)) throw error;
  throw new Refusal('UNAVAILABLE', 'the database cannot be reached: try again');
}
