// Where the service runs administrators' scripts: a few workers, each with one script at a time, the rest in order.
// A script must never be able to hold up the service, and so nothing of a script is ever evaluated in this thread.

import type { Worker } from 'node:worker_threads';
import { type DrivenRun, driveWorker } from './drive-worker.ts';
import { BORDER, sizeInWords, withDefaults } from './limits.ts';
import type { ScriptErrorKind, ScriptRequest, ScriptResult } from './script-types.ts';
import { startWorker } from './start-worker.ts';

export interface SandboxOptions {
  /** Scripts that run at the same time, each in a worker thread. Default 2. */
  maxWorkers?: number;
  /** How long a worker without a script is kept, in milliseconds: starting one takes 100 ms, keeping one 30 MB. Default 30,000. */
  keepIdleMs?: number;
}

interface IdleWorker {
  readonly worker: Worker;
  readonly timer: NodeJS.Timeout;
}

export interface Sandbox {
  /** Never rejects: whatever becomes of a script is its result. */
  run(request: ScriptRequest, signal?: AbortSignal): Promise<ScriptResult>;
  /** Cancels what runs and waits, and ends the workers. */
  close(): Promise<void>;
}

export function createSandbox({ maxWorkers = 2, keepIdleMs = 30_000 }: SandboxOptions = {}): Sandbox {
  const idle: IdleWorker[] = [];
  const waiting: (() => void)[] = [];
  const closing = new AbortController();
  const runs = new Set<Promise<unknown>>();
  let busy = 0;

  const next = () => {
    while (busy < maxWorkers && waiting.length > 0) waiting.shift()?.();
  };

  /** Resolves when it is this run's turn; false if it was cancelled before. */
  const turn = (signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const go = () => {
        signal.removeEventListener('abort', leave);
        busy += 1;
        resolve(true);
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(go), 1);
        resolve(false);
      };
      if (signal.aborted) return resolve(false);
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(go);
      next();
    });

  const run = async (request: ScriptRequest, signal: AbortSignal): Promise<ScriptResult> => {
    const tooLarge = (['event', 'config', 'input'] as const).find(
      (part) => (JSON.stringify(request[part]) ?? '').length > BORDER.inbound,
    );
    if (tooLarge) return notRun('limit', `The script's ${tooLarge} is longer than ${sizeInWords(BORDER.inbound)}`);
    if (!(await turn(signal))) return notRun('cancelled', 'The script was cancelled before it began');
    const rested = idle.pop();
    clearTimeout(rested?.timer);
    const worker = rested?.worker ?? (await started(startIdleWorker(idle)));
    let driven: DrivenRun | undefined;
    try {
      driven = await driveWorker(worker, request, withDefaults(request.limits), signal);
      return driven.result;
    } finally {
      busy -= 1;
      if (driven?.sound && !closing.signal.aborted)
        idle.push({ worker, timer: setTimeout(() => worker.terminate(), keepIdleMs).unref() });
      else worker.terminate();
      next();
    }
  };

  return {
    run(request, signal) {
      const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      const running = run(request, either);
      runs.add(running);
      return running.finally(() => runs.delete(running));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(runs);
      await Promise.all(idle.splice(0).map(({ worker }) => worker.terminate()));
    },
  };
}

function startIdleWorker(idle: IdleWorker[]): Worker {
  const worker = startWorker();
  const forget = () => {
    const at = idle.findIndex((one) => one.worker === worker);
    if (at >= 0) idle.splice(at, 1);
  };
  return worker.on('error', forget).on('exit', forget);
}

/** The start of a worker (100 ms, a second on a busy machine) is not taken from the script's time. */
function started(worker: Worker): Promise<Worker> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(patience);
      worker.off('message', go).off('error', go).off('exit', go);
      resolve(worker);
    };
    // One that has not started by then is found out by the run's own watchdog.
    const patience = setTimeout(go, 10_000);
    worker.on('message', go).on('error', go).on('exit', go);
  });
}

function notRun(kind: ScriptErrorKind, message: string): ScriptResult {
  return { status: 'error', error: { kind, message }, output: `[error] ${message}`, durationMs: 0, calls: 0 };
}
