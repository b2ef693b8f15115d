// Tells, while a task is saved, whether its script can be read at all; nothing of it runs. The parser must never be
// in the service's own thread: one text nested too deeply breaks it for good, so a worker parses and is replaced.

import { MessageChannel, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { BORDER, sizeInWords } from './limits.ts';
import type { ScriptProblem } from './script-types.ts';
import { startWorker } from './start-worker.ts';
import type { CheckAnswer, ToWorker } from './worker-messages.ts';

/** The first question also waits for the worker to start (some 100 ms). */
const PATIENCE_MS = 5_000;

let checker: Worker | undefined;

/** The problems of a script, in its own lines and columns; none if it can be run. Waits some milliseconds. */
export function checkScript(source: string): readonly ScriptProblem[] {
  if (source.length > BORDER.source) return tooLong;
  const worker = checker ?? startChecker();
  checker = worker;
  const { port, answered } = ask(worker, source);
  Atomics.wait(answered, 0, 0, PATIENCE_MS);
  const answer = receiveMessageOnPort(port)?.message as CheckAnswer | undefined;
  port.close();
  return problemsOf(worker, answer);
}

let turn: Promise<unknown> = Promise.resolve();

/** The same while the service goes on, one script after the other. */
export function checkScriptAside(source: string): Promise<readonly ScriptProblem[]> {
  if (source.length > BORDER.source) return Promise.resolve(tooLong);
  const mine = turn.then(async () => {
    const worker = checker ?? startChecker();
    checker = worker;
    const { port } = ask(worker, source);
    const { promise, resolve } = Promise.withResolvers<CheckAnswer | undefined>();
    const giveUp = () => resolve(undefined);
    const timer = setTimeout(giveUp, PATIENCE_MS);
    worker.once('exit', giveUp);
    port.once('message', resolve);
    const answer = await promise;
    clearTimeout(timer);
    worker.off('exit', giveUp);
    port.close();
    return problemsOf(worker, answer);
  });
  turn = mine.catch(() => {});
  return mine;
}

const tooLong: readonly ScriptProblem[] = [
  { line: 1, column: 1, message: `The script is longer than ${sizeInWords(BORDER.source)}` },
];

function ask(worker: Worker, source: string) {
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const { port1: port, port2 } = new MessageChannel();
  const question: ToWorker = { type: 'check', source, port: port2, answered };
  worker.postMessage(question, [port2]);
  return { port, answered };
}

/** A worker that did not answer, or is broken, is replaced. */
function problemsOf(worker: Worker, answer: CheckAnswer | undefined): readonly ScriptProblem[] {
  if (!answer?.sound) {
    if (checker === worker) checker = undefined;
    worker.terminate();
  }
  return answer?.problems ?? [{ line: 1, column: 1, message: 'This script takes too long to be read' }];
}

function startChecker(): Worker {
  const worker = startWorker();
  const forget = () => {
    if (checker === worker) checker = undefined;
  };
  return worker.on('error', forget).on('exit', forget);
}
