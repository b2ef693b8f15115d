// Sends for past events what an integration, as it is now, would have sent: those that it fires for, and that it has no
// delivery of yet. In batches, each one transaction in which no other backfill of the integration runs.
import { fires } from '../domain/matching.ts';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';
import { nothingToRecord, recordChange } from '../infra/audit.ts';
import type { Database, Tx } from '../infra/database.ts';
import type { AddDeliveries, ExplainedIntegration } from './explained-integration.ts';
import { type EventSearch, findEvents } from './find-events.ts';
import { readEvents } from './read-history.ts';
import { firedFor } from './replay-integration.ts';

/** Events of one backfill, at most. */
export const maxBackfilled = 1_000;
const batchSize = 250;
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

export interface Backfill {
  /** Events that were chosen. */
  readonly chosen: number;
  /** There are more than one backfill takes: they are the newest. */
  readonly cut: boolean;
  /** Chosen, but the integration does not fire for them, or they were stopped or erased. */
  readonly notMatching: number;
  /** Chosen and matching, but delivered already. */
  readonly alreadyDelivered: number;
  /** Events that deliveries were made for, or would be. */
  readonly events: number;
  readonly deliveries: number;
}

/** @throws Refusal NOT_FOUND for an unknown integration or event; CONFLICT when it is disabled or has a threshold; BAD_USER_INPUT. */
export async function backfill(tools: BackfillTools, request: BackfillRequest): Promise<Backfill> {
  const { uids, cut } = await chosenEvents(tools.database, request);
  const sum = { chosen: uids.length, cut, notMatching: 0, alreadyDelivered: 0, events: 0, deliveries: 0 };
  // At least once, so that an integration that is not there is told of even where nothing is chosen.
  for (let at = 0; at === 0 || at < uids.length; at += batchSize) {
    const done = await tools.database.transaction((tx) => oneBatch(tools, tx, request, uids.slice(at, at + batchSize)));
    sum.notMatching += done.notMatching;
    sum.alreadyDelivered += done.alreadyDelivered;
    sum.events += done.events;
    sum.deliveries += done.deliveries;
  }
  return sum;
}

async function oneBatch(tools: BackfillTools, tx: Tx, request: BackfillRequest, uids: readonly string[]) {
  const { integrationId, dryRun, again } = request;
  const [row] = await tx.query<{ set_version: string }>(
    `SELECT set_version FROM integrations WHERE id = $1 AND deleted_at IS NULL${dryRun ? '' : ' FOR UPDATE'}`,
    [integrationId],
  );
  const integration = row && (await tools.integrationAt(BigInt(row.set_version), integrationId));
  if (!integration) throw new Refusal('NOT_FOUND', 'no such integration');
  if (!integration.enabled) throw new Refusal('CONFLICT', 'this integration is disabled: enable it first');
  if (integration.threshold)
    throw new Refusal('CONFLICT', 'this integration has a threshold: events of the past do not count towards it');
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
  const deliveries = wanted.length * integration.actions.length;
  if (dryRun || wanted.length === 0) nothingToRecord(tx);
  else
    await recordChange(tx, {
      action: 'backfill',
      object: { type: 'Integration', id: integrationId, name: integration.name },
      differences: [
        { path: 'events', before: null, after: wanted.length },
        { path: 'deliveries', before: null, after: deliveries },
      ],
    });
  return {
    notMatching: events.length - matching.length,
    alreadyDelivered: matching.length - wanted.length,
    events: wanted.length,
    deliveries,
  };
}

/** Oldest first, as they happened. */
async function chosenEvents(database: Tx, { eventIds, search }: BackfillRequest) {
  if ((eventIds === undefined) === (search === undefined))
    refuseIfAny([{ path: 'eventIds', message: 'give either eventIds or a filter' }]);
  if (search) {
    const found = await findEvents(database, search, { order: 'desc', take: maxBackfilled + 1 });
    return { uids: found.slice(0, maxBackfilled).reverse(), cut: found.length > maxBackfilled };
  }
  const ids = [...new Set(eventIds)];
  if (ids.length > maxBackfilled) refuseIfAny([{ path: 'eventIds', message: `more than ${maxBackfilled} events` }]);
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
  return { uids: [...new Set(rows.map(({ uid }) => uid))].sort(), cut: false };
}
