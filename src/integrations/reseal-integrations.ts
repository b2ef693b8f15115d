// Everything that is sealed here, sealed again under another key: secrets of actions, and the keys that sign events.
import type { ActionConfig } from '../actions/action-kind.ts';
import { findActionKind } from '../actions/registry.ts';
import type { Tx } from '../infra/database.ts';
import { resealSigningKeys } from './event-signing-keys.ts';
import { likenessOf } from './lint/likeness.ts';
import { openSecrets, sealSecrets, type Vault } from './secrets.ts';
import { fromRow, type IntegrationRow } from './stored-integration.ts';

/** In the caller's transaction. @throws where something does not open under the old key. */
export async function resealIntegrations(tx: Tx, from: Vault, to: Vault): Promise<void> {
  const rows = await tx.query<IntegrationRow & { likeness: string | null }>(
    'SELECT * FROM integrations ORDER BY id FOR UPDATE',
  );
  for (const row of rows.map(fromRow)) {
    const actions = row.actions.map((action) => {
      const kind = findActionKind(action.type);
      const opened: ActionConfig = kind ? openSecrets(from, kind, action.id, action.config) : action.config;
      return { ...action, kind, opened, config: kind ? sealSecrets(to, kind, action.id, opened) : opened };
    });
    // Keyed, too. In the order that a threshold is given in, which the database does not keep.
    const threshold = row.threshold && {
      count: row.threshold.count,
      windowSecs: row.threshold.windowSecs,
      by: row.threshold.by,
    };
    const does = {
      ...{ triggers: row.triggers, conditions: row.conditions, threshold, digest: row.digest },
      actions: actions.flatMap(({ id, kind, opened }) => (kind ? [{ id, kind, config: opened }] : [])),
    };
    await tx.query('UPDATE integrations SET actions = $2, likeness = $3 WHERE id = $1', [
      row.id,
      JSON.stringify(actions.map(({ id, type, config }) => ({ id, type, config }))),
      row.likeness && likenessOf(to, does),
    ]);
  }
  await resealSigningKeys(tx, from, to);
}
