// A receiver that misbehaves at random, from a seed, and keeps when each request began and ended.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly webhookId: string;
  readonly body: string;
  readonly began: number;
  /** When its answer, or what stands for one, was given; undefined while it is open. */
  ended: number | undefined;
  readonly fault: Fault;
}

export interface FaultyReceiver {
  readonly url: string;
  readonly seen: SeenRequest[];
  open(): number;
  close(): void;
}

/** One line per way to answer: how often, of 100, and what it does. The end is noted before the last byte leaves. */
const faults = {
  ok: { of100: 42, answer: (response) => response.end('ok') },
  slow: { of100: 10, answer: (response) => response.end('ok') },
  error: { of100: 12, answer: (response) => response.writeHead(500).end('no') },
  busy: { of100: 8, answer: (response) => response.writeHead(429, { 'retry-after': '0.3' }).end() },
  reset: { of100: 9, answer: (response) => response.socket?.resetAndDestroy() },
  garbage: { of100: 7, answer: (response) => response.socket?.end('%&$ this is no HTTP\r\n\r\n') },
  half: {
    of100: 6,
    answer: (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.destroy());
    },
  },
  hang: { of100: 6, answer: () => {} },
} satisfies Record<string, { of100: number; answer: (response: ServerResponse) => void }>;

export type Fault = keyof typeof faults;

const delays: Partial<Record<Fault, number>> = { slow: 400 };
const usualDelay = 60;

export async function startFaultyReceiver(random: () => number): Promise<FaultyReceiver> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const fault = choose(random());
      const entry: SeenRequest = {
        webhookId: String(request.headers['webhook-id']),
        body: Buffer.concat(chunks).toString('utf8'),
        began: performance.now(),
        ended: undefined,
        fault,
      };
      seen.push(entry);
      const end = () => {
        entry.ended ??= performance.now();
      };
      // The far side gave up, or its process is gone.
      response.on('close', end);
      if (fault === 'hang') return;
      setTimeout(() => {
        if (response.destroyed) return;
        end();
        faults[fault].answer(response);
      }, delays[fault] ?? usualDelay);
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    open: () => seen.filter(({ ended }) => ended === undefined).length,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function choose(at: number): Fault {
  let sum = 0;
  for (const [name, { of100 }] of Object.entries(faults)) {
    sum += of100 / 100;
    if (at < sum) return name as Fault;
  }
  return 'ok';
}

/** mulberry32: the same numbers for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
