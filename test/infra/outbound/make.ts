import type { LookupAddress } from 'node:dns';
import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { parseOutboundAllow } from '../../../src/infra/outbound/outbound-allow.ts';
import {
  createOutbound,
  type Outbound,
  type OutboundOptions,
  type OutboundRequest,
} from '../../../src/infra/outbound/send-request.ts';

/** A request as a receiver saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly port: number;
  /** Without a final slash. */
  readonly url: string;
  readonly seen: Seen[];
  /** TCP connections so far. */
  readonly connections: () => number;
  /** Connections that are open now. */
  readonly open: () => number;
}

export type Answer = (response: ServerResponse, seen: Seen, request: IncomingMessage) => void;

export function certificate(name: string): string {
  return readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8');
}

/** An HTTP server of this test; with `pem`, one for https with that certificate. */
export async function receiver(
  answer: Answer = (response) => response.end('ok'),
  { host = '127.0.0.1', pem = '' } = {},
): Promise<Receiver> {
  const seen: Seen[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      answer(response, one, request);
    });
  };
  const server = pem
    ? https.createServer({ cert: certificate(pem), key: certificate('server.key') }, handle)
    : http.createServer(handle);
  const { port, connections, open } = await listen(server, host);
  const url = `${pem ? 'https' : 'http'}://${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  return { port, url, seen, connections, open };
}

/** A TCP server of this test: for answers that no HTTP server gives. */
export async function rawServer(onSocket: (socket: Socket) => void) {
  return listen(
    net.createServer((socket) => {
      socket.on('error', () => {});
      socket.resume();
      onSocket(socket);
    }),
    '127.0.0.1',
  );
}

async function listen(server: net.Server, host: string) {
  let connections = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => connections, open: () => sockets.size };
}

/** A proxy that records what it was asked for and leads everything to `target`. */
export async function proxyServer(target: () => number, { refuse = 0, pem = '' } = {}) {
  const asked: { line: string; headers: http.IncomingHttpHeaders }[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    if (refuse) return void response.writeHead(refuse).end();
    const { method, headers } = request;
    const { pathname } = new URL(request.url ?? '');
    const onward = http.request({ host: '127.0.0.1', port: target(), method, path: pathname, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  };
  const server = pem
    ? https.createServer({ cert: certificate(pem), key: certificate('server.key') }, handle)
    : http.createServer(handle);
  server.on('connect', (request, socket: Socket) => {
    asked.push({ line: `CONNECT ${request.url}`, headers: request.headers });
    if (refuse) return void socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
    const onward = net.connect(target(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  const { port, connections } = await listen(server, '127.0.0.1');
  return { port, url: `${pem ? 'https' : 'http'}://127.0.0.1:${port}`, asked, connections };
}

/** A sender that may reach this machine unless the test says otherwise; closed when the test ends. */
export function outbound({
  allow = ['127.0.0.0/8', '::1'],
  ...options
}: Partial<Omit<OutboundOptions, 'allow'>> & { allow?: string[] } = {}): Outbound {
  const sender = createOutbound({ allow: parseOutboundAllow(allow).allow, version: '1.2.3', ...options });
  onTestFinished(() => void sender.close());
  return sender;
}

export function post(url: string, over: Partial<OutboundRequest> = {}): OutboundRequest {
  return { method: 'POST', url, headers: [], body: 'x', timeoutMs: 5_000, ...over };
}

/** Resolves the names given here, the next address of a name with each call, and no others. */
export function names(
  table: Record<string, readonly (string | readonly string[])[]>,
): NonNullable<OutboundOptions['resolve']> {
  const calls: Record<string, number> = {};
  return (host, _options, callback) => {
    const answers = table[host];
    if (!answers)
      return callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), []);
    const call = calls[host] ?? 0;
    calls[host] = call + 1;
    const answer = answers[Math.min(call, answers.length - 1)] ?? [];
    const addresses: LookupAddress[] = [answer].flat().map((address) => ({ address, family: net.isIP(address) }));
    process.nextTick(callback, null, addresses);
  };
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('the condition never came about');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
