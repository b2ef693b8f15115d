/**
 * The keep-alive agents: one pair for each scheme, proxy and TLS setting, each with a pool per target.
 * The number of pairs must never grow with what users save, and no connection may stay idle longer than `idleMs`.
 */
import { X509Certificate } from 'node:crypto';
import type { Agent } from 'node:http';
import tls from 'node:tls';
import type { ProxyServer } from './proxy-route.ts';
import type { AllowedTargets } from './resolve-allowed.ts';
import { createWatchedAgent, type Desk, type Handover } from './watched-agent.ts';

/** How a target's certificate is checked. */
export interface TlsSetting {
  /** Certificates (PEM) trusted beside the well-known ones and NODE_EXTRA_CA_CERTS. */
  readonly ca: string | undefined;
  /** True: any certificate will do. */
  readonly insecure: boolean;
}

/** The agents that a request may use. */
export interface AgentPair {
  /** Keeps connections for the next request. */
  readonly pooled: Agent;
  /** Always dials anew and closes afterwards. */
  readonly fresh: Agent;
}

export interface ConnectionPools {
  /** Undefined if `ca` is not a certificate. */
  agents(secure: boolean, tlsSetting: TlsSetting, proxy: ProxyServer | undefined): AgentPair | undefined;
  /** Calls `start`, which must make one request without a body on an agent of these pools; `body` is sent with it. */
  observe<T>(body: string, start: () => T): { readonly started: T; readonly handover: Handover | undefined };
  /** Closes idle connections, and every other one as soon as it is idle. */
  closeIdle(): void;
}

/** Most pairs that are kept; the one unused for longest makes room. A pair with a `ca` takes some 20 ms to make. */
const maxPairs = 64;

export function createConnectionPools(targets: AllowedTargets, idleMs: number): ConnectionPools {
  const pairs = new Map<string, AgentPair>();
  const desk: Desk = { body: '', handover: undefined, closed: false };

  const makePair = (secure: boolean, tlsSetting: TlsSetting, proxy: ProxyServer | undefined): AgentPair | undefined => {
    const tlsOptions = readTlsSetting(tlsSetting);
    if (!tlsOptions) return undefined;
    const setting = { targets, secure, idleMs, tlsOptions, proxy, desk };
    return {
      pooled: createWatchedAgent({ ...setting, keepAlive: true }),
      fresh: createWatchedAgent({ ...setting, keepAlive: false }),
    };
  };

  return {
    agents: (secure, tlsSetting, proxy) => {
      const route = `${secure ? 'https' : 'http'} ${proxy?.label ?? ''}`;
      const key = secure ? `${route} ${tlsSetting.insecure} ${tlsSetting.ca ?? ''}` : route;
      const pair = pairs.get(key) ?? makePair(secure, tlsSetting, proxy);
      if (!pair) return undefined;
      // A map keeps the order of insertion, so that the first is the one unused for longest.
      pairs.delete(key);
      pairs.set(key, pair);
      const [oldest] = pairs;
      if (oldest && pairs.size > maxPairs) {
        pairs.delete(oldest[0]);
        destroyIdle(oldest[1].pooled);
      }
      return pair;
    },
    observe: (body, start) => {
      desk.body = body;
      desk.handover = undefined;
      const started = start();
      const { handover } = desk;
      desk.body = '';
      desk.handover = undefined;
      return { started, handover };
    },
    closeIdle: () => {
      desk.closed = true;
      for (const { pooled } of pairs.values()) destroyIdle(pooled);
    },
  };
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

function destroyIdle(agent: Agent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
