// A receiver in a thread of its own that only counts, so that the bench measures the sender.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

export interface CountingReceiver {
  readonly url: string;
  /** Requests that have come so far. */
  count(): number;
  /** Resolves when so many requests have come in all. */
  reached(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startCountingReceiver(): Promise<CountingReceiver> {
  const worker = new Worker(new URL(import.meta.url));
  const [port] = (await once(worker, 'message')) as [number];
  let total = 0;
  let waiting: { count: number; resolve: () => void }[] = [];
  worker.on('message', (count: number) => {
    total = count;
    const done = waiting.filter((one) => one.count <= total);
    waiting = waiting.filter((one) => one.count > total);
    for (const { resolve } of done) resolve();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => total,
    reached: (count) =>
      total >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    close: async () => {
      await worker.terminate();
    },
  };
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  let count = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume().on('end', () => {
      count += 1;
      response.end('ok');
    });
  });
  server.listen(0, '127.0.0.1', () => {
    port.postMessage((server.address() as AddressInfo).port);
    let told = 0;
    setInterval(() => {
      if (told === count) return;
      told = count;
      port.postMessage(count);
    }, 2);
  });
}
