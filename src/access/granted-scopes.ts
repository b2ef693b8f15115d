// What the claims of an identity provider's token grant here.
import { type Scope, scopes } from '../domain/scopes.ts';

/** @returns the scopes that the claim's values stand for. */
export function grantedScopes(
  claims: Readonly<Record<string, unknown>>,
  claim: string,
  grants: Readonly<Record<Scope, readonly string[]>>,
): readonly Scope[] {
  const values = new Set(valuesOf(claimAt(claims, claim)));
  return scopes.filter((scope) => grants[scope].some((value) => values.has(value)));
}

/** A claim by its name, which may have dots itself, or by names with dots between. */
function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  const own = (name: string) => (Object.hasOwn(claims, name) ? (claims as Record<string, unknown>)[name] : undefined);
  const whole = own(path);
  if (whole !== undefined) return whole;
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const found = claimAt(own(path.slice(0, dot)), path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A list; a text, or the words of it as in OAuth's `scope`; the names of an object, as some providers list roles. */
function valuesOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return [claim, ...claim.split(' ')];
  if (Array.isArray(claim)) return claim.filter((value) => typeof value === 'string');
  return typeof claim === 'object' && claim !== null ? Object.keys(claim) : [];
}
