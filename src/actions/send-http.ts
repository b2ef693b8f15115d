// How the HTTP action sends a request that is ready.
import type { ActionTools, Outcome, SentRequest } from './action-kind.ts';
import type { HttpConfig } from './http.ts';
import { explainSetAnswer } from './http-message.ts';

export interface ReadyRequest {
  readonly method: HttpConfig['method'];
  readonly url: string;
  readonly headers: [string, string][];
  readonly body: string;
}

/** Sends it as the settings say how: time, certificates, and what answers mean. */
export async function sendHttp(
  config: HttpConfig,
  { method, url, headers, body }: ReadyRequest,
  tools: Pick<ActionTools, 'outbound'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const request: SentRequest = { method, url, headers: Object.fromEntries(headers), body };
  const result = await tools.outbound.send(
    {
      method,
      url,
      headers,
      timeoutMs: config.timeoutSecs * 1_000,
      ...(body !== '' && { body }),
      ...(config.ca !== null && { ca: config.ca }),
      ...(config.tlsInsecure && { tlsInsecure: true }),
    },
    signal,
  );
  const why = config.format === 'set' ? explainSetAnswer(result) : result.failure;
  return { request, response: result.response, failure: why, retryAfterMs: result.retryAfterMs };
}

export function authorizationHeader(config: HttpConfig['auth']): string | undefined {
  if (config.type === 'bearer') return `Bearer ${config.token}`;
  if (config.type !== 'basic') return undefined;
  return `Basic ${Buffer.from(`${config.username}:${config.password}`, 'utf8').toString('base64')}`;
}
