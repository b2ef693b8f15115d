// Why a stored event fired what it fired, and why nothing else: every integration as it is now, traced for the event,
// beside what really became of it. Those that fired or nearly did come first.
import type { IdentityEvent } from '../domain/event.ts';
import { explainMatch, type MatchTrace, type Nearness, nearness } from '../domain/explain-match.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Tx } from '../infra/database.ts';
import type { ExplainedIntegration } from './explained-integration.ts';
import { type QuietStanding, quietStandings } from './quiet-standing.ts';
import { reasonOf, type Verdict, verdictOf } from './verdict.ts';

export interface StoredEvent extends IdentityEvent {
  readonly receivedAt: Date;
  readonly stoppedBy: string | null;
  readonly deliveryCount: number;
  readonly duplicateCount: number;
}

/** One integration and one event. */
export interface Explanation {
  readonly event: IdentityEvent;
  /** Undefined once it is deleted. */
  readonly integration: ExplainedIntegration | undefined;
  readonly integrationId: string;
  readonly integrationName: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Undefined once the integration is deleted. */
  readonly trace: MatchTrace | undefined;
  readonly deliveries: number;
}

export interface EventExplanation {
  readonly event: StoredEvent;
  readonly verdict: 'matched' | 'nothing_matched' | 'stopped' | 'test';
  readonly summary: string;
  /** All integrations there are to tell of. */
  readonly total: number;
  /** How many fired, fire now without having done so, nearly fire, fail several conditions, have another trigger. */
  readonly counts: Readonly<Record<Rank, number>>;
  readonly integrations: readonly Explanation[];
}

export interface ExplainTools {
  readonly database: Tx;
  /** All integrations as they are at this moment. */
  readonly allIntegrations: () => Promise<readonly ExplainedIntegration[]>;
}

export interface ExplainPage {
  /** Only this one. */
  readonly integrationId?: string | undefined;
  readonly first: number;
  readonly offset: number;
}

const ranks = ['fired', 'fires', 'near_miss', 'conditions', 'trigger'] as const;
type Rank = 'fired' | Nearness;

interface Made {
  readonly integration_id: string;
  readonly integration_name: string;
  readonly count: number;
  readonly waiting: number;
  readonly held: number;
}

/** @throws Refusal NOT_FOUND when there is no integration with the id, not even a deleted one that fired. */
export async function explainEvent(
  tools: ExplainTools,
  event: StoredEvent,
  page: ExplainPage,
): Promise<EventExplanation> {
  const [made, all] = await Promise.all([madeBy(tools.database, event), tools.allIntegrations()]);
  const byId = new Map(all.map((integration) => [integration.id, integration]));
  const ranked = [
    ...[...made.keys()].map((id) => ({ id, rank: 'fired' as Rank })),
    ...all.filter(({ id }) => !made.has(id)).map((one) => ({ id: one.id, rank: nearness(one, event) as Rank })),
  ];
  const counts = { fired: 0, fires: 0, near_miss: 0, conditions: 0, trigger: 0 };
  for (const { rank } of ranked) counts[rank] += 1;
  const wanted =
    page.integrationId === undefined
      ? ranked
          .sort((a, b) => ranks.indexOf(a.rank) - ranks.indexOf(b.rank) || (a.id < b.id ? -1 : 1))
          .slice(page.offset, page.offset + page.first)
      : ranked.filter(({ id }) => id === page.integrationId);
  if (page.integrationId !== undefined && wanted.length === 0) throw new Refusal('NOT_FOUND', 'no such integration');
  const kept = [...made.values()].reduce((sum, { count }) => sum + count, 0);
  const forgotten = Math.max(0, event.deliveryCount - kept);
  // Whatever fired without a delivery of the event's own, or was kept by a threshold from firing.
  const quiet = ranked.filter(
    ({ id, rank }) => rank === 'fired' || (rank === 'fires' && isKeptQuiet(byId.get(id), event)),
  );
  const shown = wanted.flatMap(({ id }) => byId.get(id) ?? []);
  const standings = await quietStandings(tools.database, shown, event);
  const integrations = wanted.map(({ id }) =>
    explanationOf(event, byId.get(id), made.get(id), { forgotten, quiet: standings.get(id) }),
  );
  return { event, ...outcomeOf(event, counts.near_miss, quiet.length), total: ranked.length, counts, integrations };
}

const isKeptQuiet = (integration: ExplainedIntegration | undefined, event: StoredEvent) =>
  integration !== undefined && integration.threshold !== null && integration.createdAt <= event.receivedAt;

