// The events of a filter, live. The service says which of the new ones belong into the list; while somebody reads they
// wait. The stream begins at the newest event that was read, also after the connection was away.
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type CombinedError, useClient } from 'urql';
import { watch } from '../app/socket.ts';
import { type EventFilter, type EventLineFragment, EventPageDocument, EventsComeInDocument } from '../gql/events.ts';
import { emptyFeed, type FeedChange, type FeedState, reduceFeed } from '../parts/feed-state.ts';
import { createGathering } from '../parts/gathering.ts';

const pageSize = 50;
const gatherMs = 250;
const againMs = 2_000;
/** Older than every event. */
const oldest = '00000000-0000-0000-0000-000000000000';

export interface EventFeed {
  /** Newest first; undefined until the first page is there. */
  readonly rows: readonly EventLineFragment[] | undefined;
  readonly fresh: number;
  readonly moreFresh: boolean;
  readonly showFresh: () => void;
  readonly hasOlder: boolean;
  readonly loadOlder: () => void;
  readonly error: CombinedError | undefined;
  readonly reload: () => void;
}

/** @param filterKey says when the filter is another one. @param isRead false: new rows may come in by themselves. */
export function useEventFeed(filter: () => EventFilter, filterKey: string, isRead: boolean): EventFeed {
  const client = useClient();
  const [feed, change] = useReducer<FeedState<EventLineFragment>, [FeedChange<EventLineFragment>]>(
    reduceFeed,
    emptyFeed,
  );
  const [attempt, reload] = useReducer((number: number) => number + 1, 0);
  const now = useRef({ filter, end: feed.end });
  now.current = { filter, end: feed.end };

  const readPage = useCallback(
    (wanted: EventFilter, after?: string, first = pageSize) =>
      client.query(EventPageDocument, { filter: wanted, first, after }, { requestPolicy: 'network-only' }).toPromise(),
    [client],
  );

  useEffect(() => {
    let isOver = false;
    let stop = () => {};
    const gathering = createGathering({
      read: async () => {
        const { data } = await readPage(now.current.filter());
        if (data && !isOver) change({ type: 'newest', page: data.events });
        return data !== undefined;
      },
      gatherMs,
      againMs,
    });
    const begin = async () => {
      // Where the stream begins: what comes between this and the page is told twice, and shown once.
      const newest = await readPage({}, undefined, 1);
      const page = newest.error ? newest : await readPage(now.current.filter());
      if (isOver) return;
      if (page.error || !page.data) return change({ type: 'failed', error: page.error });
      change({ type: 'began', page: page.data.events });
      let last = newest.data?.events.edges[0]?.node.id ?? oldest;
      stop = watch(EventsComeInDocument, () => ({ after: last }), {
        next: ({ eventReceived }) => {
          last = eventReceived.id;
          gathering.came();
        },
        // The place is too old to be gone on from: from the beginning.
        ended: () => void (!isOver && setTimeout(reload, 1_000)),
      });
    };
    void begin();
    return () => {
      isOver = true;
      stop();
      gathering.stop();
      change({ type: 'over' });
    };
  }, [client, readPage, filterKey, attempt]);

  useEffect(() => {
    if (!isRead && feed.fresh.length > 0) change({ type: 'show' });
  }, [isRead, feed.fresh.length]);

  const loadOlder = async () => {
    const after = now.current.end;
    if (after === undefined) return;
    const { data } = await readPage(now.current.filter(), after);
    if (data) change({ type: 'older', after, page: data.events });
  };

  return {
    rows: feed.rows,
    fresh: feed.fresh.length,
    moreFresh: feed.fresh.length >= pageSize,
    showFresh: () => change({ type: 'show' }),
    hasOlder: feed.end !== undefined,
    loadOlder: () => void loadOlder(),
    error: feed.error,
    reload,
  };
}
