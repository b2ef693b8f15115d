// What a list of deliveries shows, and how it changes.
import type { CombinedError } from 'urql';
import type { DeliveryLineFragment, DeliveryPageQuery } from '../gql/delivery-list.ts';

export interface FeedState {
  readonly rows: readonly DeliveryLineFragment[] | undefined;
  /** Newer than the rows, newest first. */
  readonly fresh: readonly DeliveryLineFragment[];
  /** There are more new ones than these, between them and the rows; older pages go on from here. */
  readonly gapAt: string | undefined;
  /** Where the next page of older ones begins; undefined: there are none. */
  readonly end: string | undefined;
  readonly error: CombinedError | undefined;
}

type Page = DeliveryPageQuery['deliveries'];

export type FeedChange =
  | { readonly type: 'began' | 'newest'; readonly page: Page }
  | { readonly type: 'older'; readonly after: string; readonly page: Page }
  | { readonly type: 'changed'; readonly row: DeliveryLineFragment }
  | { readonly type: 'failed'; readonly error: CombinedError | undefined }
  | { readonly type: 'show' | 'over' };

export const emptyFeed: FeedState = { rows: undefined, fresh: [], gapAt: undefined, end: undefined, error: undefined };

export function reduceFeed(state: FeedState, change: FeedChange): FeedState {
  switch (change.type) {
    case 'began':
      return { rows: rowsOf(change.page), fresh: [], gapAt: undefined, end: endOf(change.page), error: undefined };
    case 'newest':
      return withNewest(state, rowsOf(change.page), endOf(change.page));
    case 'older': {
      if (change.after !== state.end || !state.rows) return state;
      const known = new Set(state.rows.map(({ id }) => id));
      const older = rowsOf(change.page).filter(({ id }) => !known.has(id));
      return { ...state, rows: [...state.rows, ...older], end: endOf(change.page) };
    }
    case 'changed':
      return { ...state, rows: state.rows?.map((row) => (row.id === change.row.id ? change.row : row)) };
    case 'failed':
      return { ...state, error: change.error };
    case 'show': {
      const { rows = [], fresh, gapAt } = state;
      if (gapAt !== undefined) return { ...state, rows: fresh, fresh: [], gapAt: undefined, end: gapAt };
      return { ...state, rows: [...fresh, ...rows], fresh: [] };
    }
    case 'over':
      return { ...state, fresh: [], gapAt: undefined, error: undefined };
  }
}

/** Ids are ordered by time: what is greater than the newest row is new; what is among the rows takes their place. */
function withNewest(state: FeedState, newest: readonly DeliveryLineFragment[], end: string | undefined): FeedState {
  if (!state.rows) return state;
  const top = state.rows[0]?.id ?? '';
  const byId = new Map(newest.map((row) => [row.id, row]));
  const fresh = newest.filter(({ id }) => id > top);
  const isApart = state.rows.length > 0 && fresh.length === newest.length;
  return {
    ...state,
    fresh,
    gapAt: isApart ? end : undefined,
    rows: state.rows.map((row) => byId.get(row.id) ?? row),
  };
}

const rowsOf = ({ edges }: Page) => edges.map(({ node }) => node);

const endOf = ({ pageInfo }: Page) => (pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined);
