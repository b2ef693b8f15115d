// Retrying and cancelling many deliveries: two kinds of bulk job. Each step looks at the next rows of an index, takes
// those that the filter lets through, and does to them what retryDelivery and cancelDelivery do to one.
import { failure } from '../domain/failure-causes.ts';
import { refuseIfAny } from '../domain/refusal.ts';
import { firstIdAt } from '../domain/time-ids.ts';
import type { BulkJobRow, BulkKind } from '../infra/bulk-kind.ts';
import type { Tx } from '../infra/database.ts';
import type { Queue } from '../infra/queue.ts';
import { endDeliveries } from './cancel-delivery.ts';
import { type DeliveryFilter, rangeConditions, rowConditions, type Values, valuesOf } from './delivery-filter.ts';
import { type FailedDelivery, queueAgain } from './retry-delivery.ts';

export type BulkDeliveryKind = 'retry' | 'cancel';

/** Deliveries a second of a bulk retry, if nothing else is asked for. */
export const defaultRetryRate = 50;

const wanted = { retry: ['failed'], cancel: ['pending', 'running'] } as const;
/** Rows that one step looks at, at most. */
const window = 1_000;

/** @throws Refusal BAD_USER_INPUT for a status that such a job cannot be about. */
export function checkStatuses(kind: BulkDeliveryKind, { status }: DeliveryFilter): void {
  const known: readonly string[] = wanted[kind];
  if (status?.some((one) => !known.includes(one)))
    refuseIfAny([{ path: 'filter.status', message: `must be one of ${known.join(', ').toUpperCase()}` }]);
}

/** How many deliveries a job would be about now. */
export async function countDeliveries(tx: Tx, kind: BulkDeliveryKind, filter: DeliveryFilter): Promise<number> {
  const values = valuesOf();
  const conditions = [...(await rangeConditions(tx, filter, values)), ...rowConditions(filter, values)];
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int FROM deliveries d WHERE ${[`d.status IN (${statuses(kind, filter)})`, ...conditions].join(' AND ')}`,
    values.list,
  );
  return row?.count ?? 0;
}

const statuses = (kind: BulkDeliveryKind, { status }: DeliveryFilter) =>
  wanted[kind]
    .filter((one) => status?.includes(one) ?? true)
    .map((one) => `'${one}'`)
    .join(', ');

const columns =
  'd.id, d.integration_id, d.action_id, d.event_type, d.event_uid, d.status, d.cause, d.error, d.finished_at';

/** A place in an index. */
interface Place {
  readonly id: string;
  readonly finished_at: string | null;
}

/** The next ids that the filter lets through, and the place behind the last row that was looked at. */
async function findNext(tx: Tx, rows: string, order: string, conditions: readonly string[], values: Values) {
  const backwards = order.replaceAll(/\w+/g, '$& DESC');
  const [found] = await tx.query<{ ids: string[]; seen: number; last: Place | null; last_found: Place | null }>(
    `WITH next AS MATERIALIZED (${rows}),
     found AS MATERIALIZED (
       SELECT id, finished_at FROM next d WHERE ${['true', ...conditions].join(' AND ')} ORDER BY ${order} LIMIT $1
     )
     SELECT ARRAY(SELECT id FROM found ORDER BY ${order}) AS ids, (SELECT count(*)::int FROM next) AS seen,
       (SELECT json_build_object('id', id, 'finished_at', finished_at) FROM next
        ORDER BY ${backwards} LIMIT 1) AS last,
       (SELECT json_build_object('id', id, 'finished_at', finished_at) FROM found
        ORDER BY ${backwards} LIMIT 1) AS last_found`,
    values.list,
  );
  const { ids = [], seen = 0, last = null, last_found = null } = found ?? {};
  const isFull = ids.length >= Number(values.list[0]);
  return { ids, place: isFull ? last_found : last, ended: !isFull && seen < window };
}

const filterOf = ({ filter }: BulkJobRow) => filter as DeliveryFilter;
const placeOf = ({ cursor }: BulkJobRow) => cursor as Place | null;

/** Failed deliveries in the order in which they failed: one that fails again is newer than the job. */
export const bulkRetryKind = (queue: Queue): BulkKind => ({
  kind: 'retry',
  step: async (tx, job, size) => {
    const filter = filterOf(job);
    const place = placeOf(job);
    const values = valuesOf(size, job.created_at);
    const range = ["d.status = 'failed'", 'd.finished_at <= $2', ...(await rangeConditions(tx, filter, values))];
    if (place) range.push(`(d.finished_at, d.id) > (${values.add(place.finished_at)}, ${values.add(place.id)}::uuid)`);
    const rows = `SELECT ${columns} FROM deliveries d WHERE ${range.join(' AND ')}
      ORDER BY d.finished_at, d.id LIMIT ${window}`;
    const next = await findNext(tx, rows, 'finished_at, id', rowConditions(filter, values), values);
    const ready = await tx.query<FailedDelivery>(
      `SELECT d.id, d.attempt_count, d.integration_id FROM deliveries d JOIN integrations i ON i.id = d.integration_id
       WHERE d.id = ANY($1::uuid[]) AND d.status::text = 'failed' AND d.finished_at <= $2
         AND i.deleted_at IS NULL AND i.paused_at IS NULL
         AND NOT EXISTS (SELECT FROM events e WHERE e.uid = d.event_uid AND e.erased_at IS NOT NULL)
       ORDER BY d.id FOR UPDATE OF d`,
      [next.ids, job.created_at],
    );
    await queueAgain(queue, tx, ready, { bulk: true });
    return { cursor: next.place, done: ready.length, skipped: next.ids.length - ready.length, ended: next.ended };
  },
});

/** Deliveries that wait or run, oldest first. */
export const bulkCancelKind: BulkKind = {
  kind: 'cancel',
  step: async (tx, job, size) => {
    const filter = filterOf(job);
    const place = placeOf(job);
    const values = valuesOf(size, firstIdAt(new Date(job.created_at.getTime() + 1)));
    const range = ['d.id < $2::uuid', ...(await rangeConditions(tx, filter, values))];
    if (place) range.push(`d.id > ${values.add(place.id)}::uuid`);
    // One walk through the index for each status, merged.
    const walks = statuses(job.kind as 'cancel', filter)
      .split(', ')
      .map(
        (status) => `(SELECT ${columns} FROM deliveries d WHERE d.status = ${status} AND ${range.join(' AND ')}
          ORDER BY d.id LIMIT ${window})`,
      );
    const rows = `SELECT * FROM (${walks.join(' UNION ALL ')}) waiting ORDER BY id LIMIT ${window}`;
    const next = await findNext(tx, rows, 'id', rowConditions(filter, values), values);
    const ended = await endDeliveries(tx, next.ids, failure('cancelled'));
    return { cursor: next.place, done: ended.length, skipped: next.ids.length - ended.length, ended: next.ended };
  },
};
