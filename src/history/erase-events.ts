// Takes a person out of events, and out of all that was made of these: what is about to be sent is not sent, what was
// sent and answered is blanked as a whole, since a template can put a person's data anywhere and in any form.
import { createEraser, type ErasedEvent, type Eraser, erased, type Subject } from '../domain/erasure.ts';
import type { JsonObject } from '../domain/event.ts';
import { failure } from '../domain/failure-causes.ts';
import { searchWords } from '../domain/search-words.ts';
import type { Tx } from '../infra/database.ts';
import { cancelPrefix, runsChannel } from '../infra/run-updates.ts';

/** What was changed, or would be: rows of each kind. */
export type EraseCounts = Readonly<Partial<Record<EraseCount, number>>>;
export type EraseCount = (typeof eraseCounts)[number];
export const eraseCounts = [
  'events',
  'deliveries',
  'cancelled',
  'attempts',
  'taskRuns',
  'taskValues',
  'others',
] as const;

export interface EraseWork {
  readonly tx: Tx;
  readonly subject: Subject;
  readonly eraser: Eraser;
  readonly dryRun: boolean;
  /** Ends those of the deliveries that wait or run; gives their ids. */
  readonly endDeliveries: (
    tx: Tx,
    ids: readonly string[],
    why: ReturnType<typeof failure>,
  ) => Promise<readonly string[]>;
}

export interface EventRow {
  readonly uid: string;
  readonly id: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly ip_address: string | null;
  readonly data: JsonObject;
}

export const eventColumns = 'uid, id, actor_id, actor_email, ip_address, data';

const eraseWith = (eraser: Eraser, { id, actor_id, actor_email, ip_address, data }: EventRow) =>
  eraser.event({ id, actorId: actor_id, actorEmail: actor_email, ipAddress: ip_address, data });

/** Of events that may mention the person, those that do; and the failure events that tell of them, and so on. */
export async function eraseEvents(work: EraseWork, rows: readonly EventRow[]): Promise<EraseCounts> {
  let counts: EraseCounts = {};
  let found = rows.flatMap((row) => {
    const result = eraseWith(work.eraser, row);
    return result ? [{ row, result }] : [];
  });
  const counted = new Set<string>();
  for (let isFirst = true; found.length > 0; isFirst = false) {
    // In a dry run the walk comes by those again that mention the person themselves.
    const fresh = found.filter(
      ({ row }) => !counted.has(row.uid) && (isFirst || !work.dryRun || !eraseWith(work.eraser, row)),
    );
    for (const { row } of fresh) counted.add(row.uid);
    counts = sum(counts, { events: fresh.length }, await eraseWhatWasMade(work, fresh));
    if (!work.dryRun) await storeEvents(work.tx, found);
    const beside = new Map(found.map(({ row, result }) => [row.uid, result.beside]));
    found = (await toldOf(work.tx, [...beside.keys()])).flatMap((row) => {
      // The texts of a failure can hold anything of the event.
      const data = withBlanks(row.data, ['error', 'output']);
      const known = beside.get(row.cause_event_uid) ?? [];
      const told = { id: row.id, actorId: row.actor_id, actorEmail: row.actor_email, ipAddress: row.ip_address, data };
      return [{ row, result: createEraser(work.subject, known).event(told) ?? { ...told, beside: known } }];
    });
  }
  return counts;
}

/** For a dry run: those of the events that would be erased, also as one that tells of such an event. */
export async function wouldBeErased(
  { tx, eraser }: EraseWork,
  uids: readonly (string | null)[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<EventRow & { root: string }>(
    `WITH RECURSIVE up AS (
       SELECT uid AS root, ${eventColumns}, cause_event_uid FROM events WHERE uid = ANY($1::uuid[])
       UNION ALL
       SELECT up.root, ${eventColumns.replaceAll(/\w+/g, 'e.$&')}, e.cause_event_uid
       FROM up JOIN events e ON e.uid = up.cause_event_uid
     )
     SELECT * FROM up`,
    [uids.filter((uid) => uid !== null)],
  );
  return new Set(rows.filter((row) => eraseWith(eraser, row)).map(({ root }) => root));
}

const toldOf = (tx: Tx, uids: readonly string[]) =>
  tx.query<EventRow & { cause_event_uid: string }>(
    `SELECT ${eventColumns}, cause_event_uid FROM events
     WHERE cause_event_uid = ANY($1::uuid[]) AND cause_event_uid IS NOT NULL ORDER BY uid FOR UPDATE`,
    [uids],
  );

const withBlanks = (data: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, names.includes(name) ? erased : value]));

