// The deliveries of a filter, live. Rows change in place; new ones wait until they are asked for, or come in by
// themselves while nobody reads. The stream begins where the first page was read: nothing is left out between them, nor
// while the connection is away.
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { type CombinedError, useClient } from 'urql';
import { watch } from '../app/socket.ts';
import {
  DeliveryCursorDocument,
  type DeliveryFilter,
  type DeliveryLineFragment,
  DeliveryPageDocument,
  DeliveryUpdatesDocument,
} from '../gql/delivery-list.ts';
import { emptyFeed, type FeedChange, type FeedState, reduceFeed } from '../parts/feed-state.ts';
import { createGathering } from '../parts/gathering.ts';
import { tellOfDelivery } from './delivery-news.ts';

const pageSize = 50;
/** How long new rows gather before the service is asked which of them belong into this list. */
const gatherMs = 250;
const againMs = 2_000;

export interface DeliveryFeed {
  /** Newest first; undefined until the first page is there. */
  readonly rows: readonly DeliveryLineFragment[] | undefined;
  /** New ones that are not shown. */
  readonly fresh: number;
  /** There may be more of them than were counted. */
  readonly moreFresh: boolean;
  readonly showFresh: () => void;
  readonly hasOlder: boolean;
  readonly loadOlder: () => void;
  readonly error: CombinedError | undefined;
  readonly reload: () => void;
}

/** @param filterKey says when the filter is another one. @param isRead false: new rows may come in by themselves. */
export function useDeliveryFeed(filter: () => DeliveryFilter, filterKey: string, isRead: boolean): DeliveryFeed {
  const client = useClient();
  const [feed, change] = useReducer<FeedState<DeliveryLineFragment>, [FeedChange<DeliveryLineFragment>]>(
    reduceFeed,
    emptyFeed,
  );
  const [attempt, reload] = useReducer((number: number) => number + 1, 0);
  const now = useRef({ filter, feed, isLoadingOlder: false });
  now.current.filter = filter;
  now.current.feed = feed;

  const readPage = useCallback(
    (after?: string) => {
      const variables = { filter: now.current.filter(), first: pageSize, after };
      return client.query(DeliveryPageDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    },
    [client],
  );

  // Begins anew when the filter is another one, or when it is asked to.
  useEffect(() => {
    let isOver = false;
    let stop = () => {};
    const gathering = createGathering({
      read: async () => {
        const { data } = await readPage();
        if (data && !isOver) change({ type: 'newest', page: data.deliveries });
        return data !== undefined;
      },
      gatherMs,
      againMs,
    });
    const begin = async () => {
      const place = await client.query(DeliveryCursorDocument, {}, { requestPolicy: 'network-only' }).toPromise();
      const page = place.error ? place : await readPage();
      if (isOver) return;
      if (page.error || !page.data || !('deliveries' in page.data))
        return change({ type: 'failed', error: page.error });
      change({ type: 'began', page: page.data.deliveries });
      let cursor = place.data?.deliveryCursor;
      stop = watch(
        DeliveryUpdatesDocument,
        () => ({ after: cursor, integrationId: now.current.filter().integrationId }),
        {
          next: ({ deliveryUpdated: { cursor: reached, ...row } }) => {
            cursor = reached ?? cursor;
            tellOfDelivery(row.id);
            if (now.current.feed.rows?.some(({ id }) => id === row.id)) change({ type: 'changed', row });
            else gathering.came();
          },
          // The place is too old to be gone on from: from the beginning.
          ended: () => void (!isOver && setTimeout(reload, 1_000)),
        },
      );
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

  const loadOlder = useCallback(async () => {
    const { rows, end } = now.current.feed;
    if (!rows || end === undefined || now.current.isLoadingOlder) return;
    now.current.isLoadingOlder = true;
    const { data } = await readPage(end);
    now.current.isLoadingOlder = false;
    if (data) change({ type: 'older', after: end, page: data.deliveries });
  }, [readPage]);

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
