// What the environment says of the identity provider whose tokens open the doors.
import { isIP } from 'node:net';
import { z } from 'zod';
import type { Scope } from '../domain/scopes.ts';

export interface OidcSettings {
  /** As in the `iss` of its tokens. */
  readonly issuer: string;
  /** One of them must be in the `aud` of a token. */
  readonly audience: readonly string[];
  /** The claim that says what its bearer may do here: a name, or names with dots between for claims within claims. */
  readonly scopeClaim: string;
  /** Which values of the claim grant which scope. */
  readonly grants: Readonly<Record<Scope, readonly string[]>>;
  /** What the admin page logs in with; undefined: it does not. */
  readonly login: OidcLogin | undefined;
}

export interface OidcLogin {
  readonly clientId: string;
  readonly scope: string;
  /** Further parameters of the authorization request. */
  readonly params: Readonly<Record<string, string>>;
}

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Separated by commas: names of roles and groups may have spaces. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

export const oidcEnvironment = {
  OIDC_ISSUER: optional(
    z.string().refine(isIssuer, 'must be an https address without query or fragment; http for this machine only'),
  ),
  OIDC_AUDIENCE: optional(list),
  OIDC_SCOPE_CLAIM: optional(z.string()),
  OIDC_ADMIN_VALUES: optional(list),
  OIDC_READ_VALUES: optional(list),
  OIDC_EVENTS_VALUES: optional(list),
  OIDC_CLIENT_ID: optional(z.string()),
  OIDC_LOGIN_SCOPE: optional(z.string()),
  OIDC_LOGIN_PARAMS: optional(z.string().transform((text) => Object.fromEntries(new URLSearchParams(text)))),
};

type Values = z.infer<z.ZodObject<typeof oidcEnvironment>>;

/** Undefined where there is no identity provider. */
export function oidcSettings(values: Values): OidcSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values;
  if (issuer === undefined) return undefined;
  return Object.freeze({
    issuer,
    audience: values.OIDC_AUDIENCE ?? [],
    scopeClaim: values.OIDC_SCOPE_CLAIM ?? 'scope',
    grants: {
      admin: values.OIDC_ADMIN_VALUES ?? [],
      read: values.OIDC_READ_VALUES ?? [],
      'events:write': values.OIDC_EVENTS_VALUES ?? [],
    },
    login:
      clientId === undefined
        ? undefined
        : { clientId, scope: values.OIDC_LOGIN_SCOPE ?? 'openid', params: values.OIDC_LOGIN_PARAMS ?? {} },
  });
}

/** What is wrong with the variables together. */
export function oidcProblems(env: Readonly<Record<string, string | undefined>>): string[] {
  const others = Object.keys(oidcEnvironment).filter((name) => name !== 'OIDC_ISSUER');
  if (!env.OIDC_ISSUER) return others.filter((name) => env[name]).map((name) => `${name}: needs OIDC_ISSUER beside it`);
  const grants = ['OIDC_ADMIN_VALUES', 'OIDC_READ_VALUES', 'OIDC_EVENTS_VALUES'];
  return [
    // Without it a token that was made for any other service of the issuer would open this one.
    ...(env.OIDC_AUDIENCE?.trim() ? [] : ['OIDC_AUDIENCE: must be set where OIDC_ISSUER is']),
    ...(grants.some((name) => env[name]) ? [] : [`OIDC_ISSUER: needs one of ${grants.join(', ')} beside it`]),
  ];
}

function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '' || text.length > 1_000) return false;
  if (url.protocol === 'https:') return true;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return (
    url.protocol === 'http:' &&
    (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')))
  );
}
