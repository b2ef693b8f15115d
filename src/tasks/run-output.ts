// What a run writes, kept to its end, masked, and put into its row while it is written. The row is written at most a
// few times a second, whatever the task writes.
import type { TextMasker } from '../domain/mask-text.ts';
import type { Database } from '../infra/database.ts';
import { runsChannel } from '../infra/run-updates.ts';
import { endOf, keepOutput } from './sandbox/keep-output.ts';
import type { LogLine } from './sandbox/script-types.ts';

/** Bytes of output that a run keeps: the last 64 KiB. */
export const outputLimit = 64 * 1024;
const flushMs = 250;

export interface RunOutput {
  add(lines: readonly LogLine[]): void;
  /** What has been written, as it is stored. */
  text(): string;
  /** No flush begins after this resolves. */
  close(): Promise<void>;
}

export function openRunOutput(database: Database, runId: string, masked: (text: string) => string): RunOutput {
  const kept = keepOutput(outputLimit);
  let isNew = false;
  let flushing: Promise<unknown> = Promise.resolve();
  const text = () => masked(kept.text());
  const timer = setInterval(() => {
    if (!isNew) return;
    isNew = false;
    flushing = flushing.then(() =>
      database
        .query(
          `WITH written AS (UPDATE task_runs SET output = $2 WHERE id = $1 AND status = 'running' RETURNING id)
           SELECT pg_notify('${runsChannel}', id::text) FROM written`,
          [runId, text()],
        )
        // The end of the run writes all of it; a flush is only for those who watch.
        .catch(() => {}),
    );
  }, flushMs);
  return {
    add: (lines) => {
      for (const line of lines) kept.add(line);
      isNew ||= lines.length > 0;
    },
    text,
    close: async () => {
      clearInterval(timer);
      await flushing;
    },
  };
}

/** A text that can be stored, at most as long as output may be, without secrets, also where it begins within one. */
export function outputMasker(mask: TextMasker, secrets: readonly string[]): (text: string) => string {
  return (text) => {
    const whole = mask(text).replaceAll('\0', '\ufffd').toWellFormed();
    const bytes = Buffer.from(withoutSecretsEnd(whole, secrets));
    return bytes.length <= outputLimit + 200 ? bytes.toString() : endOf(bytes, outputLimit).toString();
  };
}

/** Earlier output may have been left out in the middle of a secret, whose end then stands at the beginning. */
function withoutSecretsEnd(text: string, secrets: readonly string[]): string {
  const notice = /^\[… .{1,80} …\]\n/.exec(text)?.[0];
  if (notice === undefined) return text;
  const rest = text.slice(notice.length);
  const longest = Math.max(
    0,
    ...secrets.flatMap((secret) =>
      Array.from({ length: Math.max(secret.length - 1, 0) }, (_, index) => secret.slice(index + 1))
        .filter((end) => rest.startsWith(end))
        .map((end) => end.length),
    ),
  );
  return notice + rest.slice(longest);
}
