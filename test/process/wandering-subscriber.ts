// A subscriber that changes its node again and again, with the cursor of the last update that it saw.

import type { TestDatabase } from '../support/database.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { until } from '../support/until.ts';

export interface Update {
  readonly id: string;
  readonly integrationId: string;
  readonly status: string;
  readonly attemptCount: number;
  readonly cursor: string;
}

export const updatesQuery =
  'subscription ($after: String) { deliveryUpdated(after: $after) { id integrationId status attemptCount cursor } }';

export interface Wanderer {
  seen(): readonly Update[];
  /** Times that it has come to a node. */
  readonly visits: number;
  /** Where it is and since when, for the message of a test that waited in vain. */
  where(): string;
  leave(): Promise<void>;
}

/** @param urls the nodes as they are at this moment. It stays for `hop` updates, or until it is sent away. */
export function wander(urls: () => readonly string[], hop: number): Wanderer {
  const before: Update[] = [];
  let here: readonly Update[] = [];
  let visits = 0;
  let left = false;
  let where = '';
  const visit = async (url: string) => {
    const after = before.at(-1)?.cursor;
    where = `on its way to ${url} at ${new Date().toISOString()} after ${after}`;
    const live: Subscriber<Update> | undefined = await subscribe<Update>(url, updatesQuery, { after }).catch(
      () => undefined,
    );
    if (!live) return; // the node is being restarted
    visits += 1;
    here = live.items;
    where = `at ${url} since ${new Date().toISOString()} after ${after}`;
    await until('enough updates', () => live.items.length >= hop || live.errors.length > 0 || left, 120_000);
    before.push(...live.items);
    here = [];
    await live.close();
  };
  const wandering = (async () => {
    for (let turn = 0; !left; turn += 1) {
      const all = urls();
      await visit(all[turn % all.length] ?? '');
    }
  })();
  return {
    seen: () => [...before, ...here],
    get visits() {
      return visits;
    },
    where: () => `${where}, ${here.length} updates here, the last ${JSON.stringify(here.at(-1))}`,
    leave: async () => {
      left = true;
      await wandering;
    },
  };
}

/** What each delivery went through, in order, as a subscriber saw it. */
export const seenOf = (updates: readonly Update[], integrationIds: readonly string[]) =>
  byDelivery(updates.filter(({ integrationId }) => integrationIds.includes(integrationId)));

/** The same as the database wrote it down. */
export async function writtenOf(database: TestDatabase, integrationIds: readonly string[]) {
  return byDelivery(
    await database.query<Pick<Update, 'id' | 'status' | 'attemptCount'>>(
      `SELECT u.delivery_id AS id, upper(u.status::text) AS status, u.attempt_count AS "attemptCount"
       FROM delivery_updates u JOIN deliveries d ON d.id = u.delivery_id
       WHERE d.integration_id = ANY($1::uuid[]) ORDER BY u.seq`,
      [integrationIds],
    ),
  );
}

function byDelivery(updates: readonly Pick<Update, 'id' | 'status' | 'attemptCount'>[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, status, attemptCount } of updates) {
    const steps = found.get(id) ?? [];
    found.set(id, steps);
    steps.push(`${status} ${attemptCount}`);
  }
  return found;
}
