/**
 * One request on one connection, from handing it to a pool until its answer is read, has failed or is given up.
 * It must never settle twice, leave its timer running, or leave a connection behind that nobody waits for.
 */
import type { Agent, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import fetch from 'node-fetch';
import { type Failure, failure } from '../../domain/failure-causes.ts';
import { addressOf } from './connection-notes.ts';
import type { ConnectionPools } from './connection-pools.ts';
import { explainError, isClosedConnection } from './explain-error.ts';
import { type BodyReader, type ReadBody, readBody } from './read-answer.ts';

/** A request that has been checked and completed. */
export interface WantedExchange {
  readonly url: URL;
  readonly port: number;
  readonly method: string;
  /** By lower-case name. */
  readonly headers: Record<string, string>;
  /** '' for none. */
  readonly body: string;
  /** Limit in ms, counted from `started`. */
  readonly timeoutMs: number;
  /** When the attempt began, by performance.now(). */
  readonly started: number;
  readonly signal: AbortSignal | undefined;
  readonly pools: ConnectionPools;
  /** Of the answer's body; undefined for the usual limit. */
  readonly maxResponseBytes: number | undefined;
  /** An agent of `pools`. */
  readonly agent: Agent;
}

/** What came of it. */
export interface Exchange {
  readonly answer?: IncomingMessage;
  readonly body?: ReadBody;
  readonly failure?: Failure;
  readonly cancelled?: true;
  /** True if a pooled connection turned out to be closed before any of the answer came: worth a new connection. */
  readonly stale?: true;
}

export function runExchange(wanted: WantedExchange): Promise<Exchange> {
  const { url, port, method, headers, body, agent, timeoutMs, started, signal, pools, maxResponseBytes } = wanted;
  if (signal?.aborted) return Promise.resolve({ cancelled: true });
  return new Promise((resolve) => {
    let answer: IncomingMessage | undefined;
    let reader: BodyReader | undefined;
    const settle = (outcome: Exchange) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      const text = outcome.body ?? reader?.soFar() ?? { text: '', truncated: true };
      resolve(answer ? { ...outcome, answer, body: text } : outcome);
    };
    const giveUp = (outcome: Exchange) => {
      settle(outcome);
      if (!handover) return;
      handover.approach.givenUp = true;
      handover.approach.socket?.destroy();
      handover.request.destroy();
    };
    const onAbort = () => giveUp({ cancelled: true });
    const onTimeout = () => {
      const socket = handover?.request.socket ?? null;
      giveUp({
        failure: explainTimeout({ url, port, seconds: timeoutMs / 1000, socket, answered: answer !== undefined }),
      });
    };
    const fail = (error: unknown) => {
      const socket = handover?.request.socket ?? null;
      if (!answer && handover?.bytesBefore !== undefined && isClosedConnection(error)) {
        if (socket?.bytesRead === handover.bytesBefore) return settle({ stale: true });
      }
      const seconds = Math.round(performance.now() - started) / 1000;
      settle({
        failure: explainError(error, { host: url.hostname, port, seconds, socket, answered: answer !== undefined }),
      });
    };
    const read = (stream: Readable) => {
      reader = readBody(stream, answer?.headers['content-encoding'], maxResponseBytes);
      reader.done.then((text) => settle({ body: text }), fail);
    };

    signal?.addEventListener('abort', onAbort);
    const timer = setTimeout(onTimeout, Math.max(1, timeoutMs - (performance.now() - started)));
    // The body is not given to node-fetch, which would refuse it with GET: the pool puts it into the request.
    const init = { method, headers, agent, compress: false, redirect: 'manual' } as const;
    const { started: fetched, handover } = pools.observe(body, () => fetch(url, init));
    fetched.catch(fail);
    if (!handover) return;
    // Node-fetch has made the request; its answer is read here, as it comes. What node-fetch puts around an answer, a second
    // stream, a pipeline, a watch over the socket's bytes and a Response, is a sixth of an attempt's work and not needed.
    handover.request.removeAllListeners('response').removeAllListeners('socket');
    handover.request.once('response', (response: IncomingMessage) => {
      answer = response;
      read(response);
    });
    // Node-fetch wraps errors and loses address and port: the first word is had from the request itself.
    handover.request.on('error', fail);
  });
}

interface TimedOut {
  readonly url: URL;
  readonly port: number;
  readonly seconds: number;
  readonly socket: Socket | null;
  readonly answered: boolean;
}

function explainTimeout({ url, port, seconds, socket, answered }: TimedOut): Failure {
  const address = addressOf(socket);
  const bare = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const where = { host: url.hostname, port, seconds, ...(address !== undefined && address !== bare && { address }) };
  if (answered) return failure('timeout', { ...where, awaited: 'the rest of the answer' });
  if (!socket || socket.connecting) return failure('connect_timeout', { ...where, doing: 'connecting to' });
  const handshaking = 'secureConnecting' in socket && socket.secureConnecting === true;
  if (handshaking) return failure('connect_timeout', { ...where, doing: 'in the TLS handshake with' });
  return failure('timeout', { ...where, awaited: 'the answer' });
}
