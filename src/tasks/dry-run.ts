// The test bench of scripts: runs one with everything that leaves the sandbox recorded instead of sent.
import { v7 as uuid } from 'uuid';
import type { Json } from '../domain/event.ts';
import { eventTypes } from '../domain/event-types.ts';
import { type Problem, refuseIfAny } from '../domain/refusal.ts';
import type { Sandbox } from './sandbox/create-sandbox.ts';
import { createRecordingHost, type RecordedCall } from './sandbox/recording-host.ts';
import type { ScriptResult } from './sandbox/script-types.ts';

export interface DryRunInput {
  readonly source: string;
  /** The event as scripts see it, or a part of it: what is missing is made up. */
  readonly event?: unknown;
  /** An event type whose sample is the event. */
  readonly eventType?: string | undefined;
  readonly config: readonly { readonly key: string; readonly value: string }[];
  readonly input?: unknown;
  /** 1 to 30. Default: 10. */
  readonly timeoutSecs?: number | undefined;
}

export interface DryRun extends ScriptResult {
  /** What it would have called, in order. */
  readonly recorded: readonly RecordedCall[];
}

export async function dryRunScript(sandbox: Sandbox, given: DryRunInput): Promise<DryRun> {
  const { source, eventType, config, input = null, timeoutSecs = 10 } = given;
  const type = eventTypes.find(({ name }) => name === eventType);
  const problems: Problem[] = [];
  if (source.trim() === '') problems.push({ path: 'source', message: 'must not be empty' });
  if (eventType !== undefined && !type) problems.push({ path: 'eventType', message: 'is not an event type' });
  if (given.event != null && (typeof given.event !== 'object' || Array.isArray(given.event)))
    problems.push({ path: 'event', message: 'must be an object' });
  if (timeoutSecs < 1 || timeoutSecs > 30) problems.push({ path: 'timeoutSecs', message: 'must be 1 to 30' });
  refuseIfAny(problems);
  const { host, calls } = createRecordingHost();
  const result = await sandbox.run({
    source,
    event: eventOf(given, type?.sample),
    config: Object.fromEntries(config.map(({ key, value }) => [key, value])),
    input: input as Json,
    limits: { timeoutMs: timeoutSecs * 1_000 },
    host,
  });
  return { ...result, recorded: calls };
}

function eventOf({ event }: DryRunInput, sample: object | undefined): Json {
  if (event == null && sample === undefined) return null;
  const made = { id: uuid(), actor_id: null, actor_email: null, ip_address: null, fired_at: new Date().toISOString() };
  return { ...made, ...sample, ...(event as object | undefined) } as Json;
}
