// Log-in at an OpenID provider: authorization code with PKCE. What it gives is a token like any other.
import { keep, readKept } from './kept.ts';
import { createStore } from './store.ts';

/** As /auth/config has it. */
export interface OidcLogin {
  readonly issuer: string;
  readonly client_id: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly scope: string;
  readonly authorization_params: Readonly<Record<string, string>>;
}

interface Begun {
  readonly state: string;
  readonly verifier: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  /** Where on the page to go on. */
  readonly path: string;
}

/** What came back from the provider instead of somebody who is signed in. */
export type ProviderRefusal =
  | { readonly kind: 'forbidden' | 'noToken' }
  | { readonly kind: 'said'; readonly error: string };

/** Why the last log-in at the provider, which left the page, came to nothing. */
export const providerRefusal = createStore<ProviderRefusal | undefined>(undefined);

const key = 'iam-integrations-log-in';
const redirectAddress = () => `${window.location.origin}/ui/`;

/** Undefined: people log in by token only. */
export async function oidcLogin(): Promise<OidcLogin | undefined> {
  try {
    const response = await fetch('/auth/config');
    if (!response.ok) return undefined;
    return ((await response.json()) as { oidc: OidcLogin | null }).oidc ?? undefined;
  } catch {
    return undefined;
  }
}

/** Goes to the provider; the page is left. */
export async function goToProvider(login: OidcLogin): Promise<void> {
  const verifier = randomText();
  const state = randomText();
  const { pathname, search } = window.location;
  const begun: Begun = {
    state,
    verifier,
    tokenEndpoint: login.token_endpoint,
    clientId: login.client_id,
    path: `${pathname}${search}`,
  };
  keep('sessionStorage', key, JSON.stringify(begun));
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const request = new URLSearchParams({
    response_type: 'code',
    client_id: login.client_id,
    redirect_uri: redirectAddress(),
    scope: login.scope,
    state,
    code_challenge: base64url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
    ...login.authorization_params,
  });
  window.location.assign(`${login.authorization_endpoint}?${request}`);
}

/**
 * What the provider sent back with, if this is the way back from it. The code leaves the address at once.
 * @returns the token; undefined when this is no way back, none that began here, or one without a token: then
 *   `providerRefusal` says why.
 */
export async function tokenFromProvider(): Promise<string | undefined> {
  const answer = new URLSearchParams(window.location.search);
  const state = answer.get('state');
  const text = readKept('sessionStorage', key);
  if (state === null || text === undefined) return undefined;
  const begun = JSON.parse(text) as Begun;
  keep('sessionStorage', key, undefined);
  window.history.replaceState(null, '', state === begun.state ? begun.path : '/ui/');
  if (state !== begun.state) return undefined;
  const error = answer.get('error_description') ?? answer.get('error');
  const token = error === null ? await tokenFor(answer.get('code') ?? '', begun) : undefined;
  if (token === undefined) providerRefusal.set(error === null ? { kind: 'noToken' } : { kind: 'said', error });
  return token;
}

async function tokenFor(code: string, begun: Begun): Promise<string | undefined> {
  try {
    const response = await fetch(begun.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: begun.clientId,
        redirect_uri: redirectAddress(),
        code,
        code_verifier: begun.verifier,
      }),
    });
    return ((await response.json()) as { access_token?: string }).access_token;
  } catch {
    return undefined;
  }
}

const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
