import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import { guestPrelude } from './guest-prelude.ts';
import { BORDER } from './limits.ts';
import type { ScriptJob } from './worker-messages.ts';

/** All that a script finds besides what it is given; whatever else the engine brings is taken away. */
const GLOBALS = `Object Function Error EvalError RangeError ReferenceError SyntaxError TypeError URIError InternalError
  AggregateError Iterator Array parseInt parseFloat isNaN isFinite queueMicrotask decodeURI decodeURIComponent encodeURI
  encodeURIComponent Infinity NaN undefined Number Boolean String Math Reflect Symbol eval globalThis Date RegExp JSON
  Proxy Map Set WeakMap WeakSet ArrayBuffer Uint8ClampedArray Int8Array Uint8Array Int16Array Uint16Array Int32Array
  Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array DataView Promise BigInt WeakRef
  FinalizationRegistry`;

export interface EngineStep<T = QuickJSHandle> {
  error?: QuickJSHandle | undefined;
  value?: T;
}

export interface Guest {
  settle(id: number, ok: boolean, answer: string): EngineStep;
  run(started: QuickJSHandle, module: boolean): EngineStep;
}

/** Makes the world of a script: its globals, and the two functions through which it is run and answered. */
export function startGuest(context: QuickJSContext, job: ScriptJob, border: QuickJSHandle): Guest {
  const world = context.newObject();
  const { event, config, input } = job;
  const texts = { event, config, input, keepGlobals: JSON.stringify(GLOBALS.split(/\s+/)) };
  for (const [name, value] of Object.entries(texts)) {
    context.newString(value).consume((text) => context.setProp(world, name, text));
  }
  context.newNumber(job.limits.outputBytes).consume((size) => context.setProp(world, 'maxText', size));
  const prelude = context.unwrapResult(context.evalCode(`(${guestPrelude.toString()})`, 'sandbox'));
  const guest = context.unwrapResult(context.callFunction(prelude, context.undefined, border, world));
  const settle = context.getProp(guest, 'settle');
  const run = context.getProp(guest, 'run');
  const flag = (value: boolean) => (value ? context.true : context.false);
  return {
    settle: (id, ok, answer) =>
      context
        .newString(answer)
        .consume((text) =>
          context
            .newNumber(id)
            .consume((number) => context.callFunction(settle, context.undefined, number, flag(ok), text)),
        ),
    run: (started, module) => context.callFunction(run, context.undefined, started, flag(module)),
  };
}

export interface Thrown {
  name: string;
  message: string;
  stack: string;
}

/** Out of memory, the engine has none left for an error either and throws null. */
export const OUT_OF_MEMORY: Thrown = { name: 'InternalError', message: 'out of memory', stack: '' };

export function readThrown(context: QuickJSContext, thrown: QuickJSHandle): Thrown {
  const read = (name: string): string => {
    const part = context.getProp(thrown, name);
    return context.typeof(part) === 'string' ? context.getString(part).slice(0, BORDER.message) : '';
  };
  if (context.typeof(thrown) !== 'object') return OUT_OF_MEMORY;
  try {
    const message = read('message');
    return message === '' ? OUT_OF_MEMORY : { name: read('name'), message, stack: read('stack') };
  } catch {
    return OUT_OF_MEMORY;
  }
}

export function memoryInUse(context: QuickJSContext): number | undefined {
  try {
    const usage = context.runtime.computeMemoryUsage();
    return context.getProp(usage, 'memory_used_size').consume((size) => context.getNumber(size));
  } catch {
    return undefined;
  }
}
