// A request of the history sent once more: method, address, body and headers as they were. What is a secret, and what
// belongs to one moment, is of now.
import { failure } from '../domain/failure-causes.ts';
import { looksLikeCredential } from '../domain/secret-names.ts';
import { traceHeaders } from '../domain/trace-context.ts';
import type { Repeat, SentRequest } from './action-kind.ts';
import type { HttpConfig } from './http.ts';
import { lostPart } from './kept-request.ts';
import { authorizationHeader, sendHttp } from './send-http.ts';
import { signatures } from './sign-request.ts';

/** Ours, made for each attempt anew. */
const ofTheMoment = ['webhook-timestamp', 'webhook-signature', 'traceparent', 'tracestate'];

const lower = (name: string) => name.toLowerCase();
const isSigned = ({ headers }: SentRequest) => Object.keys(headers).some((name) => lower(name) === 'webhook-signature');
const credentialsOf = ({ headers }: SentRequest) =>
  Object.keys(headers).filter((name) => looksLikeCredential(name) && !ofTheMoment.includes(lower(name)));

/** The settings have a value for this header. */
function hasNow(name: string, { auth, headers }: HttpConfig): boolean {
  if (lower(name) === 'authorization' && auth.type !== 'none') return true;
  return headers.some((header) => lower(header.name) === lower(name));
}

/** Scheme, host and port; undefined: a template makes them. */
function authorityOf(url: string): string | undefined {
  const [text = ''] = /^[^/?#]*(\/\/)?[^/?#]*/.exec(url) ?? [];
  if (text.includes('{{')) return undefined;
  const parsed = URL.parse(url.includes('{{') ? text : url);
  return parsed ? `${parsed.protocol}//${parsed.host}` : text;
}

function problem(sent: SentRequest, config: HttpConfig): string | undefined {
  const lost = lostPart(sent);
  if (lost !== undefined) return lost;
  if (isSigned(sent) && config.signingKeys.length === 0) return 'it was signed, and its action has no signing key now';
  const credentials = credentialsOf(sent);
  const missing = credentials.find((name) => !hasNow(name, config));
  if (missing !== undefined) return `the secret of its header ${missing} is not kept, and its action has none now`;
  const now = authorityOf(config.url);
  // Whoever may change where requests go must not lead a secret of now to a host of then.
  if (credentials.length > 0 && now !== undefined && now !== authorityOf(sent.url))
    return 'the secrets of its action belong to another host now';
  return undefined;
}

export const repeatHttp: Repeat<HttpConfig> = {
  problem,
  run: async (sent, { config: stored, render }, tools, signal) => {
    const config = credentialsOf(sent).length > 0 ? render() : stored;
    const reason = problem(sent, config);
    if (reason !== undefined) return { failure: failure('invalid_request', { reason }) };
    const now = new Date();
    const timestamp = Math.floor(now.getTime() / 1_000);
    const valueOf = (name: string, value: string): string => {
      if (!looksLikeCredential(name)) return value;
      const authorization = lower(name) === 'authorization' ? authorizationHeader(config.auth) : undefined;
      return authorization ?? config.headers.find((header) => lower(header.name) === lower(name))?.value ?? value;
    };
    const headers = Object.entries(sent.headers)
      .filter(([name]) => !ofTheMoment.includes(lower(name)))
      .map(([name, value]): [string, string] => [name, valueOf(name, value)]);
    headers.push(['webhook-timestamp', String(timestamp)]);
    if (tools.trace !== undefined) headers.push(...traceHeaders(tools.trace));
    if (isSigned(sent)) {
      const content = { id: tools.delivery.id, timestamp, body: sent.body };
      headers.push(['webhook-signature', signatures(config.signingKeys, content, now)]);
    }
    return sendHttp(config, { ...sent, method: sent.method as HttpConfig['method'], headers }, tools, signal);
  },
};
