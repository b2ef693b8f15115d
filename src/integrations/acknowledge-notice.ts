// A person has seen a notice.
import { differences, openState } from '../domain/difference.ts';
import { Refusal } from '../domain/refusal.ts';
import { nothingToRecord, recordChange } from '../infra/audit.ts';
import type { Database } from '../infra/database.ts';

/** The first time stays. @throws Refusal NOT_FOUND. */
export async function acknowledgeNotice(database: Database, id: string, by: string): Promise<void> {
  await database.transaction(async (tx) => {
    const [row] = await tx.query<{ kind: string; acknowledged: boolean }>(
      'SELECT kind, acknowledged_at IS NOT NULL AS acknowledged FROM notices WHERE id = $1 FOR UPDATE',
      [id],
    );
    if (!row) throw new Refusal('NOT_FOUND', 'no such notice');
    if (row.acknowledged) return nothingToRecord(tx);
    await tx.query('UPDATE notices SET acknowledged_at = now(), acknowledged_by = $2 WHERE id = $1', [id, by]);
    await recordChange(tx, {
      action: 'acknowledgeNotice',
      object: { type: 'Notice', id, name: row.kind },
      differences: differences(openState({ acknowledgedBy: null }), openState({ acknowledgedBy: by })),
    });
  });
}
