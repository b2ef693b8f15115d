/**
 * Sends one HTTP request for an attempt and says what came of it; every request that leaves this service goes through here.
 * It must never follow a redirect, throw for what a target does, or put more of a url into a failure than host and port.
 */
import { type Failure, failure } from '../../domain/failure-causes.ts';
import { createConnectionPools } from './connection-pools.ts';
import { runExchange } from './exchange.ts';
import { judgeExchange } from './judge-exchange.ts';
import type { OutboundAllow } from './outbound-allow.ts';
import { createProxyRoute, type ProxySettings } from './proxy-route.ts';
import { checkHeaders, completeHeaders, type HeaderPairs } from './request-headers.ts';
import { createAllowedTargets, type Resolve } from './resolve-allowed.ts';
import { checkUrlShape } from './url-shape.ts';

/** What the sender of all requests is made with. */
export interface OutboundOptions {
  /** Exceptions from the address guard, from `parseOutboundAllow`. */
  readonly allow: OutboundAllow;
  /** Version of this service, for the User-Agent `iam-integrations/<version>`. */
  readonly version: string;
  /** Proxies, from HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Default: none. */
  readonly proxy?: ProxySettings;
  /** How long an unused connection is kept, in ms; less if the server's Keep-Alive header says so. Default: 4,000. */
  readonly idleMs?: number;
  /** Resolver of host names. Default: the system's. */
  readonly resolve?: Resolve;
}

/** One request. */
export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, http: or https:, without credentials. */
  readonly url: string;
  /** In order; one name may stand several times. Default values are added for User-Agent, Content-Type, Accept-Encoding. */
  readonly headers: HeaderPairs;
  /** Sent as UTF-8, with GET and DELETE too. Default: no body; an empty text is none. */
  readonly body?: string;
  /** Limit in ms for connection, headers and body together. */
  readonly timeoutMs: number;
  /** Certificates (PEM) to trust beside the well-known ones. Default: none. */
  readonly ca?: string;
  /** True: do not check the certificate. Default: false. */
  readonly tlsInsecure?: boolean;
  /** Decoded bytes of the answer's body that are kept. Default: 16 KiB. */
  readonly maxResponseBytes?: number;
}

/** What the far side answered. */
export interface OutboundResponse {
  readonly status: number;
  /** By lower-case name; several of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 16 KiB, or `maxResponseBytes`, of the decoded body, without NUL. */
  readonly body: string;
  /** True if the body was longer, or did not come in full. */
  readonly truncated: boolean;
}

/** What came of a request. */
export interface OutboundResult {
  /** True for a status from 200 to 299 whose answer came in full or was cut by us. */
  readonly ok: boolean;
  /** From the call to the result, in ms. */
  readonly durationMs: number;
  /** Present as soon as the answer's head has arrived, also beside a failure. */
  readonly response?: OutboundResponse;
  /** Why it is not ok; absent if ok or cancelled. */
  readonly failure?: Failure;
  /** From the answer's Retry-After, in ms, at most 24 h. */
  readonly retryAfterMs?: number;
  /** True if `signal` ended it: neither a success nor a failure of the target. */
  readonly cancelled?: true;
}

/** The sender of all requests. */
export interface Outbound {
  /** Resolves with what came of it; rejects only for a fault of this service. */
  send(request: OutboundRequest, signal?: AbortSignal): Promise<OutboundResult>;
  /** Closes idle connections, waits for requests under way, and refuses new ones. */
  close(): Promise<void>;
}

export function createOutbound(options: OutboundOptions): Outbound {
  const targets = createAllowedTargets(options.allow, options.resolve);
  const pools = createConnectionPools(targets, options.idleMs ?? 4_000);
  const routeOf = createProxyRoute(options.proxy ?? {});
  const userAgent = `iam-integrations/${options.version}`;
  const allDone = Promise.withResolvers<void>();
  let underWay = 0;
  let closed = false;

  const attempt = async (request: OutboundRequest, signal: AbortSignal | undefined, started: number) => {
    const shape = checkUrlShape(request.url);
    if (shape.failure) return { ok: false, failure: shape.failure };
    const refused = checkHeaders(request.headers);
    if (refused) return { ok: false, failure: refused };
    const { url } = shape;
    const secure = url.protocol === 'https:';
    const port = Number(url.port) || (secure ? 443 : 80);
    const proxy = routeOf(secure, url.hostname, port);
    const agents = pools.agents(secure, { ca: request.ca, insecure: request.tlsInsecure ?? false }, proxy);
    if (!agents)
      return { ok: false, failure: failure('invalid_request', { reason: 'the ca is not a PEM certificate' }) };
    const { method, body = '', timeoutMs, maxResponseBytes } = request;
    const headers = completeHeaders(request.headers, body, userAgent);
    const wanted = { url, port, method, headers, body, timeoutMs, started, signal, pools, maxResponseBytes };
    const first = await runExchange({ ...wanted, agent: agents.pooled });
    // The other side had closed the idle connection: a race of the transport, not an attempt that failed.
    const exchange = first.stale ? await runExchange({ ...wanted, agent: agents.fresh }) : first;
    return judgeExchange({ exchange, url, port, proxy });
  };

  return {
    send: async (request, signal) => {
      if (closed) throw new Error('the outbound sender is closed');
      const started = performance.now();
      underWay++;
      try {
        const result = await attempt(request, signal, started);
        return { ...result, durationMs: Math.round(performance.now() - started) };
      } finally {
        underWay--;
        if (closed && underWay === 0) allDone.resolve();
      }
    },
    close: () => {
      closed = true;
      pools.closeIdle();
      if (underWay === 0) allDone.resolve();
      return allDone.promise;
    },
  };
}