async function storeEvents(tx: Tx, found: readonly { row: EventRow; result: ErasedEvent }[]): Promise<void> {
  const changed = found.map(({ row: { uid }, result }) => ({
    uid,
    id: result.id,
    actor_id: result.actorId,
    actor_email: result.actorEmail,
    ip_address: result.ipAddress,
    data: result.data,
    words: searchWords(result).join(' '),
  }));
  await tx.query(
    `UPDATE events e SET id = g.id, actor_id = g.actor_id, actor_email = g.actor_email, ip_address = g.ip_address,
       data = g.data, words = array_to_tsvector(string_to_array(g.words, ' ')), erased_at = now()
     FROM json_to_recordset($1::json) AS g(uid uuid, id text, actor_id text, actor_email text, ip_address text,
       data jsonb, words text)
     WHERE e.uid = ANY($2::uuid[]) AND e.uid = g.uid`,
    [JSON.stringify(changed), changed.map(({ uid }) => uid)],
  );
  const renamed = found.filter(({ row, result }) => row.id !== result.id);
  for (const { row, result } of renamed) {
    await tx.query('UPDATE deliveries SET event_id = $2 WHERE event_uid = $1', [row.uid, result.id]);
    await tx.query('UPDATE task_runs SET event_id = $2 WHERE event_uid = $1', [row.uid, result.id]);
    await tx.query('DELETE FROM received_event_ids WHERE id = $1', [row.id]);
  }
}

/** The deliveries, attempts and runs of these events, and of the digests that hold one of them. */
async function eraseWhatWasMade(work: EraseWork, found: readonly { row: EventRow }[]): Promise<EraseCounts> {
  const { tx, dryRun } = work;
  const uids = found.map(({ row }) => row.uid);
  if (uids.length === 0) return {};
  const deliveries = await tx.query<{ id: string; status: string; own: boolean }>(
    `SELECT id, status, event_uid = ANY($1::uuid[]) AND digest_id IS NULL AS own FROM deliveries
     WHERE event_uid = ANY($1::uuid[]) OR id = ANY(ARRAY(
       SELECT unnest(g.delivery_ids) FROM digest_events d JOIN digests g ON g.id = d.digest_id
       WHERE d.event_uid = ANY($1::uuid[])))
     ORDER BY id FOR UPDATE`,
    [uids],
  );
  const ids = deliveries.map(({ id }) => id);
  // A digest that waits is made of what is left of its events; one that is being sent is not.
  const open = deliveries.filter(({ status, own }) => status === 'running' || (own && status === 'pending'));
  if (dryRun) {
    const [row] = await tx.query<{ attempts: number; runs: number }>(
      `SELECT (SELECT count(*)::int FROM attempts WHERE delivery_id = ANY($1::uuid[])) AS attempts,
         (SELECT count(*)::int FROM task_runs WHERE delivery_id = ANY($1::uuid[]) OR event_uid = ANY($2::uuid[])) AS runs`,
      [ids, uids],
    );
    return { deliveries: ids.length, cancelled: open.length, attempts: row?.attempts ?? 0, taskRuns: row?.runs ?? 0 };
  }
  const cancelled = await work.endDeliveries(
    tx,
    open.map(({ id }) => id),
    failure('erased'),
  );
  const attempts = await tx.query(
    `UPDATE attempts SET request = request || '{"url":"${erased}","headers":{},"body":"${erased}"}',
       response = response || '{"headers":{},"body":"${erased}"}',
       error = CASE WHEN error IS NULL THEN NULL ELSE '${erased}' END
     WHERE delivery_id = ANY($1::uuid[]) AND cause IS DISTINCT FROM 'erased' RETURNING 1`,
    [ids],
  );
  // An ordering key holds a value of the event; what has ended stands in no line any more.
  await tx.query(
    `UPDATE deliveries SET error = CASE WHEN error IS NULL OR cause = 'erased' THEN error ELSE '${erased}' END,
       ordering_key = NULL, line_position = NULL
     WHERE id = ANY($1::uuid[]) AND status IN ('success', 'failed')`,
    [ids],
  );
  return {
    deliveries: ids.length,
    cancelled: cancelled.length,
    attempts: attempts.length,
    taskRuns: await eraseRuns(tx, ids, uids),
  };
}

/** A run that is under way ends here, so that its worker has nothing to write any more. */
async function eraseRuns(tx: Tx, deliveryIds: readonly string[], eventUids: readonly string[]): Promise<number> {
  const runs = await tx.query<{ id: string; open: boolean }>(
    `WITH old AS (
       SELECT id, status IN ('pending', 'running') AS open FROM task_runs
       WHERE delivery_id = ANY($1::uuid[]) OR event_uid = ANY($2::uuid[]) ORDER BY id FOR UPDATE
     )
     UPDATE task_runs r SET output = CASE WHEN output = '' THEN '' ELSE '${erased}' END,
       input = CASE WHEN input IS NULL THEN NULL ELSE '"${erased}"'::jsonb END,
       error = CASE WHEN error IS NULL AND NOT old.open THEN NULL ELSE '${erased}' END,
       status = CASE WHEN old.open THEN 'error' ELSE status END,
       finished_at = CASE WHEN old.open THEN now() ELSE finished_at END
     FROM old WHERE r.id = old.id RETURNING r.id, old.open`,
    [deliveryIds, eventUids],
  );
  for (const { id, open } of runs)
    if (open)
      await tx.query(`SELECT pg_notify('${runsChannel}', $1), pg_notify('${runsChannel}', $2)`, [
        id,
        cancelPrefix + id,
      ]);
  return runs.length;
}

export function sum(...all: readonly EraseCounts[]): EraseCounts {
  return Object.fromEntries(
    eraseCounts.map((kind) => [kind, all.reduce((total, counts) => total + (counts[kind] ?? 0), 0)]),
  );
}
