// Relay connections over rows whose UUIDv7 id is their order, newest first: a page is one indexed range, however deep.
import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { Refusal, refuseIfAny } from '../domain/refusal.ts';

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** What to read: rows with these ids, in this order, so many. */
export interface PageQuery {
  readonly id: { readonly lt?: string; readonly gt?: string };
  readonly orderBy: { readonly id: 'asc' | 'desc' };
  readonly take: number;
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
  args: PageArgs,
  read: (query: PageQuery) => Promise<readonly Row[]>,
) => keysetPageBy(list, args, read, ({ id }) => id);

/** The same for rows whose order is another column's. @param keyOf gives that column's value. */
export async function keysetPageBy<Row>(
  list: string,
  args: PageArgs,
  read: (query: PageQuery) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
) {
  const backward = args.last != null || (args.before != null && args.first == null);
  if (args.first != null && args.last != null)
    throw new Refusal('BAD_USER_INPUT', 'first and last exclude each other', [
      { path: 'last', message: 'cannot be combined with first' },
    ]);
  const size = (backward ? args.last : args.first) ?? defaultPageSize;
  if (size < 1 || size > maxPageSize)
    refuseIfAny([{ path: backward ? 'last' : 'first', message: `must be 1 to ${maxPageSize}` }]);
  const after = readCursor(list, 'after', args.after);
  const before = readCursor(list, 'before', args.before);
  const rows = await read({
    id: { ...(after && { lt: after }), ...(before && { gt: before }) },
    orderBy: { id: backward ? 'asc' : 'desc' },
    take: size + 1,
  });
  const more = rows.length > size;
  const page = rows.slice(0, size);
  if (backward) page.reverse();
  const edges = page.map((node) => ({ cursor: writeCursor(list, keyOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: backward ? before !== undefined : more,
      hasPreviousPage: backward ? more : after !== undefined,
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

const writeCursor = (list: string, id: string) => Buffer.from(`${list}:${id}`).toString('base64url');

function readCursor(list: string, path: string, cursor: string | null | undefined): string | undefined {
  if (cursor == null) return undefined;
  const [name, id = ''] = Buffer.from(cursor, 'base64url').toString().split(':');
  if (name !== list || !isUuid(id)) refuseIfAny([{ path, message: 'is not a cursor of this list' }]);
  return id;
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
