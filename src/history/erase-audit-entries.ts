// Takes a person out of the audit log: out of the names and values of what was changed. Who changed it stays: an
// administrator answers for it, and is not whom the data are about.
import { erased } from '../domain/erasure.ts';
import type { Json } from '../domain/event.ts';
import { auditWords } from '../infra/audit.ts';
import type { EraseStep } from './erase-mentions.ts';
import { endOfWalk } from './erase-mentions.ts';

const window = 500;
const lowest = '00000000-0000-0000-0000-000000000000';

interface Row {
  readonly id: string;
  readonly action: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly object_name: string | null;
  readonly changes: Json;
}

export const eraseAuditEntries: EraseStep = async ({ tx, eraser, dryRun, createdAt }, after) => {
  const next = `SELECT id FROM audit_entries WHERE id > $1 AND id < $2 ORDER BY id LIMIT ${window}`;
  const bounds = [after ?? lowest, endOfWalk(createdAt)];
  const rows = await tx.query<Row>(
    `SELECT id, action, object_type, object_id, object_name, changes FROM audit_entries
     WHERE id = ANY(ARRAY(${next})) AND concat_ws(' ', object_id, object_name, changes::text) ILIKE ANY($3) FOR UPDATE`,
    [...bounds, eraser.patterns],
  );
  let others = 0;
  for (const row of rows) {
    const name = row.object_name === null ? null : eraser.text(row.object_name);
    const id = eraser.text(row.object_id) === row.object_id ? row.object_id : erased;
    const changes = eraser.json(row.changes);
    if (name === row.object_name && id === row.object_id && JSON.stringify(changes) === JSON.stringify(row.changes))
      continue;
    others += 1;
    if (dryRun) continue;
    const words = auditWords({ action: row.action, objectType: row.object_type, objectName: name, changes });
    await tx.query(
      `UPDATE audit_entries SET object_name = $2, object_id = $3, changes = $4,
         words = array_to_tsvector(string_to_array($5, ' ')) WHERE id = $1`,
      [row.id, name, id, JSON.stringify(changes), words.join(' ')],
    );
  }
  const [end] = await tx.query<{ last: string | null }>(
    `SELECT id AS last FROM (${next}) keys ORDER BY id DESC LIMIT 1`,
    bounds,
  );
  return { counts: { others }, last: end?.last ?? null };
};