async function madeBy(database: Tx, { uid }: IdentityEvent): Promise<ReadonlyMap<string, Made>> {
  const rows = await database.query<Made>(
    `SELECT integration_id, max(integration_name) AS integration_name, count(*)::int AS count,
       count(*) FILTER (WHERE status = 'pending' AND next_attempt_at IS NULL)::int AS waiting,
       count(*) FILTER (WHERE status = 'pending' AND held_by = 'breaker')::int AS held
     FROM deliveries WHERE id = ANY($1::uuid[]) GROUP BY integration_id`,
    [await deliveryIdsOf(database, uid)],
  );
  return new Map(rows.map((row) => [row.integration_id, row]));
}

/** The deliveries that an event made, and the digests that it is in; tests apart. */
export async function deliveryIdsOf(database: Tx, uid: string): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `SELECT d.id FROM deliveries d WHERE d.event_uid = $1 AND NOT d.test
     UNION
     SELECT d.id FROM digest_events e JOIN digests g ON g.id = e.digest_id
       JOIN deliveries d ON d.id = ANY(g.delivery_ids) AND NOT d.test WHERE e.event_uid = $1`,
    [uid],
  );
  return rows.map(({ id }) => id);
}

function explanationOf(
  event: StoredEvent,
  integration: ExplainedIntegration | undefined,
  made: Made | undefined,
  { forgotten, quiet }: { readonly forgotten: number; readonly quiet: QuietStanding | undefined },
): Explanation {
  const { count: deliveries = 0, waiting = 0, held = 0 } = made ?? {};
  if (!integration)
    return {
      event,
      integration,
      integrationId: made?.integration_id ?? '',
      integrationName: made?.integration_name ?? '',
      verdict: 'fired',
      reason: 'It fired, and has been deleted since.',
      trace: undefined,
      deliveries,
    };
  const trace = explainMatch(integration, event);
  const circumstances = {
    trace,
    deliveries,
    waiting: integration.paused ? waiting : 0,
    held,
    stoppedBy: event.stoppedBy,
    forgotten,
    quiet,
    hasThreshold: integration.threshold !== null,
    createdLater: integration.createdAt > event.receivedAt,
    changedLater: integration.updatedAt > event.receivedAt,
  };
  const verdict = verdictOf(circumstances);
  const reason = reasonOf(verdict, circumstances);
  const { id: integrationId, name: integrationName } = integration;
  return { event, integration, integrationId, integrationName, verdict, reason, trace, deliveries };
}

function outcomeOf({ stoppedBy, deliveryCount, duplicateCount }: StoredEvent, nearMisses: number, quiet: number) {
  const parts: string[] = [];
  const verdict =
    stoppedBy === 'test' ? 'test' : stoppedBy !== null ? 'stopped' : deliveryCount > 0 ? 'matched' : 'nothing_matched';
  if (verdict === 'matched') parts.push(`It made ${counted(deliveryCount, 'delivery', 'deliveries')}.`);
  if (verdict === 'test') parts.push('It was made for a test: nothing but the test came of it.');
  if (verdict === 'stopped')
    parts.push(
      stoppedBy === 'depth'
        ? 'It was stopped: more than 8 events of this service led to it, and nothing comes of such a one.'
        : `It was stopped (${stoppedBy}).`,
    );
  if (verdict === 'nothing_matched')
    parts.push(
      quiet > 0
        ? 'It made no delivery by itself: a digest or a threshold took it.'
        : 'No integration matched when it came in.',
    );
  if (verdict !== 'test' && nearMisses > 0)
    parts.push(`${counted(nearMisses, 'integration', 'integrations')} would fire but for one thing.`);
  if (duplicateCount > 0)
    parts.push(
      `Its id came again ${counted(duplicateCount, 'time', 'times')}: a duplicate is answered, and runs nothing.`,
    );
  return { verdict: verdict as EventExplanation['verdict'], summary: parts.join(' ') };
}

const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** A draft or a stored integration for an event that need not be stored. */
export async function explainTrial(
  database: Tx,
  integration: ExplainedIntegration,
  event: IdentityEvent,
): Promise<Explanation> {
  const standings = await quietStandings(database, [integration], event);
  const trace = explainMatch(integration, event);
  const circumstances = {
    trace,
    deliveries: 0,
    waiting: 0,
    held: 0,
    stoppedBy: null,
    forgotten: 0,
    hasThreshold: false,
    quiet: standings.get(integration.id),
    createdLater: false,
    changedLater: false,
  };
  const verdict = verdictOf(circumstances);
  return {
    event,
    integration,
    integrationId: integration.id,
    integrationName: integration.name,
    verdict,
    reason: reasonOf(verdict, circumstances),
    trace,
    deliveries: 0,
  };
}
