/**
 * A keep-alive agent of Node whose requests and connections are ours to see: it dials only through `dial-target.ts`,
 * and hands each request to its sender. It must never dial for itself, nor keep a connection once the pools are closed.
 */
import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { type Approach, type DialOptions, dial } from './dial-target.ts';
import type { ProxyServer } from './proxy-route.ts';
import type { AllowedTargets } from './resolve-allowed.ts';

/** What an agent is made with. */
export interface AgentSetting {
  readonly targets: AllowedTargets;
  readonly secure: boolean;
  /** True: connections are kept for the next request. */
  readonly keepAlive: boolean;
  /** How long an unused connection is kept, in ms. */
  readonly idleMs: number;
  readonly tlsOptions: ConnectionOptions;
  readonly proxy: ProxyServer | undefined;
  /** Where the agent and the sender of the current request meet. */
  readonly desk: Desk;
}

/** One request as it was handed to an agent. */
export interface Handover {
  readonly request: ClientRequest;
  /** Bytes that had arrived on the connection before; undefined if the connection is new. */
  bytesBefore: number | undefined;
  /** The way to a proxy, while it is being built. */
  readonly approach: Approach;
}

/** Holds what belongs to the request that is being made right now, which takes no longer than one call. */
export interface Desk {
  /** The body that the request is to have; '' for none. */
  body: string;
  /** The request, once it is made. */
  handover: Handover | undefined;
  /** True once connections are no longer kept. */
  closed: boolean;
}

/** An address that does not connect in this time makes way for the host's next one, in ms; the last has no limit. */
const nextAddressMs = 1_000;

export function createWatchedAgent(setting: AgentSetting): http.Agent {
  const { targets, secure, keepAlive, idleMs, tlsOptions, proxy, desk } = setting;
  const lookup = targets.lookup;
  const options = { keepAlive, timeout: idleMs, lookup, autoSelectFamilyAttemptTimeout: nextAddressMs };
  const agent = secure ? new https.Agent({ ...options, ...tlsOptions }) : new http.Agent(options);
  const { addRequest, createConnection, keepSocketAlive, reuseSocket } = agent as unknown as AgentMethods;
  const own: AgentMethods = {
    // Called once for each request, while the request is being made: this is how its sender gets hold of it.
    addRequest(request, dialOptions) {
      desk.handover = { request, bytesBefore: undefined, approach: { socket: undefined, givenUp: false } };
      if (desk.body !== '') sendWithBody(request, desk.body);
      if (proxy && !secure) sendAbsoluteForm(request, proxy);
      addRequest.call(agent, request, dialOptions);
    },
    createConnection(dialOptions, callback) {
      const connect = (over?: Socket) =>
        createConnection.call(agent, over ? { ...dialOptions, socket: over } : dialOptions, callback);
      const approach = desk.handover?.approach ?? { socket: undefined, givenUp: false };
      return dial({ targets, secure, proxy, options: dialOptions, connect, approach }, callback);
    },
    reuseSocket(socket, request) {
      if (desk.handover) desk.handover.bytesBefore = socket.bytesRead;
      reuseSocket.call(agent, socket, request);
    },
    keepSocketAlive: (socket) => !desk.closed && keepSocketAlive.call(agent, socket),
  };
  return Object.assign(agent, own);
}

/** Methods of an agent that Node calls; the first is not in the documentation, but every proxy agent on npm rests on it. */
interface AgentMethods {
  addRequest(request: ClientRequest, options: DialOptions): void;
  createConnection(options: DialOptions, callback: (error: Error | null, socket?: Socket) => void): Socket | undefined;
  keepSocketAlive(socket: Socket): boolean;
  reuseSocket(socket: Socket, request: ClientRequest): void;
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
