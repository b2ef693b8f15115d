// A real HTTP server that keeps what it receives and answers as a test wants.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

export interface Received {
  readonly at: number;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A status, a whole answer, or a function that answers by itself. */
export type Reply = number | { status: number; body?: string; headers?: Record<string, string> } | ReplyFunction;
export type ReplyFunction = (request: Received, response: ServerResponse) => void;

export interface Receiver {
  /** Such as http://127.0.0.1:40123. */
  readonly url: string;
  readonly received: Received[];
  to(path: string): Received[];
  /** How requests are answered from now on, by path (without query); unnamed paths get 200 `ok`. */
  answer(path: string, ...replies: Reply[]): void;
  /** Resolves when so many requests for the path have come. */
  awaits(path: string, count: number, limitMs?: number): Promise<Received[]>;
  close(): Promise<void>;
}

export async function startReceiver(host = '127.0.0.1'): Promise<Receiver> {
  const received: Received[] = [];
  const replies = new Map<string, Reply[]>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const entry: Received = {
        at: Date.now(),
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(entry);
      const list = replies.get(pathOf(entry)) ?? [];
      // The last reply repeats.
      const reply = (list.length > 1 ? list.shift() : list[0]) ?? { status: 200, body: 'ok' };
      if (typeof reply === 'function') return reply(entry, response);
      const { status, body = '', headers = {} } = typeof reply === 'number' ? { status: reply } : reply;
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const to = (path: string) => received.filter((entry) => pathOf(entry) === path);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    received,
    to,
    answer: (path, ...list) => void replies.set(path, list),
    awaits: (path, count, limitMs) =>
      until(`${count} requests for ${path}`, () => to(path).length >= count && to(path), limitMs),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const pathOf = ({ url }: Received) => url.split('?')[0] ?? '';
