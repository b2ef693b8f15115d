// The version of the whole set of integrations. Every change moves it first thing in its transaction: changes then wait
// for each other instead of locking each other out, and every node sees at its next statement that there was one.
import type { Tx } from '../infra/database.ts';

export async function moveSetVersion(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ version: string }>(
    'UPDATE integration_set SET version = version + 1 WHERE id = 1 RETURNING version',
  );
  if (!row) throw new Error('the integration set has no version');
  return row.version;
}
