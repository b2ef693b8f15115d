// One script from start to end in its worker: an engine of its own, its pending work in slices, and the reason why
// it ended. It must never run the engine without the interrupt handler, and never wait for anything without a deadline.

import { timeInWords } from './limits.ts';
import { openBorder } from './open-border.ts';
import { openEngine } from './open-engine.ts';
import { prepareScript } from './prepare-script.ts';
import { describe, placeInScript, SCRIPT_FILE, tooDeep } from './script-place.ts';
import type { ScriptError, ScriptErrorKind } from './script-types.ts';
import { type EngineStep, memoryInUse, OUT_OF_MEMORY, readThrown, startGuest, type Thrown } from './start-guest.ts';
import type { FromWorker, ScriptJob, ScriptOutcome } from './worker-messages.ts';

/** What the worker's port and a running script share. */
export interface ScriptInbox {
  answers: { id: number; ok: boolean; answer: string; fromService: boolean }[];
  wake(): void;
}

const JOBS_PER_SLICE = 200;
const NULL_THROWN = 'The script threw null';

export async function runScript(
  job: ScriptJob,
  inbox: ScriptInbox,
  post: (message: FromWorker) => void,
): Promise<ScriptOutcome> {
  const { limits, cancelled } = job;
  const startedAt = performance.now();
  const prepared = prepareScript(job.source);
  if (!prepared.ok) {
    const error: ScriptError = { kind: 'parse', message: '', ...prepared.problems[0] };
    return { error, calls: 0, sound: !prepared.parserLost };
  }

  const state: { ending?: ScriptError; finished?: { result?: string }; broken: boolean } = { broken: false };
  let computed = 0;
  let sliceAt = startedAt;

  const end = (kind: ScriptErrorKind, message: string) => {
    state.ending ??= { kind, message };
  };
  const overdue = (): boolean => {
    if (state.ending) return true;
    const now = performance.now();
    if (Atomics.load(cancelled, 0) !== 0) end('cancelled', 'The script was cancelled');
    else if (now - startedAt > limits.timeoutMs) {
      end('timeout', `timeout: the script was stopped at its limit of ${timeInWords(limits.timeoutMs)}`);
    } else if (computed + now - sliceAt > limits.cpuMs) {
      end('timeout', `timeout: the script computed longer than its limit of ${timeInWords(limits.cpuMs)}`);
    }
    return state.ending !== undefined;
  };
  const failed = (thrown: Thrown) => {
    const { ending } = state;
    const place = placeInScript(thrown.stack, job.source, prepared.form);
    if (!ending) state.ending = describe(thrown, job.source, prepared.form, limits);
    else if (place && !ending.line && ['interrupted', ending.message].includes(thrown.message)) {
      Object.assign(ending, place);
    }
  };

  const { context, memoryIsFull } = await openEngine(limits.memoryBytes);
  const { runtime } = context;
  const border = openBorder({
    context,
    limits,
    post,
    end,
    failed: (thrown) => failed(thrown.message === NULL_THROWN && memoryIsFull() ? OUT_OF_MEMORY : thrown),
    settle: (id, ok, answer) => {
      inbox.answers.push({ id, ok, answer, fromService: false });
      inbox.wake();
    },
    done: (result) => {
      state.finished ??= result === undefined ? {} : { result };
    },
  });

  /** Enters the engine; an error that the script could not catch ends it. */
  const enter = <T>(step: () => EngineStep<T>): T | undefined => {
    sliceAt = performance.now();
    try {
      const { error, value } = step();
      if (!error) return value;
      overdue();
      failed(readThrown(context, error));
    } catch (error) {
      // The engine itself broke off, at the end of its own stack or at one of its invariants.
      state.broken = true;
      if (error instanceof RangeError) end('stack', tooDeep(limits));
      else end('worker', `The script broke its engine: ${String(error).slice(0, 200)}`);
    } finally {
      computed += performance.now() - sliceAt;
      sliceAt = performance.now();
    }
    return undefined;
  };

  runtime.setMaxStackSize(limits.stackBytes);
  const guest = startGuest(context, job, border.handle);
  // Only now: what prepares the engine is ours, and must not be broken off by a cancellation that comes this early.
  runtime.setInterruptHandler(overdue);
  const type = prepared.form.module ? 'module' : 'global';
  enter(() => context.evalCode(prepared.code, SCRIPT_FILE, { type, compileOnly: true }));
  if (state.ending?.kind === 'exception') state.ending.kind = 'parse';
  const started = state.ending ? undefined : enter(() => context.evalCode(prepared.code, SCRIPT_FILE, { type }));
  if (started) enter(() => guest.run(started, prepared.form.module));

  const deadline = setTimeout(() => inbox.wake(), limits.timeoutMs + 1);
  while (!overdue()) {
    for (const { id, ok, answer, fromService } of inbox.answers.splice(0)) {
      if (fromService) border.answered(id);
      enter(() => guest.settle(id, ok, answer));
    }
    enter(() => runtime.executePendingJobs(JOBS_PER_SLICE));
    if (state.ending) break;
    sliceAt = Number.POSITIVE_INFINITY;
    if (runtime.hasPendingJob() || inbox.answers.length > 0) await new Promise(setImmediate);
    else if (border.openCalls() > 0) {
      await new Promise<void>((resolve) => {
        inbox.wake = resolve;
      });
    } else if (state.finished) break;
    else end('timeout', 'timeout: the script waits for a promise that never settles, and nothing is left to settle it');
  }
  clearTimeout(deadline);
  border.close();

  const memoryBytes = state.broken ? undefined : memoryInUse(context);
  const facts = { calls: border.calls(), ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  if (!state.ending) return { ...facts, ...state.finished, sound: true };
  const { kind } = state.ending;
  return { ...facts, error: state.ending, sound: !state.broken && kind !== 'memory' && kind !== 'stack' };
}
