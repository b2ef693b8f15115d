// Tokens as the REST bodies show them.
import type { Scope, TokenBodyFragment } from './gql/operations.ts';
import { snakeKeys } from './spelling.ts';

/** As REST spells scopes: `events:write` is EVENTS_WRITE. */
export const scopeText: Record<Scope, string> = { ADMIN: 'admin', READ: 'read', EVENTS_WRITE: 'events:write' };

export const tokenBody = (token: TokenBodyFragment) => ({
  ...snakeKeys(token),
  scopes: token.scopes.map((scope) => scopeText[scope]),
});
