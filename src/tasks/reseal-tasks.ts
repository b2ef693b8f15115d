// Secrets of tasks and of SCIM connections, sealed again under another key.
import type { Tx } from '../infra/database.ts';
import { resealScimConnections } from './scim-connections.ts';
import { type ConfigEntry, openConfig, sealConfig, type TaskVault } from './stored-task.ts';

/** In the caller's transaction. @throws where something does not open under the old key. */
export async function resealTasks(tx: Tx, from: TaskVault, to: TaskVault): Promise<void> {
  const rows = await tx.query<{ id: string; config: readonly ConfigEntry[] }>(
    'SELECT id, config FROM tasks ORDER BY id FOR UPDATE',
  );
  for (const { id, config } of rows)
    await tx.query('UPDATE tasks SET config = $2 WHERE id = $1', [
      id,
      JSON.stringify(sealConfig(to, id, openConfig(from, id, config))),
    ]);
  await resealScimConnections(tx, from, to);
}
