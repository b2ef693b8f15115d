// The functions that a script's world may call in its worker, and the only road on which anything leaves the engine.
// It must never trust the engine's side: sizes and counts are checked here, before a text is copied out.

import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import { endOf } from './keep-output.ts';
import { BORDER, CALLS_IN_FLIGHT, OUTPUT_FLOOD, sizeInWords } from './limits.ts';
import type { LogLevel, LogLine, ScriptErrorKind, ScriptLimits } from './script-types.ts';
import type { CallKind, FromWorker } from './worker-messages.ts';

export interface Border {
  /** Functions for the prelude, in a plain object inside the engine. */
  handle: QuickJSHandle;
  /** Calls, sleeps included, that the script may still hear of. */
  openCalls(): number;
  calls(): number;
  flushOutput(): void;
  /** A call has been answered by the service. */
  answered(id: number): void;
  close(): void;
}

export interface BorderTools {
  context: QuickJSContext;
  limits: ScriptLimits;
  post(message: FromWorker): void;
  /** Ends the script: it cannot catch this. */
  end(kind: ScriptErrorKind, message: string): void;
  settle(id: number, ok: boolean, answer: string): void;
  done(result: string | undefined): void;
  failed(error: { name: string; message: string; stack: string }): void;
}

const FLUSH_MS = 50;
const CALL_KINDS = ['fetch', 'scim', 'storeGet', 'storeSet'];
const ALGORITHMS = ['sha1', 'sha256', 'sha384', 'sha512'];

