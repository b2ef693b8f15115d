// One run of a task, from now to its end: what it writes goes out as it is written.
import { taskRunBody } from '../rest/task-body.ts';
import type { Cli } from './connection.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { type TaskRunBodyFragment, TaskRunUpdatedDocument } from './gql/operations.ts';
import { writeJson } from './output.ts';
import { plainText } from './plain-text.ts';

/** @throws CliError `failed` when the run does. */
export async function followRun({ client, out }: Cli, begun: TaskRunBodyFragment): Promise<void> {
  let run = begun;
  let shown = '';
  for await (const { taskRunUpdated } of client.subscribe(TaskRunUpdatedDocument, { runId: begun.id })) {
    run = taskRunUpdated;
    if (!out.json) process.stdout.write(plainText(newPart(shown, run.output), { lines: true }));
    shown = run.output;
    if (run.finishedAt !== null) break;
  }
  if (out.json) writeJson(taskRunBody(run));
  else if (shown !== '' && !shown.endsWith('\n')) process.stdout.write('\n');
  if (run.finishedAt === null) throw new CliError(exitCodes.unreachable, 'the stream ended before the run did');
  if (run.status !== 'SUCCESS')
    throw new CliError(exitCodes.failed, `the run failed: ${run.error ?? 'without a reason'}`);
  out.note(`the run succeeded after ${((run.durationMs ?? 0) / 1_000).toFixed(1)} s`);
}

const known = 1_024;

/** What was added to an output of which only the end may be there. */
function newPart(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const end = before.slice(-known);
  const at = now.lastIndexOf(end);
  return at < 0 ? now : now.slice(at + end.length);
}
