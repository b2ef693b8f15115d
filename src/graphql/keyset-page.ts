// Relay connections, in both directions. A page is one range of an index, however deep: it begins where its cursor
// stands, and nothing is skipped by counting. Rows have a UUIDv7 id, which is their order in time.
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Of lists that grow without bound: by time, either way. */
export interface TimePageArgs extends PageArgs {
  /** Default: newest_first. */
  readonly sort?: 'newest_first' | 'oldest_first' | null | undefined;
}

/** What to read: rows with these ids, in this order, so many. */
export interface PageQuery {
  readonly id: { readonly lt?: string; readonly gt?: string };
  readonly orderBy: { readonly id: 'asc' | 'desc' };
  readonly take: number;
}

/** A stretch of a list, whatever it is sorted by. */
export interface Stretch<Position> {
  /** Only what stands behind this. */
  readonly after?: Position | undefined;
  /** Only what stands in front of this. */
  readonly before?: Position | undefined;
  /** The last rows of the stretch are wanted, the very last one first. */
  readonly fromEnd: boolean;
  readonly take: number;
}

export interface ListReader<Row, Position> {
  read(stretch: Stretch<Position>): Promise<readonly Row[]>;
  positionOf(row: Row): Position;
  /** A position as the text of a cursor. */
  write(position: Position): string;
  /** Undefined for a text that is no position of this list. */
  parse(text: string): Position | undefined;
}

export const defaultPageSize = 50;
export const maxPageSize = 250;

/**
 * Reads one page of rows in the order of their `id`.
 * @param list names the list, so that a cursor of another one is refused.
 * @throws Refusal BAD_USER_INPUT for sizes outside 1 to 250 and for foreign cursors.
 */
export const keysetPage = <Row extends { id: string }>(
  list: string,
  args: TimePageArgs,
  read: (query: PageQuery) => Promise<readonly Row[]>,
) => keysetPageBy(list, args, read, ({ id }) => id);

/** The same for rows whose order is another column's. @param keyOf gives that column's value. */
export function keysetPageBy<Row>(
  list: string,
  args: TimePageArgs,
  read: (query: PageQuery) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
) {
  const ascending = args.sort === 'oldest_first';
  return pageOf<Row, string>(args, {
    read: ({ after, before, fromEnd, take }) => {
      const [greater, less] = ascending ? [after, before] : [before, after];
      return read({
        id: { ...(less !== undefined && { lt: less }), ...(greater !== undefined && { gt: greater }) },
        orderBy: { id: ascending === fromEnd ? 'desc' : 'asc' },
        take,
      });
    },
    positionOf: keyOf,
    write: (id) => `${list}:${id}`,
    parse: (text) => {
      const [name, id = ''] = text.split(':');
      return name === list && isUuid(id) ? id : undefined;
    },
  });
}

/** One page of a list. Whether there is more on its far side is looked up only where it is asked for. */
export async function pageOf<Row, Position>(args: PageArgs, list: ListReader<Row, Position>) {
  const fromEnd = args.last != null || (args.before != null && args.first == null);
  if (args.first != null && args.last != null)
    throw new Refusal('BAD_USER_INPUT', 'first and last exclude each other', [
      { path: 'last', message: 'cannot be combined with first' },
    ]);
  const size = (fromEnd ? args.last : args.first) ?? defaultPageSize;
  if (size < 1 || size > maxPageSize)
    refuseIfAny([{ path: fromEnd ? 'last' : 'first', message: `must be 1 to ${maxPageSize}` }]);
  const after = readCursor(list, 'after', args.after);
  const before = readCursor(list, 'before', args.before);
  const rows = await list.read({ after, before, fromEnd, take: size + 1 });
  const more = rows.length > size;
  const page = rows.slice(0, size);
  if (fromEnd) page.reverse();
  const cursorOf = (row: Row) => Buffer.from(list.write(list.positionOf(row))).toString('base64url');
  const edges = page.map((node) => ({ cursor: cursorOf(node), node }));

  const [begin, end] = [page[0], page.at(-1)];
  const isThere = async (stretch: Omit<Stretch<Position>, 'take'>) =>
    (await list.read({ ...stretch, take: 1 })).length > 0;
  /** Of an empty page: what is not between the cursors is in front of both or behind both. */
  const isInFront = () => isThere({ before: begin === undefined ? before : list.positionOf(begin), fromEnd: true });
  const isBehind = () => isThere({ after: end === undefined ? after : list.positionOf(end), fromEnd: false });
  return {
    edges,
    pageInfo: {
      // Read by the field's resolver only when it is asked for, and awaited there.
      get hasNextPage(): boolean {
        if (more && !fromEnd) return true;
        return before !== undefined && (isBehind() as never);
      },
      get hasPreviousPage(): boolean {
        if (more && fromEnd) return true;
        return after !== undefined && (isInFront() as never);
      },
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** What to include for the fields asked of a connection's nodes, so that no row needs a query of its own. */
export const includedInNodes = (context: object, info: GraphQLResolveInfo): object =>
  queryFromInfo({ context, info, path: ['edges', 'node'] });

const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for texts that PostgreSQL takes as a uuid; anything else names nothing that exists. */
export const isUuid = (text: string) => uuidText.test(text);

function readCursor<Position>(
  list: Pick<ListReader<unknown, Position>, 'parse'>,
  path: string,
  cursor: string | null | undefined,
): Position | undefined {
  if (cursor == null) return undefined;
  const position = list.parse(Buffer.from(cursor, 'base64url').toString());
  if (position === undefined) refuseIfAny([{ path, message: 'is not a cursor of this list' }]);
  return position;
}

/** A text as it would lie in the database, which knows neither NUL nor halves of surrogate pairs. */
export const storedText = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd');

/** A text to search for as it is: `%` and `_` stand for themselves. */
export const searchText = (text: string) => storedText(text).replace(/[\\%_]/g, '\\$&');

/** For arguments that must be the id of something: one that is no UUID is the id of nothing. */
export function uuidOrNotFound(id: string, what: string): string {
  if (!isUuid(id)) throw new Refusal('NOT_FOUND', `no such ${what}`);
  return id.toLowerCase();
}
