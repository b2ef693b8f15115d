import type { ScriptLimits } from './script-types.ts';

const KIB = 1024;

/** What an answer, a request body, a stored value or a result may measure as JSON text, in UTF-16 units. */
export const BORDER = {
  source: 256 * KIB,
  inbound: 8 * KIB * KIB,
  call: 1024 * KIB,
  answer: 4 * KIB * KIB,
  result: 256 * KIB,
  hashed: 4 * KIB * KIB,
  message: 4 * KIB,
  /** Calls that a script has begun and that are not answered, and the size of them all. */
  openCalls: 1_000,
  openCallsSize: 8 * KIB * KIB,
} as const;

/** So many calls of one script are with the service at the same time; the others wait in the worker. */
export const CALLS_IN_FLIGHT = 8;

/** Output of so many times outputBytes ends the script. */
export const OUTPUT_FLOOD = 256;

/** A worker that has not answered so long after the script's end is terminated. */
export const GRACE_MS = 500;

export function withDefaults(limits: Partial<ScriptLimits> = {}): ScriptLimits {
  const timeoutMs = limits.timeoutMs ?? 60_000;
  return {
    timeoutMs,
    cpuMs: limits.cpuMs ?? timeoutMs,
    memoryBytes: limits.memoryBytes ?? 64 * KIB * KIB,
    stackBytes: limits.stackBytes ?? 512 * KIB,
    outputBytes: limits.outputBytes ?? 64 * KIB,
    fetches: limits.fetches ?? 50,
    fetchResponseBytes: limits.fetchResponseBytes ?? 256 * KIB,
    calls: limits.calls ?? 10_000,
  };
}

export function sizeInWords(bytes: number): string {
  if (bytes >= KIB * KIB) return `${round(bytes / KIB / KIB)} MiB`;
  return bytes >= KIB ? `${round(bytes / KIB)} KiB` : `${bytes} bytes`;
}

export function timeInWords(ms: number): string {
  return ms >= 1000 ? `${round(ms / 1000)} s` : `${Math.round(ms)} ms`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
