// All live integrations in memory, indexed by event type, never stale: intake and workers name the version that the
// database had at their own statement, and only what changed since is read again.
import { eventTypes } from '../domain/event-types.ts';
import { triggerMatches } from '../domain/matching.ts';
import type { Database } from '../infra/database.ts';
import { fromRow, type IntegrationRow, type StoredIntegration } from './stored-integration.ts';

export interface IntegrationSet {
  /** What the database called this state; grows with every change of any integration. */
  readonly version: bigint;
  /** Enabled integrations with a trigger for the type, in order of creation. */
  forEventType(type: string): readonly StoredIntegration[];
  byId(id: string): StoredIntegration | undefined;
}

export interface IntegrationSetCache {
  /** The newest state known here; enough for work that is checked against the version in its own transaction. */
  current(): IntegrationSet;
  /** A state at least as new as `version`, read from the database if need be. */
  atLeast(version: bigint): Promise<IntegrationSet>;
}

type Row = IntegrationRow & { deleted_at: Date | null; set_version: string };

export async function openIntegrationSet(database: Database): Promise<IntegrationSetCache> {
  const byId = new Map<string, StoredIntegration>();
  let set = index(0n, byId);
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
      if (deleted_at === null) byId.set(row.id, fromRow(row));
      else byId.delete(row.id);
    }
    set = index(BigInt(rows[0]?.current ?? 0), byId);
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
  return { current: () => set, atLeast };
}

function index(version: bigint, byId: ReadonlyMap<string, StoredIntegration>): IntegrationSet {
  const byType = new Map<string, StoredIntegration[]>(eventTypes.map(({ name }) => [name, []]));
  for (const integration of byId.values()) {
    if (!integration.enabled) continue;
    for (const [type, list] of byType)
      if (integration.triggers.some((trigger) => triggerMatches(trigger, type))) list.push(integration);
  }
  return {
    version,
    forEventType: (type) => byType.get(type) ?? [],
    byId: (id) => byId.get(id),
  };
}
