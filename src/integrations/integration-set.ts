// All live integrations in memory, indexed by triggers and conditions, never stale: intake and workers name the version
// that the database had at their own statement, and only what changed since is read again.
import type { IdentityEvent } from '../domain/event.ts';
import { createMatchingIndex } from '../domain/matching-index.ts';
import type { Database } from '../infra/database.ts';
import { fromRow, type IntegrationRow, type StoredIntegration } from './stored-integration.ts';

/**
 * A state of the set. What it answers may be newer than its version, never older: who then names the version to the
 * database is told that it is old, and asks again.
 */
export interface IntegrationSet {
  /** What the database called this state; grows with every change of any integration. */
  readonly version: bigint;
  /** Enabled integrations that fire for the event, in order of creation. */
  firing(event: IdentityEvent): readonly StoredIntegration[];
  byId(id: string): StoredIntegration | undefined;
  /** All of them, also the disabled ones, in no order. */
  all(): readonly StoredIntegration[];
}

export interface IntegrationSetCache {
  /** The newest state known here; enough for work that is checked against the version in its own transaction. */
  current(): IntegrationSet;
  /** A state at least as new as `version`, read from the database if need be. */
  atLeast(version: bigint): Promise<IntegrationSet>;
  /** The state of this moment. */
  fresh(): Promise<IntegrationSet>;
}

type Row = IntegrationRow & { deleted_at: Date | null; set_version: string };

export async function openIntegrationSet(database: Database): Promise<IntegrationSetCache> {
  const byId = new Map<string, StoredIntegration>();
  const index = createMatchingIndex<StoredIntegration>();
  const stateAt = (version: bigint): IntegrationSet => ({
    version,
    firing: (event) => index.firing(event),
    byId: (id) => byId.get(id),
    all: () => [...byId.values()],
  });
  let set = stateAt(0n);
  let reading: Promise<void> | undefined;

  const read = async () => {
    // One statement, one snapshot: the version and the rows belong together.
    const rows = await database.query<Row & { current: string }>(
      `SELECT s.version AS current, i.* FROM integration_set s
       LEFT JOIN integrations i ON i.set_version > $1 WHERE s.id = 1 ORDER BY i.id`,
      [set.version.toString()],
    );
    for (const { current: _, deleted_at, set_version, ...row } of rows) {
      if (row.id === null) continue;
      if (deleted_at === null) {
        const integration = fromRow(row);
        byId.set(row.id, integration);
        index.put(integration);
      } else {
        byId.delete(row.id);
        index.remove(row.id);
      }
    }
    set = stateAt(BigInt(rows[0]?.current ?? 0));
  };

  const atLeast = async (version: bigint): Promise<IntegrationSet> => {
    while (set.version < version) {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
    }
    return set;
  };

  await atLeast(1n);
  const fresh = async () => {
    const [row] = await database.query<{ version: string }>('SELECT version FROM integration_set WHERE id = 1');
    return atLeast(BigInt(row?.version ?? 0));
  };
  return { current: () => set, atLeast, fresh };
}
