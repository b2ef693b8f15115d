// Does what a task is, with its secrets opened, and says how it ended. Never throws: whatever happens is the run's end.
import { randomUUID } from 'node:crypto';
import type { IdentityEvent, Json } from '../domain/event.ts';
import { createTextMasker } from '../domain/mask-text.ts';
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import type { BuiltInTools } from './built-ins/built-in-kind.ts';
import { builtInKind } from './built-ins/registry.ts';
import { TaskError } from './built-ins/task-error.ts';
import type { RunEnd } from './end-run.ts';
import { openRunOutput, outputMasker, type RunOutput } from './run-output.ts';
import { stopped } from './running-runs.ts';
import type { LogLine, ScriptHost, ScriptRequest, ScriptResult } from './sandbox/script-types.ts';
import { ScimError } from './scim/scim-error.ts';
import { openConfig, type StoredTask, type TaskVault } from './stored-task.ts';

export interface ExecuteTools {
  readonly database: Database;
  readonly log: Log;
  readonly vault: TaskVault;
  readonly runScript: (request: ScriptRequest, signal: AbortSignal) => Promise<ScriptResult>;
  /** What the service lends a script, by task. */
  readonly hostFor: (taskId: string, signal: AbortSignal) => Promise<ScriptHost>;
  /** What the service lends a built-in, beside what belongs to the run. */
  readonly toolsFor: (signal: AbortSignal) => Promise<Pick<BuiltInTools, 'outbound' | 'scim' | 'purgeHistory'>>;
}

export interface RunInHand {
  readonly runId: string;
  readonly task: StoredTask;
  readonly event: IdentityEvent | undefined;
  readonly input: unknown;
}

export async function executeRun(tools: ExecuteTools, run: RunInHand, signal: AbortSignal): Promise<RunEnd> {
  const { runId, task } = run;
  const begun = performance.now();
  let output: RunOutput | undefined;
  let masked = (text: string) => text;
  try {
    // Fails where the stored secrets cannot be opened, as after a change of ENCRYPTION_KEY.
    const config = openConfig(tools.vault, task.id, task.config);
    const secrets = config.filter(({ secret }) => secret).map(({ value }) => value);
    masked = outputMasker(createTextMasker(secrets), secrets);
    output = openRunOutput(tools.database, runId, masked);
    const values = Object.fromEntries(config.map(({ key, value }) => [key, value]));
    const work = task.type === 'script' ? runScript : runBuiltIn;
    const { text, error } = await work(tools, { ...run, values }, output, signal);
    const durationMs = Math.round(performance.now() - begun);
    return {
      runId,
      status: error === undefined ? 'success' : 'error',
      output: masked(text),
      error: error && masked(error),
      durationMs,
    };
  } catch (error) {
    // A fault of ours: the details are for the log, and people are told how to find them there.
    const reference = randomUUID();
    tools.log.error({ error, reference, runId, taskId: task.id }, 'run ended by surprise');
    const message = `internal error, reference ${reference}`;
    output?.add([{ level: 'error', text: message }]);
    return { runId, status: 'error', output: output?.text() ?? `[error] ${message}`, error: message };
  } finally {
    await output?.close();
  }
}

type Work = (
  tools: ExecuteTools,
  run: RunInHand & { readonly values: Record<string, string> },
  output: RunOutput,
  signal: AbortSignal,
) => Promise<{ readonly text: string; readonly error?: string | undefined }>;

const runScript: Work = async (tools, { task, event, input, values }, output, signal) => {
  const result = await tools.runScript(
    {
      source: task.script,
      event: event ? scriptEvent(event) : null,
      config: values,
      input: (input ?? null) as Json,
      limits: { timeoutMs: task.timeoutSecs * 1_000 },
      host: await tools.hostFor(task.id, signal),
      onOutput: (lines) => output.add(lines),
    },
    signal,
  );
  if (!result.error) return { text: result.output };
  const { message, line, column, kind } = result.error;
  if (kind === 'cancelled' && signal.aborted) {
    const why = reasonOf(signal);
    return { text: joined(withoutLastError(result.output), `[error] ${why}`), error: why };
  }
  const place = line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
  return { text: result.output, error: `${message}${message.includes(`line ${line}`) ? '' : place}` };
};

const runBuiltIn: Work = async (tools, { task, event, input, values }, output, signal) => {
  const timeout = AbortSignal.timeout(task.timeoutSecs * 1_000);
  const ended = AbortSignal.any([signal, timeout]);
  const log = (level: LogLine['level']) => (text: string) => output.add([{ level, text }]);
  const error = await performBuiltIn()
    .then(() => undefined)
    .catch((thrown: unknown) => {
      if (signal.aborted) return reasonOf(signal);
      if (timeout.aborted) return `timeout: stopped after its limit of ${task.timeoutSecs} s`;
      // What is neither the task's own words nor the directory's is a fault of ours.
      if (thrown instanceof TaskError || thrown instanceof ScimError) return thrown.message;
      throw thrown;
    });
  if (error !== undefined) output.add([{ level: 'error', text: error }]);
  return { text: output.text(), error };

  async function performBuiltIn() {
    const kind = builtInKind(task.type);
    if (!kind) throw new TaskError(`this version has no built-in task ${task.type}`);
    const lent = await tools.toolsFor(ended);
    const lines = { info: log('info'), warn: log('warn'), error: log('error') };
    await kind.run(values, { ...lent, log: lines, event: event ?? null, input: (input ?? null) as Json }, ended);
  }
};

/** The event as scripts see it. */
export const scriptEvent = (event: IdentityEvent): Json => ({
  id: event.id,
  type: event.type,
  actor_id: event.actorId,
  actor_email: event.actorEmail,
  ip_address: event.ipAddress,
  fired_at: event.firedAt.toISOString(),
  data: event.data,
});

/** An attempt that is cut short says no more than that. */
const reasonOf = ({ reason }: AbortSignal) =>
  reason instanceof Error && reason.name === 'Error' ? reason.message : stopped;

const joined = (before: string, line: string) => (before === '' ? line : `${before}\n${line}`);

const withoutLastError = (output: string) => output.replace(/(^|\n)\[error\] [^\n]*$/, '');
