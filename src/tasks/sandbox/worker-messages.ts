import type { MessagePort } from 'node:worker_threads';
import type { LogLine, ScriptError, ScriptLimits, ScriptProblem } from './script-types.ts';

/** What the main thread and a worker say to each other: only texts and numbers, all of bounded size. */
export type ToWorker =
  | { type: 'run'; job: ScriptJob }
  | { type: 'answer'; id: number; ok: boolean; answer: string }
  | { type: 'cancel' }
  | { type: 'check'; source: string; port: MessagePort; answered: Int32Array<SharedArrayBuffer> };

export interface ScriptJob {
  source: string;
  /** JSON texts. */
  event: string;
  config: string;
  input: string;
  limits: ScriptLimits;
  /** Not 0: the script has been cancelled. Seen even while the script never pauses. */
  cancelled: Int32Array<SharedArrayBuffer>;
}

export type CallKind = 'fetch' | 'scim' | 'storeGet' | 'storeSet';

export type FromWorker =
  | { type: 'ready' }
  | { type: 'call'; id: number; kind: CallKind; request: string }
  | { type: 'output'; lines: LogLine[]; missingBytes: number }
  | { type: 'done'; outcome: ScriptOutcome };

export interface CheckAnswer {
  problems: ScriptProblem[];
  /** Whether the worker may check another script. */
  sound: boolean;
}

export interface ScriptOutcome {
  error?: ScriptError;
  /** JSON text. */
  result?: string;
  memoryBytes?: number;
  calls: number;
  /** Whether the worker may run another script. */
  sound: boolean;
}
