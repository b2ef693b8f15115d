// Conditions as the REST bodies show them: what is beyond the specification appears only where it says something.
import type { IntegrationBodyFragment } from './gql/operations.ts';

type Entry = IntegrationBodyFragment['conditions'][number];
type Fields = Pick<Entry, 'field' | 'operator' | 'value' | 'values' | 'ignoreCase' | 'order'>;
/** An entry of any depth; the document ends where groups must. */
type Node = Fields & { all?: Node[] | null; any?: Node[] | null; not?: Node | null };

export function conditionBody({ all, any, not, ...one }: Node): Record<string, unknown> {
  if (all) return { all: all.map(conditionBody), order: one.order };
  if (any) return { any: any.map(conditionBody), order: one.order };
  if (not) return { not: conditionBody(not), order: one.order };
  return {
    field: one.field,
    operator: one.operator?.toLowerCase(),
    value: one.value,
    ...(one.values && { values: one.values }),
    ...(one.ignoreCase && { ignore_case: true }),
    order: one.order,
  };
}
