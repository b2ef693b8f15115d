// The service's side of one run: sends the script to its worker, answers its calls, collects its output, and is the
// one that ends a worker which does not answer. Nothing that a worker says may make it throw or wait without end.

import type { Worker } from 'node:worker_threads';
import { answerCall } from './answer-call.ts';
import { keepOutput } from './keep-output.ts';
import { GRACE_MS, timeInWords } from './limits.ts';
import type { Json, ScriptError, ScriptLimits, ScriptRequest, ScriptResult } from './script-types.ts';
import type { FromWorker, ScriptJob, ScriptOutcome, ToWorker } from './worker-messages.ts';

export interface DrivenRun {
  result: ScriptResult;
  /** Whether the worker may run another script; if not, it has been terminated. */
  sound: boolean;
}

export function driveWorker(
  worker: Worker,
  request: ScriptRequest,
  limits: ScriptLimits,
  signal: AbortSignal | undefined,
): Promise<DrivenRun> {
  const startedAt = performance.now();
  const output = keepOutput(limits.outputBytes);
  const over = new AbortController();
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const say = (message: ToWorker) => worker.postMessage(message);
  let calls = 0;

  return new Promise((resolve) => {
    let overdue: NodeJS.Timeout | undefined;

    const finish = (outcome: ScriptOutcome) => {
      clearTimeout(watchdog);
      clearTimeout(overdue);
      worker.off('message', hear).off('error', broke).off('exit', left);
      signal?.removeEventListener('abort', cancel);
      over.abort();
      worker.unref();
      if (!outcome.sound) worker.terminate();
      if (outcome.error) output.add({ level: 'error', text: inOneLine(outcome.error) });
      const { error, memoryBytes, sound } = outcome;
      resolve({
        sound,
        result: {
          status: error ? 'error' : 'success',
          output: output.text(),
          durationMs: performance.now() - startedAt,
          calls: Math.max(calls, outcome.calls),
          ...(error ? { error } : {}),
          ...(outcome.result === undefined ? {} : { result: JSON.parse(outcome.result) as Json }),
          ...(memoryBytes === undefined ? {} : { memoryBytes }),
        },
      });
    };
    const giveUp = (kind: ScriptError['kind'], message: string) =>
      finish({ error: { kind, message }, calls, sound: false });

    const hear = (message: FromWorker) => {
      if (message.type === 'call') {
        calls += 1;
        answerCall(message, request.host, limits, over.signal).then(
          (answer) => over.signal.aborted || say({ type: 'answer', id: message.id, ...answer }),
        );
      } else if (message.type === 'output') {
        output.addMissing(message.missingBytes);
        for (const line of message.lines) output.add(line);
        if (message.lines.length > 0) request.onOutput?.(message.lines);
      } else if (message.type === 'done') finish(message.outcome);
    };
    const broke = (error: Error & { code?: string }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? giveUp('memory', 'The script needs more memory than it may use')
        : giveUp('worker', `The script's worker broke: ${error.message}`);
    const left = () => giveUp('worker', "The script's worker ended before the script did");
    const cancel = () => {
      Atomics.store(cancelled, 0, 1);
      say({ type: 'cancel' });
      overdue = setTimeout(() => giveUp('cancelled', 'The script was cancelled'), GRACE_MS);
    };
    const watchdog = setTimeout(
      () => giveUp('timeout', `timeout: the script was stopped at its limit of ${timeInWords(limits.timeoutMs)}`),
      limits.timeoutMs + GRACE_MS,
    );

    worker.ref();
    worker.on('message', hear).on('error', broke).on('exit', left);
    signal?.addEventListener('abort', cancel, { once: true });
    say({ type: 'run', job: jobOf(request, limits, cancelled) });
    if (signal?.aborted) cancel();
  });
}

function jobOf(request: ScriptRequest, limits: ScriptLimits, cancelled: ScriptJob['cancelled']): ScriptJob {
  return {
    source: request.source,
    event: JSON.stringify(request.event),
    config: JSON.stringify(request.config),
    input: JSON.stringify(request.input) ?? 'null',
    limits,
    cancelled,
  };
}

function inOneLine({ message, line, column }: ScriptError): string {
  return line === undefined ? message : `${message} (line ${line}, column ${column})`;
}
