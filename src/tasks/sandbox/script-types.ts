export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Where a script, as its author wrote it, cannot be understood; lines and columns count from 1. */
export interface ScriptProblem {
  line: number;
  column: number;
  message: string;
}

export interface ScriptFetchRequest {
  method: string;
  url: string;
  headers: [string, string][];
  body?: string;
}

export interface ScriptFetchAnswer {
  ok: boolean;
  status: number;
  headers: [string, string][];
  body: string;
}

export interface ScimCall {
  /** The name of the configured connection: `scim('hr')`. */
  connection: string;
  /** The called path: `scim('hr').users.find(…)` is `users.find`. */
  method: string;
  args: Json[];
}

/** What the service lends a script. Everything is called in the main thread; a rejection's message reaches the script. */
export interface ScriptHost {
  /** `signal` ends with the run: a script that was stopped leaves no request behind. */
  fetch(request: ScriptFetchRequest, signal: AbortSignal): Promise<ScriptFetchAnswer>;
  scim(call: ScimCall, signal: AbortSignal): Promise<Json>;
  storeGet(key: string): Promise<Json | null>;
  storeSet(key: string, value: Json): Promise<void>;
}

export type LogLevel = 'info' | 'warn' | 'error';

export interface LogLine {
  level: LogLevel;
  text: string;
}

export interface ScriptLimits {
  /** Wall clock, with everything that is waited for. Default 60 000. */
  timeoutMs: number;
  /** Time that the script itself computes. Default: no limit but timeoutMs. */
  cpuMs: number;
  /** All that the script and its engine (some 6 MiB) hold. At least 16 MiB; default 64 MiB. */
  memoryBytes: number;
  /** Default 512 KiB. */
  stackBytes: number;
  /** Of all log lines, the last so many bytes are kept. Default 64 KiB; 256 times as much ends the script. */
  outputBytes: number;
  /** Default 50; one more ends the script. */
  fetches: number;
  /** A longer answer fails that one fetch. Default 256 KiB. */
  fetchResponseBytes: number;
  /** Calls of scim and store together. Default 10 000; one more ends the script. */
  calls: number;
}

export interface ScriptRequest {
  source: string;
  event: Json | null;
  config: Record<string, string>;
  input: Json;
  limits?: Partial<ScriptLimits>;
  host: ScriptHost;
  /** Called with new log lines while the script runs, at most some twenty times a second; must not throw. */
  onOutput?: (lines: LogLine[]) => void;
}

export type ScriptErrorKind = 'exception' | 'timeout' | 'memory' | 'stack' | 'parse' | 'cancelled' | 'limit' | 'worker';

export interface ScriptError {
  message: string;
  /** In the author's own source, from 1; missing when the error has no place (a thrown text, say). */
  line?: number;
  column?: number;
  kind: ScriptErrorKind;
}

export interface ScriptResult {
  status: 'success' | 'error';
  /** All log lines as `[level] text`, an error as last line; of too many bytes the end, under a line that says so. */
  output: string;
  error?: ScriptError;
  /** What the default function returned, or the top level; missing if that is not JSON. */
  result?: Json;
  /** From the first step to the last, without waiting for a free worker. */
  durationMs: number;
  /** What the script held at its end; missing when it had to be stopped from outside. */
  memoryBytes?: number;
  /** How often it called fetch, scim and store. */
  calls: number;
}
