// What a draft would have done in the past: for which stored events it would have fired, and how that differs from what
// the integration really did. Reads only, and no more events than are asked for.
import { nearness } from '../domain/explain-match.ts';
import { fires, type Matchable } from '../domain/matching.ts';
import type { Tx } from '../infra/database.ts';
import { type Past, type PastEvent, readHistory } from './read-history.ts';

/** Stored events that one replay looks at, at most. */
export const maxReplayed = 10_000;

export type Change = 'newly_fires' | 'no_longer_fires' | 'same';

export interface ReplayExample {
  readonly event: PastEvent;
  readonly change: Change;
}

export interface Replay {
  /** Events looked at. */
  readonly examined: number;
  /** Received when the oldest of them was; undefined when there was none. */
  readonly oldest: Date | undefined;
  /** There are more events in the time that was asked for. */
  readonly cut: boolean;
  /** For so many it would have fired. */
  readonly fires: number;
  readonly newlyFires: number;
  readonly noLongerFires: number;
  /** It would have fired, and did. */
  readonly same: number;
  /** Would have fired but for one condition. */
  readonly nearMisses: number;
  /** The newest of each kind of change, those that differ first. */
  readonly examples: readonly ReplayExample[];
}

export interface ReplayOptions extends Past {
  /** Of each kind of change, so many. */
  readonly examples: number;
  /** What the draft changes; undefined for a new integration, which has done nothing so far. */
  readonly integrationId?: string | undefined;
}

/** @param draft is taken as enabled: the question is what it would do. */
export async function replayIntegration(database: Tx, draft: Matchable, options: ReplayOptions): Promise<Replay> {
  const enabled = { ...draft, enabled: true };
  const counts = { newly_fires: 0, no_longer_fires: 0, same: 0 };
  const examples: ReplayExample[] = [];
  let [examined, nearMisses, cut] = [0, 0, false];
  let oldest: Date | undefined;
  // One more than is looked at tells whether there are more.
  for await (const batch of readHistory(database, { ...options, last: options.last + 1 })) {
    cut = examined + batch.length > options.last;
    const events = batch.slice(0, options.last - examined);
    const fired = await firedFor(database, options.integrationId, events);
    for (const event of events) {
      const would = event.stoppedBy === null && fires(enabled, event);
      const change = changeOf(would, fired.has(event.uid));
      if (!would && event.stoppedBy === null && nearness(enabled, event) === 'near_miss') nearMisses += 1;
      if (change === undefined) continue;
      counts[change] += 1;
      if (counts[change] <= options.examples) examples.push({ event, change });
    }
    examined += events.length;
    oldest = events.at(-1)?.receivedAt ?? oldest;
  }
  const order: readonly Change[] = ['newly_fires', 'no_longer_fires', 'same'];
  return {
    examined,
    oldest,
    cut: cut && options.since !== undefined,
    fires: counts.newly_fires + counts.same,
    newlyFires: counts.newly_fires,
    noLongerFires: counts.no_longer_fires,
    same: counts.same,
    nearMisses,
    examples: examples.sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change)),
  };
}

function changeOf(would: boolean, did: boolean): Change | undefined {
  if (would) return did ? 'same' : 'newly_fires';
  return did ? 'no_longer_fires' : undefined;
}

/** The events among these that the integration has deliveries of, or has in a digest; tests apart. */
export async function firedFor(
  database: Tx,
  integrationId: string | undefined,
  events: readonly Pick<PastEvent, 'uid'>[],
): Promise<ReadonlySet<string>> {
  if (integrationId === undefined || events.length === 0) return new Set();
  const rows = await database.query<{ event_uid: string }>(
    `SELECT event_uid FROM deliveries WHERE event_uid = ANY($1::uuid[]) AND integration_id = $2 AND NOT test
     UNION
     SELECT e.event_uid FROM digest_events e JOIN digests g ON g.id = e.digest_id
       JOIN deliveries d ON d.id = ANY(g.delivery_ids) AND NOT d.test
     WHERE e.event_uid = ANY($1::uuid[]) AND g.integration_id = $2`,
    [events.map(({ uid }) => uid), integrationId],
  );
  return new Set(rows.map(({ event_uid }) => event_uid));
}
