/**
 * Opens the connection for a pool: directly, to a proxy for http:, or through a proxy's tunnel for https:.
 * It must never open a socket before the target's address, or for a proxy all of its addresses, have been checked.
 */
import http from 'node:http';
import { isIP, connect as netConnect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { failure } from '../../domain/failure-causes.ts';
import { noteConnection } from './connection-notes.ts';
import { OutboundError } from './outbound-error.ts';
import type { ProxyServer } from './proxy-route.ts';
import type { AllowedTargets } from './resolve-allowed.ts';

/** What an agent says about the connection that it wants. */
export interface DialOptions {
  readonly host: string;
  readonly port: number;
}

/** The socket to a proxy of which neither pool nor request knows yet; who gives up the request destroys it. */
export interface Approach {
  socket: Socket | undefined;
  /** True once the request is given up: nothing is dialled any more. */
  givenUp: boolean;
}

export interface Dial {
  readonly targets: AllowedTargets;
  readonly secure: boolean;
  readonly proxy: ProxyServer | undefined;
  readonly options: DialOptions;
  /** Connects as the agent would; with a socket, speaks TLS over that. */
  readonly connect: (over?: Socket) => Socket | undefined;
  readonly approach: Approach;
}

type Dialled = (error: Error | null, socket?: Socket) => void;

/** Gives the socket at once where it can (so that a timeout can destroy it), else by the callback. */
export function dial(wanted: Dial, callback: Dialled): Socket | undefined {
  const { targets, secure, proxy, options, connect, approach } = wanted;
  if (!proxy) {
    const refused = targets.refuseLiteral(options.host);
    if (refused) {
      callback(refused);
      return undefined;
    }
    const socket = connect();
    if (socket) noteConnection(socket);
    return socket;
  }
  targets.checkForProxy(options.host, (refused) => {
    if (refused) callback(refused);
    else if (approach.givenUp) callback(new Error('given up'));
    else if (secure) openTunnel(wanted, proxy, callback);
    else openToProxy(wanted, proxy, callback);
  });
  return undefined;
}

function openToProxy({ options, approach }: Dial, proxy: ProxyServer, callback: Dialled): void {
  const socket = connectToProxy(proxy);
  approach.socket = socket;
  const onError = (error: Error) => done(proxyFailed(options, proxy, error.message));
  const onClose = () => done(proxyFailed(options, proxy, 'it closed the connection'));
  const done = (error: Error | null) => {
    socket.off('error', onError).off('close', onClose);
    approach.socket = undefined;
    if (error) callback(error);
    else callback(null, socket);
  };
  socket.once(proxy.secure ? 'secureConnect' : 'connect', () => done(null));
  socket.on('error', onError).on('close', onClose);
}

function openTunnel({ options, connect, approach }: Dial, proxy: ProxyServer, callback: Dialled): void {
  const socket = connectToProxy(proxy);
  approach.socket = socket;
  const authority = `${isIP(options.host) === 6 ? `[${options.host}]` : options.host}:${options.port}`;
  const headers: http.OutgoingHttpHeaders = { host: authority };
  if (proxy.authorization !== undefined) headers['proxy-authorization'] = proxy.authorization;
  const request = http.request({
    method: 'CONNECT',
    path: authority,
    headers,
    setHost: false,
    createConnection: () => socket,
  });
  const fail = (reason: string) => {
    approach.socket = undefined;
    socket.destroy();
    callback(proxyFailed(options, proxy, reason));
  };
  request.once('error', (error) => fail(error.message));
  request.once('connect', ({ statusCode }, tunnel: Socket) => {
    if (statusCode === undefined || statusCode < 200 || statusCode > 299) return fail(`it answered ${statusCode}`);
    approach.socket = undefined;
    // From here on the TLS socket tells of errors; without a listener this one's would end the process.
    tunnel.on('error', () => {});
    const secured = connect(tunnel);
    if (secured) noteConnection(secured);
    callback(null, secured);
  });
  request.end();
}

/** The proxy is the operator's own setting: its address needs no leave from the guard. */
function connectToProxy({ host, port, secure }: ProxyServer): Socket {
  if (!secure) return netConnect({ host, port });
  return tlsConnect(isIP(host) === 0 ? { host, port, servername: host } : { host, port });
}

function proxyFailed({ host, port }: DialOptions, proxy: ProxyServer, reason: string): OutboundError {
  return new OutboundError(failure('proxy', { host, port, proxy: proxy.label, reason }));
}
