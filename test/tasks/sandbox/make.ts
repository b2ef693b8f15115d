import type { Sandbox } from '../../../src/tasks/sandbox/create-sandbox.ts';
import { createRecordingHost } from '../../../src/tasks/sandbox/recording-host.ts';
import type { ScriptRequest, ScriptResult } from '../../../src/tasks/sandbox/script-types.ts';

export function runIn(sandbox: Sandbox, source: string, rest: Partial<ScriptRequest> = {}): Promise<ScriptResult> {
  const { host } = createRecordingHost();
  return sandbox.run({ source, event: null, config: {}, input: null, host, ...rest });
}

/** Runs a step and tells the longest time that the main thread's timer was late meanwhile. */
export async function lateness<T>(step: () => Promise<T>): Promise<{ value: T; latest: number; took: number }> {
  let latest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    latest = Math.max(latest, now - last - 20);
    last = now;
  }, 20);
  const startedAt = performance.now();
  try {
    const value = await step();
    return { value, latest, took: performance.now() - startedAt };
  } finally {
    clearInterval(timer);
  }
}
