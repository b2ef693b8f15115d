// All deliveries, live, and what can be done about those that failed.
import { Button, Group, Paper, Text } from '@mantine/core';
import { Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { DeliveryCountDocument, type DeliveryFilter } from '../gql/delivery-list.ts';
import { useAddress } from '../parts/address.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Failed } from '../parts/failed.tsx';
import { FreshPill } from '../parts/fresh-pill.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import partClasses from '../parts/parts.module.css';
import { Screen } from '../parts/screen.tsx';
import { useReading } from '../parts/use-reading.ts';
import { WrongAddress } from '../parts/wrong-address.tsx';
import { deliveries as words } from '../words/deliveries.ts';
import { deliveryParts, filterOf } from './delivery-address.ts';
import { useDeliveryFeed } from './delivery-feed.ts';
import { DeliveryFilters } from './delivery-filters.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { NoDeliveries } from './no-deliveries.tsx';
import { TickBar } from './tick-bar.tsx';
import { useTicks } from './use-ticks.ts';

const BulkRetry = lazy(() => import('./bulk-retry.tsx').then((file) => ({ default: file.BulkRetry })));

const failed = { status: ['FAILED' as const] };

export function DeliveryList() {
  const address = useAddress(deliveryParts);
  const { values, wrong } = address;
  const { deliveryId } = useParams({ strict: false });
  const [isPaused, setIsPaused] = useState(false);
  const [retried, setRetried] = useState<DeliveryFilter>();
  const { isRead, watched } = useReading();
  const key = JSON.stringify(values);
  const ticks = useTicks(key);
  const isHeld = isRead || isPaused || deliveryId !== undefined || ticks.ids.size > 0;
  const feed = useDeliveryFeed(() => filterOf(values), key, isHeld);
  const { rows } = feed;
  const ticked = rows?.filter(({ id }) => ticks.ids.has(id)) ?? [];
  // Counted as it was when the filter was chosen, not anew at each row that comes.
  const filter = useMemo(() => filterOf(JSON.parse(key)), [key]);
  const retryTicked = () =>
    setRetried(ticks.isAll ? { ...filterOf(values), ...failed } : { ids: ticked.map(({ id }) => id), ...failed });
  return (
    <Screen
      title={words.title}
      lead={isPaused ? words.paused : words.lead}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<Icon name={isPaused ? 'play' : 'pause'} />}
            aria-pressed={isPaused}
            onClick={() => setIsPaused(!isPaused)}
          >
            {isPaused ? words.resume : words.pause}
          </Button>
          <ChangeButton
            variant="default"
            leftSection={<Icon name="refresh" />}
            onClick={() => setRetried({ ...filterOf(values), ...failed })}
          >
            {words.retryAll}
          </ChangeButton>
        </>
      }
    >
      <DeliveryFilters address={address} />
      <WrongAddress wrong={wrong} />
      {feed.error && <Failed things={words.things} error={feed.error} retry={feed.reload} />}
      {!rows && !feed.error && <Late />}
      <FreshPill said={words.freshSaid} count={feed.fresh} more={feed.moreFresh} show={feed.showFresh} />
      {rows && rows.length > 0 && (
        <>
          <Paper className={partClasses.card} {...watched}>
            {ticked.length > 0 && (
              <TickBar
                ticks={ticks}
                ticked={ticked.length}
                shown={rows.length}
                hasOlder={feed.hasOlder}
                filter={filter}
                retry={retryTicked}
              />
            )}
            <DeliveryTable
              rows={rows}
              openId={deliveryId}
              hasOlder={feed.hasOlder}
              loadOlder={feed.loadOlder}
              ticks={ticks}
            />
          </Paper>
          <Foot shown={rows.length} filter={filter} {...feed} />
        </>
      )}
      {rows?.length === 0 && <NoDeliveries address={address} />}
      <Outlet />
      <Suspense fallback={null}>
        {retried && <BulkRetry filter={retried} close={() => setRetried(undefined)} />}
      </Suspense>
    </Screen>
  );
}

interface FootProps {
  readonly shown: number;
  readonly filter: DeliveryFilter;
  readonly hasOlder: boolean;
  readonly loadOlder: () => void;
}

function Foot({ shown, hasOlder, loadOlder, filter }: FootProps) {
  // Counted once for a filter: counting goes through all rows that it lets through.
  const [{ data }] = useQuery({
    query: DeliveryCountDocument,
    variables: { filter },
    requestPolicy: 'network-only',
    pause: !hasOlder,
  });
  const total = hasOlder ? data?.deliveries.totalCount : shown;
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" role="status">
        {words.shown(shown, total === undefined ? undefined : Math.max(total, shown))}
      </Text>
      {hasOlder && (
        <Button size="xs" variant="default" onClick={loadOlder}>
          {words.loadOlder}
        </Button>
      )}
    </Group>
  );
}
