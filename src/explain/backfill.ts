// Sends for past events what an integration, as it is now, would have sent: those that it fires for, and that it has no
// delivery of yet. In one transaction, in which no other backfill of the integration runs; many of them step by step as a
// bulk job (backfill-job.ts).
import { fires } from '../domain/matching.ts';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';
import { nothingToRecord, recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { AddDeliveries, ExplainedIntegration } from './explained-integration.ts';
import { type EventSearch, findEvents } from './find-events.ts';
import { readEvents } from './read-history.ts';
import { firedFor } from './replay-integration.ts';

/** Events that one transaction sends for, at most; more become a bulk job. */
export const maxAtOnce = 1_000;
/** Events that are counted, at most. */
export const maxCounted = 100_000;
/** Events that a count without sending looks at, at most: the newest. */
export const maxExamined = 10_000;
const batchSize = 1_000;
const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface BackfillTools {
  readonly database: Database;
  /** The integration at a state of the set that is at least so new. */
  readonly integrationAt: (setVersion: bigint, id: string) => Promise<ExplainedIntegration | undefined>;
  readonly addDeliveries: AddDeliveries;
}

export interface BackfillRequest {
  readonly integrationId: string;
  /** The senders' ids or ours; undefined to search instead. */
  readonly eventIds?: readonly string[] | undefined;
  readonly search?: EventSearch | undefined;
  readonly dryRun: boolean;
  /** Also for events that it has deliveries of. */
  readonly again: boolean;
}

/** What became of some events. */
export interface BackfillCounts {
  /** The integration does not fire for them, or they were stopped or erased. */
  readonly notMatching: number;
  /** Matching, but delivered already. */
  readonly alreadyDelivered: number;
  /** Events that deliveries were made for, or would be. */
  readonly events: number;
  readonly deliveries: number;
}

export interface Backfill extends BackfillCounts {
  /** Events that were chosen; at most `maxCounted` are counted. */
  readonly chosen: number;
  /** Of these the newest, which the other counts are about. */
  readonly examined: number;
  /** More were chosen than examined. */
  readonly cut: boolean;
  /** The bulk job that sends for more than one transaction takes. */
  readonly jobId?: string | undefined;
}

const none: BackfillCounts = { notMatching: 0, alreadyDelivered: 0, events: 0, deliveries: 0 };

/**
 * @param addJob stores a bulk job for the search in the transaction: see backfill-job.ts.
 * @throws Refusal NOT_FOUND for an unknown integration or event; CONFLICT when it is disabled or has a threshold; BAD_USER_INPUT.
 */
export async function backfill(
  tools: BackfillTools,
  request: BackfillRequest,
  addJob: (tx: Tx, total: number) => Promise<string>,
): Promise<Backfill> {
  const { dryRun, search } = request;
  const chosen = await chosenEvents(tools.database, request);
  const isCounted = chosen.length <= maxCounted;
  if (!dryRun && search && chosen.length > maxAtOnce)
    return tools.database.transaction(async (tx) => {
      await integrationFor(tools, tx, request);
      const jobId = await addJob(tx, chosen.length);
      return { ...none, chosen: Math.min(chosen.length, maxCounted), examined: 0, cut: true, jobId };
    });
  const uids = chosen.slice(-(dryRun ? maxExamined : maxAtOnce));
  const counts = await tools.database.transaction(async (tx) => {
    let sum = none;
    // At least once, so that an integration that is not there is told of even where nothing is chosen.
    for (let at = 0; at === 0 || at < uids.length; at += batchSize)
      sum = plus(sum, await backfillBatch(tools, tx, request, uids.slice(at, at + batchSize)));
    if (dryRun || sum.events === 0) nothingToRecord(tx);
    else await record(tools, tx, request, sum);
    return sum;
  });
  const cut = !isCounted || chosen.length > uids.length;
  return { ...counts, chosen: Math.min(chosen.length, maxCounted), examined: uids.length, cut };
}

const plus = (one: BackfillCounts, other: BackfillCounts): BackfillCounts => ({
  notMatching: one.notMatching + other.notMatching,
  alreadyDelivered: one.alreadyDelivered + other.alreadyDelivered,
  events: one.events + other.events,
  deliveries: one.deliveries + other.deliveries,
});

type Wanted = Pick<BackfillRequest, 'integrationId' | 'dryRun' | 'again'>;

/** Unless it only counts, no other backfill of the integration goes on until the transaction ends. */
async function integrationFor(tools: Pick<BackfillTools, 'integrationAt'>, tx: Tx, { integrationId, dryRun }: Wanted) {
  const [row] = await tx.query<{ set_version: string }>(
    `SELECT set_version FROM integrations WHERE id = $1 AND deleted_at IS NULL${dryRun ? '' : ' FOR UPDATE'}`,
    [integrationId],
  );
  const integration = row && (await tools.integrationAt(BigInt(row.set_version), integrationId));
  if (!integration) throw new Refusal('NOT_FOUND', 'no such integration');
  if (!integration.enabled) throw new Refusal('CONFLICT', 'this integration is disabled: enable it first');
  if (integration.threshold)
    throw new Refusal('CONFLICT', 'this integration has a threshold: events of the past do not count towards it');
  return integration;
}

/** @throws Refusal before anything is written. */
export async function backfillBatch(
  tools: Pick<BackfillTools, 'integrationAt' | 'addDeliveries'>,
  tx: Tx,
  request: Wanted,
  uids: readonly string[],
): Promise<BackfillCounts> {
  const { integrationId, dryRun, again } = request;
  const integration = await integrationFor(tools, tx, request);
  // Held against the retention, which removes what has no deliveries.
  if (!dryRun) await tx.query('SELECT FROM events WHERE uid = ANY($1::uuid[]) ORDER BY uid FOR KEY SHARE', [uids]);
  const events = await readEvents(tx, uids);
  const matching = events.filter((event) => event.stoppedBy === null && !event.erased && fires(integration, event));
  const fired = again ? new Set() : await firedFor(tx, integrationId, matching);
  const wanted = matching.filter(({ uid }) => !fired.has(uid));
  if (!dryRun)
    await tools.addDeliveries(
      tx,
      wanted.map((event) => ({ event, integration })),
      { test: false },
    );
  return {
    notMatching: events.length - matching.length,
    alreadyDelivered: matching.length - wanted.length,
    events: wanted.length,
    deliveries: wanted.length * integration.actions.length,
  };
}

async function record(tools: BackfillTools, tx: Tx, request: BackfillRequest, sum: BackfillCounts): Promise<void> {
  const { id, name } = await integrationFor(tools, tx, request);
  await recordChange(tx, {
    action: 'backfill',
    object: { type: 'Integration', id, name },
    differences: [
      { path: 'events', before: null, after: sum.events },
      { path: 'deliveries', before: null, after: sum.deliveries },
    ],
  });
}

/** Oldest first, as they happened. */
async function chosenEvents(database: Tx, { eventIds, search }: BackfillRequest): Promise<readonly string[]> {
  if ((eventIds === undefined) === (search === undefined))
    refuseIfAny([{ path: 'eventIds', message: 'give either eventIds or a filter' }]);
  if (search) {
    // Most often there are few; only who chooses many waits for their count.
    const page = { order: 'desc', take: maxAtOnce + 1 } as const;
    const few = await findEvents(database, search, page);
    const all = few.length < page.take ? few : await findEvents(database, search, { ...page, take: maxCounted + 1 });
    return all.toReversed();
  }
  const ids = [...new Set(eventIds)];
  if (ids.length > maxAtOnce) refuseIfAny([{ path: 'eventIds', message: `more than ${maxAtOnce} events` }]);
  // Of an id that was used again, the newest event.
  const rows = await database.query<{ wanted: string; uid: string }>(
    `SELECT DISTINCT ON (g.id) g.id AS wanted, e.uid FROM unnest($1::text[], $2::uuid[]) AS g(id, uid)
     JOIN events e ON e.id = g.id OR e.uid = g.uid ORDER BY g.id, e.uid DESC`,
    [ids, ids.map((id) => (uuidText.test(id) ? id : null))],
  );
  const missing = ids.filter((id) => !rows.some(({ wanted }) => wanted === id));
  if (missing.length > 0)
    throw new Refusal('NOT_FOUND', `no such event${missing.length > 1 ? `, nor ${missing.length - 1} others` : ''}`, [
      { path: `eventIds[${ids.indexOf(missing[0] ?? '')}]`, message: 'there is no such event' },
    ]);
  return [...new Set(rows.map(({ uid }) => uid))].sort();
}
