// All sources in memory, never stale: each request asks for the version of the set, requests that come together ask
// once, and the sources are read again only when it moved.
import { type Database, isDatabaseUnavailable, type Tx } from '../infra/database.ts';
import { createGroupCommit } from '../infra/group-commit.ts';
import { type EventSource, openSource, type SourceRow, type SourceVault } from './stored-source.ts';

export interface SourceSet {
  /** The sources by name, as the database had them after this was asked. */
  current(): Promise<ReadonlyMap<string, EventSource>>;
}

const versionKey = 'event_sources_version';

/** Every change moves it, in its own transaction. */
export async function moveSourcesVersion(tx: Tx): Promise<void> {
  await tx.query(`UPDATE settings SET value = (value::bigint + 1)::text WHERE key = '${versionKey}'`);
}

export function createSourceSet({ database, vault }: { database: Database; vault: SourceVault }): SourceSet {
  let version = '';
  let sources: ReadonlyMap<string, EventSource> = new Map();

  const read = async () => {
    // One statement, one snapshot: the version and the rows belong together.
    const rows = await database.query<SourceRow & { current: string }>(
      `SELECT v.value AS current, s.* FROM settings v LEFT JOIN event_sources s ON true WHERE v.key = '${versionKey}'`,
    );
    sources = new Map(
      rows.flatMap((row) => {
        const source = row.id === null ? undefined : openSource(vault, row);
        return source ? [[source.name, source]] : [];
      }),
    );
    version = rows[0]?.current ?? '';
  };
  const asks = createGroupCommit<undefined, ReadonlyMap<string, EventSource>>({
    commit: async (items) => {
      const [row] = await database.query<{ value: string }>(`SELECT value FROM settings WHERE key = '${versionKey}'`);
      if (row?.value !== version || version === '') await read();
      return items.map(() => sources);
    },
    maxGroup: 10_000,
    isHopeless: isDatabaseUnavailable,
  });
  return { current: () => asks.submit(undefined) };
}
