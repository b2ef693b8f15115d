// What a list that grows at its top shows, and how it changes. Ids are ordered by time.
import type { CombinedError } from 'urql';

export interface FeedRow {
  readonly id: string;
}

export interface FeedPage<Row> {
  readonly edges: readonly { readonly node: Row }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface FeedState<Row extends FeedRow> {
  readonly rows: readonly Row[] | undefined;
  /** Newer than the rows, newest first. */
  readonly fresh: readonly Row[];
  /** There are more new ones than these, between them and the rows; older pages go on from here. */
  readonly gapAt: string | undefined;
  /** Where the next page of older ones begins; undefined: there are none. */
  readonly end: string | undefined;
  readonly error: CombinedError | undefined;
}

export type FeedChange<Row extends FeedRow> =
  | { readonly type: 'began' | 'newest'; readonly page: FeedPage<Row> }
  | { readonly type: 'older'; readonly after: string; readonly page: FeedPage<Row> }
  | { readonly type: 'changed'; readonly row: Row }
  | { readonly type: 'failed'; readonly error: CombinedError | undefined }
  | { readonly type: 'show' | 'over' };

export const emptyFeed: FeedState<never> = {
  rows: undefined,
  fresh: [],
  gapAt: undefined,
  end: undefined,
  error: undefined,
};

export function reduceFeed<Row extends FeedRow>(state: FeedState<Row>, change: FeedChange<Row>): FeedState<Row> {
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
function withNewest<Row extends FeedRow>(
  state: FeedState<Row>,
  newest: readonly Row[],
  end: string | undefined,
): FeedState<Row> {
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

const rowsOf = <Row>({ edges }: FeedPage<Row>): readonly Row[] => edges.map(({ node }) => node);

const endOf = ({ pageInfo }: FeedPage<unknown>) =>
  pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined;
