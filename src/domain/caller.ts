// Who asks, as the doors found out.
import type { Scope } from './scopes.ts';

export interface Caller {
  /**
   * `admin_token`: the holder of ADMIN_TOKEN, or of the token that was made at the first start. `token`: of one that
   * createToken made. `user`: a person or program that an identity provider vouches for.
   */
  readonly kind: 'admin_token' | 'token' | 'user';
  /** `admin`, the id of the token, or the issuer's subject. */
  readonly id: string;
  /** To be shown: `admin`, the name of the token, or what the issuer calls the subject. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The address that the request came from; behind proxies that are trusted, the one that they tell. */
  readonly address: string;
  /** When the token ends, and with it all that it opened; absent: never. */
  readonly expiresAt?: Date;
}
