/**
 * Sends one SCIM request with the connection's token, waits and repeats where the directory asks for it, and reads the
 * answer. It must never dial by itself, repeat without bound, or let a secret into an error.
 */
import type { Json, JsonObject } from '../../domain/event.ts';
import { createTextMasker } from '../../domain/mask-text.ts';
import type { Outbound, OutboundRequest, OutboundResult } from '../../infra/outbound/send-request.ts';
import type { AccessToken } from './access-token.ts';
import { pause } from './pause.ts';
import { ScimError, unusable } from './scim-error.ts';
import { isJsonObject } from './scim-types.ts';

export interface ScimRequest {
  readonly method: OutboundRequest['method'];
  /** Below the base URL, such as `/Users`; parts that come from callers are encoded already. */
  readonly path: string;
  /** Left out where undefined. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: Json;
  readonly etag?: string | undefined;
}

export interface ScimAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null if there was none, or it was too large to be kept. */
  readonly body: JsonObject | null;
  /** True if it was longer than what is kept of an answer. */
  readonly truncated: boolean;
}

/** Rejects with a ScimError for everything but an answer from 200 to 299; with the signal's reason once it is aborted. */
export type SendScim = (request: ScimRequest) => Promise<ScimAnswer>;

export interface SenderOptions {
  /** Without a final slash. */
  readonly baseUrl: string;
  readonly token: AccessToken;
  readonly outbound: Outbound;
  /** Limit for one try, in ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Tries of one request that is answered with 429 or 503. */
const maxTries = 4;
/** A wait that a directory asks for and that is longer ends the request instead, in ms. */
const longestWait = 60_000;
/** The first wait if it names none, in ms; doubled each time. */
const firstWait = 1_000;
/** Of an answer, in bytes: lists are data to work with, and larger than what is kept for the history. */
export const listBytes = 4 * 1024 * 1024;
const maxDetail = 500;
const mediaType = 'application/scim+json';

export function createScimSender({ baseUrl, token, outbound, timeoutMs, signal }: SenderOptions): SendScim {
  const send = async (request: ScimRequest, bearer: string): Promise<OutboundResult> => {
    const headers: [string, string][] = [
      ['Authorization', `Bearer ${bearer}`],
      ['Accept', `${mediaType}, application/json;q=0.9`],
    ];
    if (request.body !== undefined) headers.push(['Content-Type', mediaType]);
    if (request.etag !== undefined) headers.push(['If-Match', request.etag]);
    const url = baseUrl + request.path + queryText(request.query ?? {});
    const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
    const wide: OutboundRequest = {
      method: request.method,
      url,
      headers,
      ...body,
      timeoutMs,
      maxResponseBytes: listBytes,
    };
    return outbound.send(wide, signal);
  };

  return async (request) => {
    let mayRefresh = true;
    for (let tries = 1; ; ) {
      signal?.throwIfAborted();
      const bearer = await token.current(signal);
      const result = await send(request, bearer);
      if (result.cancelled) signal?.throwIfAborted();
      const { response } = result;
      if (response && result.ok) return readAnswer(request, response);
      if (response?.status === 401 && mayRefresh && token.refused(bearer)) {
        mayRefresh = false;
        continue;
      }
      const ms = pauseBefore(result, tries);
      if (ms === undefined) throw explain(request, result, [...token.secrets(), bearer]);
      tries++;
      await pause(ms, signal);
    }
  };
}

/** How long to wait before another try, in ms; undefined if there is none. */
function pauseBefore({ response, retryAfterMs }: OutboundResult, tries: number): number | undefined {
  const isBusy = response?.status === 429 || (response?.status === 503 && retryAfterMs !== undefined);
  if (!isBusy || tries >= maxTries) return undefined;
  const ms = retryAfterMs ?? firstWait * 2 ** (tries - 1);
  return ms <= longestWait ? ms : undefined;
}

function readAnswer(request: ScimRequest, response: NonNullable<OutboundResult['response']>): ScimAnswer {
  const { status, headers, truncated } = response;
  if (truncated || response.body.trim() === '') return { status, headers, body: null, truncated };
  const body = parse(response.body);
  if (!isJsonObject(body))
    throw unusable(`${request.method} ${request.path}`, 'the answer is no JSON object; is the base URL right?');
  return { status, headers, body: withVersion(body, headers.etag), truncated };
}

/** Some directories give the version only as ETag header: it is put where the others have it. */
function withVersion(body: JsonObject, etag: string | undefined): JsonObject {
  const meta = isJsonObject(body.meta) ? body.meta : {};
  if (etag === undefined || 'version' in meta || typeof body.id !== 'string') return body;
  return { ...body, meta: { ...meta, version: etag } };
}

function explain(request: ScimRequest, result: OutboundResult, secrets: readonly string[]): ScimError {
  const { response, failure, retryAfterMs } = result;
  const name = `${request.method} ${request.path}`;
  const plain = failure?.message ?? 'no answer';
  // A body that broke off says nothing of the change itself.
  const status = response && response.status >= 300 ? response.status : 0;
  if (status === 412) {
    const detail = 'somebody else changed it meanwhile: read it again before you change it';
    return new ScimError({ request: name, status, scimType: null, detail });
  }
  const told = response ? parse(response.body) : undefined;
  const mask = createTextMasker(secrets);
  const shown = (text: string) => mask(text).slice(0, maxDetail);
  const said = isJsonObject(told) && typeof told.detail === 'string' ? shown(told.detail) : '';
  const scimType = isJsonObject(told) && typeof told.scimType === 'string' ? shown(told.scimType) : null;
  const asked = status === 429 || status === 503 ? waitText(retryAfterMs) : '';
  return new ScimError({ request: name, status, scimType, detail: (said === '' ? plain : said) + asked });
}

const waitText = (ms: number | undefined) => (ms === undefined ? '' : ` (it asks to wait ${Math.ceil(ms / 1000)} s)`);

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value).toWellFormed())}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
