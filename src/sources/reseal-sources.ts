// Key material of event sources, sealed again under another key.
import type { Tx } from '../infra/database.ts';
import { findSourceKind } from './registry.ts';
import type { Settings } from './setting.ts';
import { openSettings, type SourceVault, sealSettings } from './stored-source.ts';

/** In the caller's transaction. @throws where something does not open under the old key. */
export async function resealSources(tx: Tx, from: SourceVault, to: SourceVault): Promise<void> {
  const rows = await tx.query<{ id: string; kind: string; settings: Settings }>(
    'SELECT id, kind, settings FROM event_sources ORDER BY id FOR UPDATE',
  );
  for (const { id, kind: name, settings } of rows) {
    const kind = findSourceKind(name);
    if (!kind) continue;
    await tx.query('UPDATE event_sources SET settings = $2 WHERE id = $1', [
      id,
      JSON.stringify(sealSettings(to, kind, id, openSettings(from, kind, id, settings))),
    ]);
  }
}
