/**
 * The keep-alive agents: one pair (http, https) for each route and TLS setting, each with a pool per target.
 * A socket must never be opened here without `AllowedTargets`, and none may stay idle longer than `idleMs`.
 */
import { X509Certificate } from 'node:crypto';
import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { type Approach, type DialOptions, dial } from './dial-target.ts';
import type { ProxyServer } from './proxy-route.ts';
import type { AllowedTargets } from './resolve-allowed.ts';

/** How a target's certificate is checked. */
export interface TlsSetting {
  /** Certificates (PEM) trusted beside the well-known ones and NODE_EXTRA_CA_CERTS. */
  readonly ca: string | undefined;
  /** True: any certificate will do. */
  readonly insecure: boolean;
}

/** One request as it was handed to a pool. */
export interface Handover {
  readonly request: ClientRequest;
  /** Bytes that had arrived on the connection before; undefined if the connection is new. */
  readonly bytesBefore: number | undefined;
  /** The way to a proxy, while it is being built. */
  readonly approach: Approach;
}

/** The agents that a request may use. */
export interface AgentPair {
  /** Keeps connections for the next request. */
  readonly pooled: http.Agent;
  /** Always dials anew and closes afterwards. */
  readonly fresh: http.Agent;
}

export interface ConnectionPools {
  /** Undefined if `ca` is not a certificate. */
  agents(secure: boolean, tlsSetting: TlsSetting, proxy: ProxyServer | undefined): AgentPair | undefined;
  /** Calls `start`, which must make one request without a body on an agent of these pools; `body` is sent with it. */
  observe<T>(body: string, start: () => T): { readonly started: T; readonly handover: Handover | undefined };
  /** Closes idle connections, and every other one as soon as it is idle. */
  closeIdle(): void;
}

/** Most TLS settings (different `ca`, `tlsInsecure`, proxies) that are kept; the one unused for longest makes room. */
const maxPairs = 64;
/** An address that does not connect in this time makes way for the host's next one, in ms; the last has no limit. */
const nextAddressMs = 1_000;

export function createConnectionPools(targets: AllowedTargets, idleMs: number): ConnectionPools {
  const pairs = new Map<string, AgentPair>();
  let closed = false;
  const latest: { body: string; handover: Writable<Handover> | undefined } = { body: '', handover: undefined };

  const makeAgent = (
    secure: boolean,
    keepAlive: boolean,
    tlsOptions: tls.ConnectionOptions,
    proxy: ProxyServer | undefined,
  ) => {
    const options = {
      keepAlive,
      timeout: idleMs,
      lookup: targets.lookup,
      autoSelectFamilyAttemptTimeout: nextAddressMs,
    };
    const agent = secure ? new https.Agent({ ...options, ...tlsOptions }) : new http.Agent(options);
    const { addRequest, createConnection, keepSocketAlive, reuseSocket } = agent as unknown as AgentMethods;
    const own: AgentMethods = {
      // Called once for each request, while the request is being made: this is how its sender gets hold of it.
      addRequest(request, dialOptions) {
        latest.handover = { request, bytesBefore: undefined, approach: { socket: undefined, givenUp: false } };
        if (latest.body !== '') sendWithBody(request, latest.body);
        if (proxy && !secure) sendAbsoluteForm(request, proxy);
        addRequest.call(agent, request, dialOptions);
      },
      createConnection(dialOptions, callback) {
        const connect = (over?: Socket) =>
          createConnection.call(agent, over ? { ...dialOptions, socket: over } : dialOptions, callback);
        const approach = latest.handover?.approach ?? { socket: undefined, givenUp: false };
        return dial({ targets, secure, proxy, options: dialOptions, connect, approach }, callback);
      },
      reuseSocket(socket, request) {
        if (latest.handover) latest.handover.bytesBefore = socket.bytesRead;
        reuseSocket.call(agent, socket, request);
      },
      keepSocketAlive(socket) {
        return !closed && keepSocketAlive.call(agent, socket);
      },
    };
    return Object.assign(agent, own);
  };

  const makePair = (secure: boolean, tlsSetting: TlsSetting, proxy: ProxyServer | undefined): AgentPair | undefined => {
    const tlsOptions = readTlsSetting(tlsSetting);
    if (!tlsOptions) return undefined;
    return {
      pooled: makeAgent(secure, true, tlsOptions, proxy),
      fresh: makeAgent(secure, false, tlsOptions, proxy),
    };
  };

  return {
    agents: (secure, tlsSetting, proxy) => {
      const key = secure
        ? `s ${proxy?.label ?? ''} ${tlsSetting.insecure} ${tlsSetting.ca ?? ''}`
        : `p ${proxy?.label ?? ''}`;
      const known = pairs.get(key);
      const pair = known ?? makePair(secure, tlsSetting, proxy);
      if (!pair) return undefined;
      pairs.delete(key);
      pairs.set(key, pair);
      const [oldest] = pairs.keys();
      if (pairs.size > maxPairs && oldest !== undefined) {
        destroyIdle(pairs.get(oldest)!.pooled);
        pairs.delete(oldest);
      }
      return pair;
    },
    observe: (body, start) => {
      latest.body = body;
      latest.handover = undefined;
      const started = start();
      const { handover } = latest;
      latest.handover = undefined;
      return { started, handover };
    },
    closeIdle: () => {
      closed = true;
      for (const { pooled } of pairs.values()) destroyIdle(pooled);
    },
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Methods of an agent that Node calls; the first is not in the documentation, but every proxy agent on npm rests on it. */
interface AgentMethods {
  addRequest(request: ClientRequest, options: DialOptions): void;
  createConnection(options: DialOptions, callback: (error: Error | null, socket?: Socket) => void): Socket | undefined;
  keepSocketAlive(socket: Socket): boolean;
  reuseSocket(socket: Socket, request: ClientRequest): void;
}

function readTlsSetting({ ca, insecure }: TlsSetting): tls.ConnectionOptions | undefined {
  const verification = insecure ? { rejectUnauthorized: false } : {};
  if (ca === undefined) return verification;
  try {
    new X509Certificate(ca);
    const secureContext = tls.createSecureContext({ ca: [...tls.getCACertificates('default'), ca] });
    return { ...verification, secureContext };
  } catch {
    return undefined;
  }
}

/**
 * Puts a body into a request that its maker believes to have none. Node-fetch refuses a body with GET, and sends others
 * through two streams and a pipeline, a fifth of its whole cost; so it is given none, and its end() sends this one.
 */
function sendWithBody(request: ClientRequest, body: string): void {
  const bytes = Buffer.from(body);
  request.setHeader('Content-Length', bytes.length);
  const end = request.end.bind(request);
  request.end = () => end(bytes);
}

function sendAbsoluteForm(request: ClientRequest, proxy: ProxyServer): void {
  request.path = `http://${request.getHeader('host')}${request.path}`;
  if (proxy.authorization !== undefined) request.setHeader('Proxy-Authorization', proxy.authorization);
}

function destroyIdle(agent: http.Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
