// The load: a light client of node:http, so that what is measured is the other side.
import { Agent, request } from 'node:http';
import { sleep } from './measure.ts';

export interface Client {
  /** @throws when the answer is no success. */
  call<Answer = unknown>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  close(): void;
}

export function createClient({ url, token = '' }: { url: string; token?: string }, sockets = 32): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const { hostname, port } = new URL(url);
  const call = <Answer>(method: 'GET' | 'POST', path: string, body?: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        authorization: `Bearer ${token}`,
      };
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          answer += chunk;
        });
        response.on('error', reject).on('end', () => {
          if ((response.statusCode ?? 500) < 300) resolve((answer === '' ? undefined : JSON.parse(answer)) as Answer);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
        });
      });
      sent.on('error', reject).end(text);
    });
  return { call, close: () => agent.destroy() };
}

/**
 * So many senders that each send one request after the other.
 * @returns requests per second.
 */
export async function sendAll(total: number, senders: number, send: (index: number) => Promise<void>): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const sender = async () => {
    while (next < total) {
      next += 1;
      await send(next - 1);
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return total / ((performance.now() - begun) / 1_000);
}

/** Sends at a steady rate, whether the answers come or not, and resolves with the last answer. */
export async function sendSteadily(perSecond: number, total: number, send: (index: number) => Promise<void>) {
  const begun = performance.now();
  const answers: Promise<void>[] = [];
  for (let index = 0; index < total; index += 1) {
    const wait = begun + (index * 1_000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    answers.push(send(index));
  }
  await Promise.all(answers);
}

/** Nanoseconds since some moment, the same one in every process of this machine. */
export const clockNs = () => Number(process.hrtime.bigint());
