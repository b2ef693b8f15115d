// Relay connections over what people make and name (integrations, tasks, sources), sorted as they like. Rows of the same
// name or time stand in the order of their ids, so that no page repeats or leaves out one. Names stand in the order of
// the database's collation.
import { builder } from './builder.ts';
import { isUuid, type PageArgs, pageOf, storedText } from './keyset-page.ts';

const sorts = {
  newest_first: { by: 'id', order: 'desc', words: 'By when it was made, the newest first.' },
  oldest_first: { by: 'id', order: 'asc', words: 'By when it was made, the oldest first.' },
  name_a_to_z: { by: 'name', order: 'asc', words: 'By name.' },
  name_z_to_a: { by: 'name', order: 'desc', words: 'By name, backwards.' },
  last_updated_first: { by: 'updatedAt', order: 'desc', words: 'By when it last changed, the latest change first.' },
  first_updated_first: { by: 'updatedAt', order: 'asc', words: 'By when it last changed, the earliest change first.' },
} as const;

type Sort = keyof typeof sorts;
type Column = (typeof sorts)[Sort]['by'];
type Order = 'asc' | 'desc';

export const SortEnum = builder.enumType('Sort', {
  description: 'In which order a list of what people make stands.',
  values: Object.fromEntries(
    Object.entries(sorts).map(([value, { words }]) => [value.toUpperCase(), { value, description: words }]),
  ) as Record<string, { value: Sort; description: string }>,
});

export const TimeSortEnum = builder.enumType('TimeSort', {
  description: 'In which order a list of what happened stands.',
  values: {
    NEWEST_FIRST: { value: 'newest_first', description: 'The newest first.' },
    OLDEST_FIRST: { value: 'oldest_first', description: 'The oldest first.' },
  } as const,
});

/** Sortable rows. */
interface Sortable {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: Date;
}

interface Position {
  readonly id: string;
  /** Of the column that the list is sorted by; none where that is the id. */
  readonly value?: string | Date;
}

interface Bound<Value> {
  gt?: Value;
  gte?: Value;
  lt?: Value;
  lte?: Value;
}

/** What of a list is asked for, as Prisma takes it. */
export interface StretchWhere {
  AND?: StretchWhere[];
  OR?: StretchWhere[];
  id?: Bound<string>;
  name?: Bound<string>;
  updatedAt?: Bound<Date>;
}

export interface SortedQuery {
  readonly where: StretchWhere;
  readonly orderBy: { id?: Order; name?: Order; updatedAt?: Order }[];
  readonly take: number;
}

/**
 * Reads one page in the order of `args.sort`.
 * @throws Refusal BAD_USER_INPUT for sizes outside 1 to 250 and for cursors of another list or another order.
 */
export function sortedPage<Row extends Sortable>(
  list: string,
  args: PageArgs & { readonly sort?: Sort | null | undefined },
  read: (query: SortedQuery) => Promise<readonly Row[]>,
) {
  const { by, order } = sorts[args.sort ?? 'newest_first'];
  const ascending = order === 'asc';
  // Both orders of one column have the same positions.
  const name = by === 'id' ? list : `${list}.${by}`;
  return pageOf<Row, Position>(args, {
    read: ({ after, before, fromEnd, take }) => {
      const direction = ascending === fromEnd ? 'desc' : 'asc';
      const where = [
        ...(after ? [beyond(by, after, ascending)] : []),
        ...(before ? [beyond(by, before, !ascending)] : []),
      ];
      const orderBy = by === 'id' ? [{ id: direction } as const] : [{ [by]: direction }, { id: direction } as const];
      return read({ where: { AND: where }, orderBy, take });
    },
    positionOf: (row) => ({ id: row.id, ...(by !== 'id' && { value: row[by] }) }),
    write: ({ id, value }) =>
      value === undefined ? `${name}:${id}` : `${name}:${id}:${value instanceof Date ? value.toISOString() : value}`,
    parse: (text) => {
      const [given, id = '', ...rest] = text.split(':');
      if (given !== name || !isUuid(id)) return undefined;
      if (by === 'id') return { id };
      if (by === 'name') return { id, value: storedText(rest.join(':')) };
      const value = new Date(rest.join(':'));
      return Number.isNaN(value.getTime()) ? undefined : { id, value };
    },
  });
}

/** What stands on one side of a position; the first condition is one that an index of the column can begin at. */
function beyond(by: Column, { id, value }: Position, greater: boolean): StretchWhere {
  const past = <Value>(bound: Value): Bound<Value> => (greater ? { gt: bound } : { lt: bound });
  const from = <Value>(bound: Value): Bound<Value> => (greater ? { gte: bound } : { lte: bound });
  if (by === 'name' && typeof value === 'string')
    return { AND: [{ name: from(value) }, { OR: [{ name: past(value) }, { id: past(id) }] }] };
  if (by === 'updatedAt' && value instanceof Date)
    return { AND: [{ updatedAt: from(value) }, { OR: [{ updatedAt: past(value) }, { id: past(id) }] }] };
  return { id: past(id) };
}
