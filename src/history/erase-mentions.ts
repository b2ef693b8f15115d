// Takes a person out of what merely mentions them: errors, requests and answers, outputs and the like of anything that
// was not made of an event of theirs. Each table is walked by its primary key; a row that may mention the person is
// found by the database and judged here.
import type { Json } from '../domain/event.ts';
import { firstIdAt } from '../domain/time-ids.ts';
import { type EraseCounts, type EraseWork, wouldBeErased } from './erase-events.ts';

/** A part of the walk: does the next rows behind `after`; `last` is null when there are none left. */
export type EraseStep = (
  work: EraseWork & { readonly createdAt: Date; readonly jobId: string },
  after: string | null,
) => Promise<{ readonly counts: EraseCounts; readonly last: string | null }>;

/** Rows of one step. */
const window = 500;
const lowest = '00000000-0000-0000-0000-000000000000';

/** Before it lie all rows that were there when the job was made, also those of a node whose clock goes before. */
export const endOfWalk = (createdAt: Date) => firstIdAt(new Date(createdAt.getTime() + 60_000));

interface Walk<Row extends { readonly event_uid: string | null }> {
  readonly table: string;
  /** With `event_uid`, the event that the row was made of. */
  readonly columns: string;
  /** What may mention the person, as one text. */
  readonly text: string;
  readonly count: 'deliveries' | 'attempts' | 'taskRuns';
  /** The table's first key is the row's own id, and the walk ends where the job began. */
  readonly key: string;
  /** The changed columns, or undefined when the row does not mention the person after all. */
  change(row: Row, work: EraseWork): { readonly set: string; readonly values: readonly unknown[] } | undefined;
  readonly where: string;
  identify(row: Row): readonly unknown[];
}

const walk =
  <Row extends { readonly event_uid: string | null }>({
    table,
    columns,
    text,
    count,
    key,
    change,
    where,
    identify,
  }: Walk<Row>): EraseStep =>
  async (work, after) => {
    const { tx, eraser, dryRun, createdAt } = work;
    const until = endOfWalk(createdAt);
    const next = `SELECT DISTINCT ${key} AS key FROM (
      SELECT ${key} FROM ${table} WHERE ${key} > $1 AND ${key} < $2 ORDER BY ${key} LIMIT ${window}) rows`;
    const rows = await tx.query<Row>(
      `SELECT ${columns} FROM ${table} WHERE ${key} = ANY(ARRAY(${next})) AND ${text} ILIKE ANY($3) FOR UPDATE`,
      [after ?? lowest, until, eraser.patterns],
    );
    // What was made of the person's events is counted with these.
    const counted = dryRun
      ? await wouldBeErased(
          work,
          rows.map((row) => row.event_uid),
        )
      : new Set<string>();
    let changed = 0;
    for (const row of rows) {
      const found = row.event_uid !== null && counted.has(row.event_uid) ? undefined : change(row, work);
      if (!found) continue;
      changed += 1;
      if (!dryRun) await tx.query(`UPDATE ${table} SET ${found.set} ${where}`, [...identify(row), ...found.values]);
    }
    const [end] = await tx.query<{ last: string | null }>(
      `SELECT key AS last FROM (${next}) keys ORDER BY key DESC LIMIT 1`,
      [after ?? lowest, until],
    );
    return { counts: { [count]: changed }, last: end?.last ?? null };
  };

const differ = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
const jsonOf = (value: Json | null) => (value === null ? null : JSON.stringify(value));

const deliveries = walk<{ id: string; event_uid: string; error: string | null; event_id: string }>({
  table: 'deliveries',
  columns: 'id, event_uid, error, event_id',
  text: `concat_ws(' ', error, event_id)`,
  count: 'deliveries',
  key: 'id',
  where: 'WHERE id = $1',
  identify: ({ id }) => [id],
  change: ({ error, event_id }, { eraser }) => {
    const rest = [error === null ? null : eraser.text(error), eraser.text(event_id)];
    return differ(rest, [error, event_id]) ? { set: 'error = $2, event_id = $3', values: rest } : undefined;
  },
});

interface AttemptRow {
  readonly delivery_id: string;
  readonly event_uid: string | null;
  readonly number: number;
  readonly request: Message | null;
  readonly response: Message | null;
  readonly error: string | null;
}

type Message = { readonly body?: string } & { readonly [name: string]: Json };

