// Looks for sealed values wherever they may lie, so that none is forgotten when the key changes: in every text and JSON
// column of every table but those of the history, which hold what others sent and nothing sealed.
import type { Tx } from './database.ts';

export interface SealedValue {
  readonly table: string;
  readonly column: string;
  readonly value: string;
}

/** Whatever text these hold, it is not ours to open. */
const history = ['events', 'deliveries', 'attempts', 'task_runs', 'delivery_updates', 'audit_entries', 'task_values'];

const columnsStatement = `
SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> ALL ($1::text[])
  AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
ORDER BY 1, 2`;

/** What src/integrations/secrets.ts writes: at least a nonce and a tag. */
const sealedText = 'sealed:v[0-9]+:[A-Za-z0-9+/]{36,}=*';

export async function findSealedValues(tx: Tx): Promise<readonly SealedValue[]> {
  const columns = await tx.query<{ table: string; column: string }>(columnsStatement, [history]);
  const found: SealedValue[] = [];
  for (const { table, column } of columns) {
    const [at, from] = [quoted(column), quoted(table)];
    const rows = await tx.query<{ value: string }>(
      `SELECT (regexp_matches(${at}::text, $1, 'g'))[1] AS value FROM ${from} WHERE ${at}::text LIKE '%sealed:v%'`,
      [`(${sealedText})`],
    );
    found.push(...rows.map(({ value }) => ({ table, column, value })));
  }
  return found;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
