// Which deliveries a bulk job is about, as it is kept with the job, and as conditions of statements. The list of
// deliveries has the same filter (graphql/delivery-filter.ts); a test holds the two together.
import { firstIdAt } from '../domain/time-ids.ts';
import type { Tx } from '../infra/database.ts';

/** Everything given must hold. Times are as in RFC 3339; `…After` includes its moment, `…Before` does not. */
export interface DeliveryFilter {
  readonly ids?: readonly string[];
  readonly integrationId?: string;
  readonly actionId?: string;
  readonly status?: readonly string[];
  readonly eventType?: readonly string[];
  /** The sender's id. */
  readonly eventId?: string;
  readonly cause?: readonly string[];
  /** In either case. */
  readonly errorContains?: string;
  readonly createdAfter?: string;
  readonly createdBefore?: string;
  readonly finishedAfter?: string;
  readonly finishedBefore?: string;
}

/** Values of a statement, each named by its place. */
export interface Values {
  readonly list: unknown[];
  /** @returns `$1` and so on. */
  add(value: unknown): string;
}

export function valuesOf(...first: readonly unknown[]): Values {
  const list = [...first];
  return { list, add: (value) => `$${list.push(value)}` };
}

/** What narrows the range of an index that the caller walks, as conditions on `d`. */
export async function rangeConditions(tx: Tx, filter: DeliveryFilter, values: Values): Promise<string[]> {
  const { ids, eventId, createdAfter, createdBefore, finishedAfter, finishedBefore } = filter;
  const conditions: string[] = [];
  if (ids !== undefined) conditions.push(`d.id = ANY(${values.add(ids)}::uuid[])`);
  if (createdAfter !== undefined) conditions.push(`d.id >= ${values.add(firstIdAt(new Date(createdAfter)))}::uuid`);
  if (createdBefore !== undefined) conditions.push(`d.id < ${values.add(firstIdAt(new Date(createdBefore)))}::uuid`);
  // What was created later was finished later, too.
  const ended = [finishedAfter, createdAfter].filter((time) => time !== undefined);
  if (finishedAfter !== undefined)
    for (const time of ended) conditions.push(`d.finished_at >= ${values.add(new Date(time))}`);
  if (finishedBefore !== undefined) conditions.push(`d.finished_at < ${values.add(new Date(finishedBefore))}`);
  if (eventId !== undefined) {
    const events = await tx.query<{ uid: string }>('SELECT uid FROM events WHERE id = $1', [eventId]);
    conditions.push(`d.event_uid = ANY(${values.add(events.map(({ uid }) => uid))}::uuid[])`);
  }
  return conditions;
}

/** What is asked of each row that the walk comes by, as conditions on `d`. */
export function rowConditions(filter: DeliveryFilter, values: Values): string[] {
  const { integrationId, actionId, eventType, cause, errorContains } = filter;
  const conditions: string[] = [];
  if (integrationId !== undefined) conditions.push(`d.integration_id = ${values.add(integrationId)}::uuid`);
  if (actionId !== undefined) conditions.push(`d.action_id = ${values.add(actionId)}::uuid`);
  if (eventType !== undefined) conditions.push(`d.event_type = ANY(${values.add(eventType)}::text[])`);
  if (cause !== undefined) conditions.push(`d.cause = ANY(${values.add(cause)}::text[])`);
  if (errorContains !== undefined)
    conditions.push(`d.error ILIKE ${values.add(`%${errorContains.replace(/[\\%_]/g, '\\$&')}%`)}`);
  return conditions;
}