export function openBorder(tools: BorderTools): Border {
  const { context, limits, post, end } = tools;
  const timers = new Map<number, NodeJS.Timeout>();
  const open = new Map<number, number>();
  const waiting: (FromWorker & { type: 'call' })[] = [];
  let inFlight = 0;
  let openSize = 0;
  let started = 0;
  let fetches = 0;
  let others = 0;
  let batch: LogLine[] = [];
  let batchBytes = 0;
  let missingBytes = 0;
  let written = 0;
  let flushedAt = 0;

  const flushOutput = () => {
    if (batch.length > 0 || missingBytes > 0) post({ type: 'output', lines: batch, missingBytes });
    batch = [];
    batchBytes = missingBytes = 0;
    flushedAt = performance.now();
  };
  const flushing = setInterval(flushOutput, FLUSH_MS);

  /** A text of the engine; a longer one, or anything else, is not copied out but ends the script. */
  const text = (handle: QuickJSHandle | undefined, max: number, what: string): string => {
    if (handle === undefined || context.typeof(handle) !== 'string') throw new TypeError(`${what} must be a text`);
    const size = context.getProp(handle, 'length').consume((length) => context.getNumber(length));
    if (size > max) throw new RangeError(`${what} is longer than ${sizeInWords(max)}`);
    return context.getString(handle);
  };

  const count = (handle: QuickJSHandle | undefined): number =>
    Math.max(0, (handle && context.typeof(handle) === 'number' && context.getNumber(handle)) || 0);

  const log = (level: LogLevel, line: string, leftOut: number) => {
    const all = Buffer.from(line);
    const kept = endOf(all, limits.outputBytes);
    written += all.length + leftOut + 1;
    missingBytes += all.length - kept.length + leftOut;
    batchBytes += kept.length + 10;
    batch.push({ level, text: kept.toString() });
    while (batchBytes > limits.outputBytes + 100 && batch.length > 1) {
      const size = Buffer.byteLength(batch.shift()?.text ?? '') + 10;
      batchBytes -= size;
      missingBytes += size;
    }
    if (written > limits.outputBytes * OUTPUT_FLOOD) {
      end('limit', `The script wrote more than ${sizeInWords(limits.outputBytes * OUTPUT_FLOOD)} of output`);
    }
    if (performance.now() - flushedAt > FLUSH_MS) flushOutput();
  };

  const begin = (kind: string, request: string): number => {
    started += 1;
    const id = started;
    open.set(id, request.length);
    openSize += request.length;
    if (kind === 'sleep') {
      const ms = Math.min(Math.max(Number(request) || 0, 0), 2 ** 31 - 1);
      timers.set(
        id,
        setTimeout(() => settled(id), ms),
      );
    } else {
      if (kind === 'fetch') fetches += 1;
      else others += 1;
      waiting.push({ type: 'call', id, kind: kind as CallKind, request });
    }
    const excess = tooMuch();
    if (excess !== undefined) {
      end('limit', excess);
      throw new Error(excess);
    }
    send();
    return id;
  };
  const tooMuch = (): string | undefined => {
    if (fetches > limits.fetches) return `The script made more than ${limits.fetches} fetches`;
    if (others > limits.calls) return `The script called scim and store more than ${limits.calls} times`;
    if (open.size <= BORDER.openCalls && openSize <= BORDER.openCallsSize) return undefined;
    return `The script began more than ${BORDER.openCalls} calls without waiting for them`;
  };
  const send = () => {
    while (inFlight < CALLS_IN_FLIGHT && waiting.length > 0) {
      inFlight += 1;
      post(waiting.shift() as FromWorker);
    }
  };
  const close = (id: number) => {
    openSize -= open.get(id) ?? 0;
    open.delete(id);
  };
  const settled = (id: number) => {
    timers.delete(id);
    close(id);
    tools.settle(id, true, 'null');
  };

  const handle = context.newObject();
  const give = (name: string, body: (...args: QuickJSHandle[]) => QuickJSHandle | undefined) =>
    context.newFunction(name, (...args) => body(...args)).consume((made) => context.setProp(handle, name, made));

  give('log', (level, line, leftOut) => {
    const named = text(level, 10, 'A level');
    log(
      named === 'warn' || named === 'error' ? named : 'info',
      text(line, limits.outputBytes, 'A log line'),
      count(leftOut),
    );
    return undefined;
  });
  give('start', (kind, request) => {
    const named = text(kind, 10, 'A call');
    if (named !== 'sleep' && !CALL_KINDS.includes(named)) throw new TypeError('There is no such call');
    return context.newNumber(begin(named, text(request, BORDER.call, `The request of a call (${named})`)));
  });
  give('hash', (algorithm, key, data, encoding) => {
    const named = text(algorithm, 10, 'The algorithm').toLowerCase().replace('-', '');
    const shown = text(encoding, 10, 'The encoding');
    if (!ALGORITHMS.includes(named)) throw new TypeError(`The algorithm is one of ${ALGORITHMS.join(', ')}`);
    if (shown !== 'hex' && shown !== 'base64') throw new TypeError('The encoding is hex or base64');
    const keyed =
      key === undefined || context.typeof(key) === 'undefined' ? undefined : text(key, BORDER.call, 'A key');
    const hash = keyed === undefined ? createHash(named) : createHmac(named, keyed);
    return context.newString(hash.update(text(data, BORDER.hashed, 'The text')).digest(shown));
  });
  give('uuid', () => context.newString(randomUUID()));
  give('done', (result) => {
    if (result === undefined || context.typeof(result) === 'undefined') tools.done(undefined);
    else {
      try {
        tools.done(text(result, BORDER.result, "The script's result"));
      } catch (error) {
        end('limit', (error as Error).message);
      }
    }
    return undefined;
  });
  give('failed', (name, message, stack) => {
    const read = (part: QuickJSHandle | undefined): string => {
      if (part === undefined || context.typeof(part) !== 'string') return '';
      const size = context.getProp(part, 'length').consume((length) => context.getNumber(length));
      return size > BORDER.answer ? '' : context.getString(part).slice(0, BORDER.message);
    };
    tools.failed({ name: read(name), message: read(message), stack: read(stack) });
    return undefined;
  });

  return {
    handle,
    openCalls: () => open.size,
    calls: () => fetches + others,
    flushOutput,
    answered: (id) => {
      inFlight -= 1;
      close(id);
      send();
    },
    close: () => {
      clearInterval(flushing);
      for (const timer of timers.values()) clearTimeout(timer);
      flushOutput();
    },
  };
}