const attempts = walk<AttemptRow>({
  table: 'attempts',
  columns: `delivery_id, number, request, response, error,
    (SELECT d.event_uid FROM deliveries d WHERE d.id = delivery_id) AS event_uid`,
  text: `concat_ws(' ', request::text, response::text, error)`,
  count: 'attempts',
  key: 'delivery_id',
  where: 'WHERE delivery_id = $1 AND number = $2',
  identify: ({ delivery_id, number }) => [delivery_id, number],
  change: ({ request, response, error }, { eraser }) => {
    const without = (message: Message | null) =>
      message && { ...eraser.json(message), ...(message.body !== undefined && { body: eraser.body(message.body) }) };
    const rest = [without(request), without(response), error === null ? null : eraser.text(error)] as const;
    if (!differ(rest, [request, response, error])) return undefined;
    return { set: 'request = $3, response = $4, error = $5', values: [jsonOf(rest[0]), jsonOf(rest[1]), rest[2]] };
  },
});

const runs = walk<{
  id: string;
  event_uid: string | null;
  output: string;
  error: string | null;
  input: Json;
  event_id: string | null;
}>({
  table: 'task_runs',
  columns: 'id, event_uid, output, error, input, event_id',
  text: `concat_ws(' ', output, error, input::text, event_id)`,
  count: 'taskRuns',
  key: 'id',
  where: 'WHERE id = $1',
  identify: ({ id }) => [id],
  change: ({ output, error, input, event_id }, { eraser }) => {
    const text = (value: string | null) => (value === null ? null : eraser.text(value));
    const rest = [text(output), text(error), input === null ? null : eraser.json(input), text(event_id)] as const;
    if (!differ(rest, [output, error, input, event_id])) return undefined;
    const values = [rest[0], rest[1], jsonOf(rest[2]), rest[3]];
    return { set: 'output = $2, error = $3, input = $4, event_id = $5', values };
  },
});

/** What is small, or not kept for long, in one step. */
const small: EraseStep = async ({ tx, eraser, subject, dryRun, jobId }, after) => {
  if (after !== null) return { counts: {}, last: null };
  const mentions = (text: string) => eraser.text(text) !== text;
  let taskValues = 0;
  const values = await tx.query<{ task_id: string; key: string; value: Json }>(
    `SELECT task_id, key, value FROM task_values WHERE concat_ws(' ', key, value::text) ILIKE ANY($1) FOR UPDATE`,
    [eraser.patterns],
  );
  for (const { task_id, key, value } of values) {
    const rest = eraser.json(value);
    if (!mentions(key) && !differ(rest, value)) continue;
    taskValues += 1;
    if (dryRun) continue;
    if (mentions(key)) await tx.query('DELETE FROM task_values WHERE task_id = $1 AND key = $2', [task_id, key]);
    else
      await tx.query('UPDATE task_values SET value = $3 WHERE task_id = $1 AND key = $2', [task_id, key, jsonOf(rest)]);
  }
  let others = 0;
  // A count towards a threshold is kept under `<field>=<value>`, and begins again without it.
  const byId = subject.userId === undefined ? [] : [`=${subject.userId}`];
  const keys = await tx.query<{ key: string }>(
    `SELECT DISTINCT key FROM threshold_counts WHERE key ILIKE ANY($1) OR right(key, length($2::text)) = $2`,
    [eraser.patterns, byId[0] ?? null],
  );
  const counted = keys.map(({ key }) => key).filter((key) => mentions(key) || byId.some((end) => key.endsWith(end)));
  others += counted.length;
  if (!dryRun) await tx.query('DELETE FROM threshold_counts WHERE key = ANY($1)', [counted]);
  const ids = await tx.query<{ id: string }>('SELECT id FROM received_event_ids WHERE id ILIKE ANY($1)', [
    eraser.patterns,
  ]);
  const named = ids.map(({ id }) => id).filter(mentions);
  others += named.length;
  if (!dryRun) await tx.query('DELETE FROM received_event_ids WHERE id = ANY($1)', [named]);
  const jobs = await tx.query<{ id: string; filter: Json; result: Json }>(
    `SELECT id, filter, result FROM bulk_jobs
     WHERE id <> $2 AND finished_at IS NOT NULL AND concat_ws(' ', filter::text, result::text) ILIKE ANY($1)`,
    [eraser.patterns, jobId],
  );
  for (const job of jobs) {
    const rest = [eraser.json(job.filter), job.result === null ? null : eraser.json(job.result)] as const;
    if (!differ(rest, [job.filter, job.result])) continue;
    others += 1;
    if (!dryRun)
      await tx.query('UPDATE bulk_jobs SET filter = $2, result = $3 WHERE id = $1', [job.id, ...rest.map(jsonOf)]);
  }
  return { counts: { taskValues, others }, last: null };
};

export const mentionSteps: readonly EraseStep[] = [deliveries, attempts, runs, small];
