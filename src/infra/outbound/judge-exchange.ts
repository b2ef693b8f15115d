import type { IncomingHttpHeaders } from 'node:http';
import { type Failure, failure, httpStatusCause } from '../../domain/failure-causes.ts';
import type { Exchange } from './exchange.ts';
import type { ProxyServer } from './proxy-route.ts';
import { readRetryAfter } from './retry-after.ts';
import type { OutboundResult } from './send-request.ts';

/** An exchange that has ended, and where it went. */
export interface EndedExchange {
  readonly exchange: Exchange;
  readonly url: URL;
  readonly port: number;
  readonly proxy: ProxyServer | undefined;
}

/** Says whether it was a success: only an answer that came, with a status from 200 to 299, is one. */
export function judgeExchange(ended: EndedExchange): Omit<OutboundResult, 'durationMs'> {
  const { answer, body, cancelled, failure: broken } = ended.exchange;
  if (!answer) return { ok: false, ...(cancelled && { cancelled }), ...(broken && { failure: broken }) };
  const status = answer.statusCode ?? 0;
  const headers = joinHeaders(answer.headers);
  const response = { status, headers, body: body?.text ?? '', truncated: body?.truncated ?? false };
  if (cancelled) return { ok: false, cancelled, response };
  const failed = broken ?? explainStatus(status, headers.location, ended);
  const retryAfterMs = readRetryAfter(headers['retry-after'], Date.now());
  const wait = retryAfterMs === undefined ? undefined : { retryAfterMs };
  return failed ? { ok: false, response, failure: failed, ...wait } : { ok: true, response, ...wait };
}

function explainStatus(status: number, location: string | undefined, ended: EndedExchange): Failure | undefined {
  const { url, port, proxy } = ended;
  const host = url.hostname;
  if (status === 407 && proxy) return failure('proxy', { host, port, proxy: proxy.label, reason: 'it answered 407' });
  const cause = httpStatusCause(status);
  if (cause === undefined) return undefined;
  if (cause === 'bad_response') return failure(cause, { host, port, reason: `status ${status}` });
  const target = cause === 'http_3xx' && location !== undefined ? URL.parse(location, url.href)?.host : undefined;
  return failure(cause, { host, status, ...(target && { location: target }) });
}

function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return joined;
}
