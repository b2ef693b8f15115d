/**
 * GitHub's REST API as far as teams need it: pages, rate limits and errors as docs.github.com/rest describes them.
 * It must never send its token to another host than the configured one, wait without bound, or let a token into an error.
 */
import { createTextMasker } from '../../domain/mask-text.ts';
import type { Outbound, OutboundRequest, OutboundResult } from '../../infra/outbound/send-request.ts';
import { pause } from '../scim/pause.ts';
import { listBytes } from '../scim/scim-request.ts';
import { TaskError } from './task-error.ts';

export interface GitHubApi {
  /** All entries of all pages. */
  list(path: string): Promise<readonly Record<string, unknown>[]>;
  /** The answer's JSON; an empty object if there is none. */
  change(method: 'PUT' | 'DELETE', path: string, body?: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** What GitHub answered, if it was no success. */
export class GitHubError extends TaskError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface GitHubOptions {
  readonly baseUrl: string;
  readonly token: string;
  readonly outbound: Outbound;
  readonly log: { info(line: string): void };
  readonly signal: AbortSignal;
}

/** Entries per page, the first that fits into what is kept of an answer. */
const pageSizes = [100, 10, 3, 1];
const maxTries = 4;
/** A rate limit that lasts longer ends the run instead, in ms. */
const longestWait = 120_000;
const timeoutMs = 30_000;

export function createGitHubApi({ baseUrl, token, outbound, log, signal }: GitHubOptions): GitHubApi {
  const base = baseUrl.replace(/\/+$/, '');
  const mask = createTextMasker([token]);
  let size = 0;

  const send = async (method: OutboundRequest['method'], url: string, body?: string) => {
    const headers: [string, string][] = [
      ['Authorization', `Bearer ${token}`],
      ['Accept', 'application/vnd.github+json'],
      ['X-GitHub-Api-Version', '2022-11-28'],
    ];
    if (body !== undefined) headers.push(['Content-Type', 'application/json']);
    const request: OutboundRequest = {
      method,
      url,
      headers,
      ...(body && { body }),
      timeoutMs,
      maxResponseBytes: listBytes,
    };
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted();
      const result = await outbound.send(request, signal);
      if (result.cancelled) signal.throwIfAborted();
      if (result.ok && result.response) return result.response;
      const ms = limitPause(result);
      if (ms === undefined || ms > longestWait || tries === maxTries)
        throw explain(`${method} ${new URL(url).pathname}`, result, ms, mask);
      if (ms >= 1_000) log.info(`GitHub’s rate limit: waiting ${Math.ceil(ms / 1_000)} s`);
      await pause(ms, signal);
    }
  };

  /** Undefined if a page did not fit into what is kept of an answer. */
  const listWith = async (path: string, perPage: number) => {
    const entries: Record<string, unknown>[] = [];
    let url: string | undefined = `${base}${path}${path.includes('?') ? '&' : '?'}per_page=${perPage}`;
    while (url !== undefined) {
      const { body, headers, truncated } = await send('GET', url);
      if (truncated) return undefined;
      entries.push(...readList(body, path));
      url = nextPage(headers.link, url);
    }
    return entries;
  };

  return {
    list: async (path) => {
      for (; size < pageSizes.length; size++) {
        const entries = await listWith(path, pageSizes[size]!);
        if (entries) return entries;
      }
      throw new TaskError(`GitHub’s answer to GET ${path} is too large`);
    },
    change: async (method, path, body) => {
      const answer = await send(method, base + path, body && JSON.stringify(body));
      return parseObject(answer.body);
    },
  };
}

/** How long GitHub wants us to wait, in ms; undefined if this is no rate limit. */
function limitPause({ response, retryAfterMs }: OutboundResult): number | undefined {
  if (response?.status !== 403 && response?.status !== 429) return undefined;
  if (retryAfterMs !== undefined) return retryAfterMs;
  const reset = Number(response.headers['x-ratelimit-reset']);
  if (response.headers['x-ratelimit-remaining'] === '0' && reset > 0) return Math.max(0, reset * 1_000 - Date.now());
  // The secondary limit without a time: GitHub asks for a minute at least.
  const isSecondary = response.status === 429 || /secondary rate limit/i.test(response.body);
  return isSecondary ? 60_000 : undefined;
}

function explain(
  what: string,
  { response, failure }: OutboundResult,
  wait: number | undefined,
  mask: (text: string) => string,
) {
  const status = response?.status ?? 0;
  if (wait !== undefined) {
    const until = new Date(Date.now() + wait).toISOString();
    return new GitHubError(status, `GitHub’s rate limit is used up until ${until}`);
  }
  if (status === 401) return new GitHubError(status, 'GitHub does not accept the token');
  const { message } = parseObject(response?.body ?? '');
  const said = typeof message === 'string' ? `${status}: ${mask(message).slice(0, 300)}` : failure?.message;
  return new GitHubError(status, `GitHub ${what} failed: ${said ?? 'no answer'}`);
}

/** The page that the Link header calls next (RFC 8288). */
function nextPage(link: string | undefined, current: string): string | undefined {
  const next = /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? '')?.[1];
  if (next === undefined) return undefined;
  const url = new URL(next, current);
  if (url.origin !== new URL(current).origin)
    throw new TaskError('GitHub’s next page is on another host: not followed');
  return url.href;
}

function readList(body: string, path: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(body);
    if (Array.isArray(value)) return value.filter((entry) => typeof entry === 'object' && entry !== null);
  } catch {}
  throw new TaskError(`GitHub’s answer to GET ${path} is no list; is the base URL right?`);
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
