/**
 * The token of a connection: the one that was given, or one fetched with OAuth 2.0 client credentials (RFC 6749, 4.4).
 * It must never put a token, a client secret or a token endpoint's own words into an error.
 */
import type { Outbound, OutboundResult } from '../../infra/outbound/send-request.ts';
import { ScimError } from './scim-error.ts';

export type ScimAuth =
  | { readonly type: 'bearer'; readonly token: string }
  | {
      readonly type: 'client_credentials';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      /** Several with spaces between them. Default: what the authorization server gives. */
      readonly scope?: string;
      /** Where id and secret go: the Basic header, which every server knows, or the form. Default: header. */
      readonly secretIn?: 'header' | 'body';
    };

export interface AccessToken {
  /** The token to send; several callers at once share one fetch. @throws ScimError if none can be had. */
  current(signal: AbortSignal | undefined): Promise<string>;
  /** Says that the directory did not accept this token. True if another can be fetched. */
  refused(token: string): boolean;
  /** What must be masked in texts of others. */
  secrets(): readonly string[];
}

interface TokenOptions {
  readonly auth: ScimAuth;
  readonly outbound: Outbound;
  /** Limit for one request, in ms. */
  readonly timeoutMs: number;
}

/** A token without `expires_in` is used this long, in ms. */
const unknownLifetime = 5 * 60_000;
/** A token is not used in its last 30 s, nor in the last tenth of a shorter life. */
const reserve = 30_000;
const request = 'token request';

export function createAccessToken({ auth, outbound, timeoutMs }: TokenOptions): AccessToken {
  if (auth.type === 'bearer')
    return { current: async () => auth.token, refused: () => false, secrets: () => [auth.token] };

  let held: { token: string; until: number } | undefined;
  let fetching: Promise<string> | undefined;

  const fetchToken = async (signal: AbortSignal | undefined): Promise<string> => {
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (auth.scope) form.set('scope', auth.scope);
    if (auth.secretIn === 'body') {
      form.set('client_id', auth.clientId);
      form.set('client_secret', auth.clientSecret);
    }
    const headers: [string, string][] = [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Accept', 'application/json'],
    ];
    if (auth.secretIn !== 'body') headers.push(['Authorization', basic(auth.clientId, auth.clientSecret)]);
    const wanted = { method: 'POST', url: auth.tokenUrl, headers, body: form.toString(), timeoutMs } as const;
    const result = await outbound.send(wanted, signal);
    if (result.cancelled) signal?.throwIfAborted();
    const answer = readJson(result);
    const token = answer.access_token;
    if (!result.ok) throw refusal(result, answer);
    if (typeof token !== 'string' || token === '')
      throw new ScimError({ request, status: 0, scimType: null, detail: 'the answer holds no access_token' });
    const seconds = Number(answer.expires_in);
    const lifetime = seconds > 0 ? seconds * 1000 : unknownLifetime;
    held = { token, until: performance.now() + lifetime - Math.min(reserve, lifetime / 10) };
    return token;
  };

  return {
    current: async (signal) => {
      if (held && performance.now() < held.until) return held.token;
      fetching ??= fetchToken(signal).finally(() => {
        fetching = undefined;
      });
      return fetching;
    },
    refused: (token) => {
      if (held?.token === token) held = undefined;
      return true;
    },
    secrets: () => [auth.clientSecret, ...(held ? [held.token] : [])],
  };
}

/** RFC 6749, 2.3.1: both parts are encoded as in a form before they are joined. */
function basic(id: string, secret: string): string {
  const encode = (text: string) => new URLSearchParams({ a: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}

function readJson({ response }: OutboundResult): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(response?.body ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function refusal({ response, failure }: OutboundResult, answer: Record<string, unknown>): ScimError {
  const { error } = answer;
  const word = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? ` (${error})` : '';
  const detail = `no token for this connection: ${failure?.message ?? 'no answer'}${word}`;
  return new ScimError({ request, status: response?.status ?? 0, scimType: null, detail });
}
