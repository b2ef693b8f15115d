// The road's middle: events, their deliveries and one job each, in one transaction. Matching is done in memory and
// guarded by the version of the integration set inside the statement, so that it is never done on an old set.
import type { IdentityEvent } from '../domain/event.ts';
import type { Tx } from '../infra/database.ts';
import type { Queue } from '../infra/queue.ts';
import type { Road } from '../infra/road.ts';
import { countDuplicates, receiptsOf } from './event-duplicates.ts';
import { moveLinesOn } from './lines.ts';
import { firstAttempt, type IntegrationsForMatching, type Plan, planDeliveries } from './plan-deliveries.ts';
import { followQuietRules } from './quiet-rules.ts';
import { type StoredRow, storeEvents } from './store-events.ts';

export interface EnqueueTools {
  readonly queue: Queue;
  readonly integrations: {
    current(): IntegrationsForMatching;
    atLeast(version: bigint): Promise<IntegrationsForMatching>;
  };
}

/** What became of one event. */
export interface Receipt {
  readonly eventUid: string;
  readonly eventId: string;
  /** The id was seen in the last 24 hours (of a source: 14 days); the deliveries are those of the first time. */
  readonly duplicate: boolean;
  readonly deliveryIds: readonly string[];
}

export interface Enqueued {
  /** In the order of the events. */
  readonly receipts: readonly Receipt[];
  /** Whether live subscribers have something to read. */
  readonly logged: boolean;
}

type Made = readonly { readonly id: string; readonly eventUid: string }[];
type Stored = StoredRow & { readonly made: Made };
/** Does what was planned, in one transaction; nothing when the set of integrations is another one by now. */
type Store = (events: readonly IdentityEvent[], plan: Plan, version: bigint) => Promise<Stored>;

/** Stores what is new of the events and queues their deliveries, in a transaction of its own: most often one round trip. */
export function enqueueTogether(tools: EnqueueTools, road: Road, events: readonly IdentityEvent[]): Promise<Enqueued> {
  const store: Store = async (candidates, plan, version) => {
    if (plan.quiet.length > 0 || plan.lines.length > 0)
      return road.transaction((tx) => storeInside(tools, tx)(candidates, plan, version));
    const statements = [...plan.locks, ...(await storing(tools, candidates, plan, version))];
    const results = await road.together<StoredRow>(statements);
    return withPlanned(results[plan.locks.length]?.[0], plan);
  };
  return enqueue(tools, road, store, events);
}

/** The same in the caller's transaction. */
export const enqueueDeliveries = (tools: EnqueueTools, tx: Tx, events: readonly IdentityEvent[]): Promise<Enqueued> =>
  enqueue(tools, tx, storeInside(tools, tx), events);

const storeInside =
  (tools: EnqueueTools, tx: Tx): Store =>
  async (events, plan, version) => {
    for (const { text, params } of plan.locks) await tx.query(text, params);
    const statements = await storing(tools, events, plan, version);
    const results = await Promise.all(statements.map(({ text, params }) => tx.query<StoredRow>(text, params)));
    const stored = withPlanned(results[0]?.[0], plan);
    await moveLinesOn(tools.queue, tx, plan.lines);
    const fresh = new Set(stored.fresh);
    const passed = await followQuietRules(
      tx,
      plan.quiet.filter(({ event }) => fresh.has(event.uid)),
    );
    await tools.queue.add(
      tx,
      passed.flatMap(({ job }) => job ?? []),
    );
    return { ...stored, made: [...stored.made, ...passed] };
  };

/** Jobs of what turns out to be a duplicate, or was matched with an old set, find no delivery: they end as moot. */
const storing = async (tools: EnqueueTools, events: readonly IdentityEvent[], plan: Plan, version: bigint) => [
  storeEvents(events, plan.deliveries, version),
  ...(await tools.queue.addition(
    plan.deliveries.filter(({ paused, ordering_key }) => !paused && ordering_key === undefined).map(firstAttempt),
  )),
];

function withPlanned(row: StoredRow | undefined, { deliveries }: Plan): Stored {
  const { version, fresh, logged } = row ?? { version: '0', fresh: [], logged: false };
  return { version, fresh, logged, made: deliveries.map(({ id, event_uid }) => ({ id, eventUid: event_uid })) };
}

async function enqueue(tools: EnqueueTools, tx: Tx, store: Store, events: readonly IdentityEvent[]): Promise<Enqueued> {
  if (events.length === 0) return { receipts: [], logged: false };
  // The same id twice in one group: the first is the event, the others are its duplicates.
  const firsts = new Map<string, IdentityEvent>();
  for (const event of events) if (!firsts.has(event.id)) firsts.set(event.id, event);
  const candidates = [...firsts.values()];

  let set = tools.integrations.current();
  for (;;) {
    const stored = await store(candidates, planDeliveries(set, candidates), set.version);
    const version = BigInt(stored.version);
    if (version !== set.version) {
      set = await tools.integrations.atLeast(version);
      continue;
    }
    const fresh = new Set(stored.fresh);
    const byEvent = Map.groupBy(stored.made, ({ eventUid }) => eventUid);
    const repeated = candidates.filter(({ uid }) => !fresh.has(uid)).map(({ id }) => id);
    const originals = await receiptsOf(tx, repeated);
    await countDuplicates(tx, events, ({ id }) => originals.get(id)?.eventUid ?? firsts.get(id)?.uid);
    const seen = new Set<string>();
    const receipts = events.map((event) => {
      const first = firsts.get(event.id) ?? event;
      const again = seen.has(event.id);
      seen.add(event.id);
      const original = originals.get(event.id);
      if (original) return original;
      const deliveryIds = (byEvent.get(first.uid) ?? []).map(({ id }) => id);
      return { eventUid: first.uid, eventId: first.id, duplicate: again, deliveryIds };
    });
    return { receipts, logged: stored.logged };
  }
}
