// A receiver in a thread of its own that notes when each request's first byte came, by the `n` of its body.
// `/hang/…` answers after `hangMs` instead of at once.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { clockNs } from './send.ts';

export interface TimedReceiver {
  readonly url: string;
  /** When the first request for each `n` came, in nanoseconds of `clockNs`. */
  readonly arrivals: ReadonlyMap<number, number>;
  /** Requests that came in all. */
  readonly requests: () => number;
  close(): Promise<void>;
}

type Arrival = readonly [n: number, at: number];

export async function startTimedReceiver(hangMs = 0): Promise<TimedReceiver> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { hangMs } });
  const [port] = (await once(worker, 'message')) as [number];
  const arrivals = new Map<number, number>();
  let requests = 0;
  worker.on('message', (batch: readonly Arrival[]) => {
    requests += batch.length;
    for (const [n, at] of batch) if (!arrivals.has(n)) arrivals.set(n, at);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    requests: () => requests,
    close: async () => void (await worker.terminate()),
  };
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  const { hangMs } = workerData as { hangMs: number };
  let batch: Arrival[] = [];
  const server = createServer((request, response) => {
    const at = clockNs();
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      batch.push([Number(/"n":"?(\d+)/.exec(body)?.[1] ?? -1), at]);
      if (request.url?.startsWith('/hang')) setTimeout(() => response.end('ok'), hangMs);
      else response.end('ok');
    });
  });
  server.listen(0, '127.0.0.1', () => {
    port.postMessage((server.address() as AddressInfo).port);
    setInterval(() => {
      if (batch.length > 0) port.postMessage(batch);
      batch = [];
    }, 5);
  });
}
