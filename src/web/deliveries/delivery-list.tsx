// All deliveries, live, and what can be done about those that failed.
import { Button, Group, Paper, Text } from '@mantine/core';
import { Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useQuery } from 'urql';
import { DeliveryCountDocument } from '../gql/delivery-list.ts';
import { useAddress } from '../parts/address.ts';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { FreshPill } from '../parts/fresh-pill.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Screen } from '../parts/screen.tsx';
import { useReading } from '../parts/use-reading.ts';
import { WrongAddress } from '../parts/wrong-address.tsx';
import { deliveries as words } from '../words/deliveries.ts';
import { deliveryParts, filterOf } from './delivery-address.ts';
import { useDeliveryFeed } from './delivery-feed.ts';
import { DeliveryFilters } from './delivery-filters.tsx';
import { DeliveryTable } from './delivery-table.tsx';

const BulkRetry = lazy(() => import('./bulk-retry.tsx').then((file) => ({ default: file.BulkRetry })));

export function DeliveryList() {
  const address = useAddress(deliveryParts);
  const { values, wrong, clear, isFiltered } = address;
  const { deliveryId } = useParams({ strict: false });
  const [isPaused, setIsPaused] = useState(false);
  const [isRetrying, setIsRetrying] = useState(false);
  const { isRead, watched } = useReading();
  const key = JSON.stringify(values);
  const feed = useDeliveryFeed(() => filterOf(values), key, isRead || isPaused || deliveryId !== undefined);
  const { rows } = feed;
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
          <Button variant="default" leftSection={<Icon name="refresh" />} onClick={() => setIsRetrying(true)}>
            {words.retryAll}
          </Button>
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
            <DeliveryTable rows={rows} openId={deliveryId} hasOlder={feed.hasOlder} loadOlder={feed.loadOlder} />
          </Paper>
          <Foot shown={rows.length} filterKey={key} {...feed} />
        </>
      )}
      {rows?.length === 0 && (isFiltered ? <NoMatch failed={values.status === 'failed'} clear={clear} /> : <NoneYet />)}
      <Outlet />
      <Suspense fallback={null}>
        {isRetrying && (
          <BulkRetry filter={{ ...filterOf(values), status: ['FAILED'] }} close={() => setIsRetrying(false)} />
        )}
      </Suspense>
    </Screen>
  );
}

interface FootProps {
  readonly shown: number;
  readonly filterKey: string;
  readonly hasOlder: boolean;
  readonly loadOlder: () => void;
}

function Foot({ shown, hasOlder, loadOlder, filterKey }: FootProps) {
  // Counted once for a filter, as it was then: counting goes through all rows that it lets through.
  const [filter, setFilter] = useState({ filterKey, value: filterOf(JSON.parse(filterKey)) });
  if (filter.filterKey !== filterKey) setFilter({ filterKey, value: filterOf(JSON.parse(filterKey)) });
  const [{ data }] = useQuery({
    query: DeliveryCountDocument,
    variables: { filter: filter.value },
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

const NoMatch = ({ failed, clear }: { readonly failed: boolean; readonly clear: () => void }) => (
  <Empty icon={failed ? 'check' : 'filter'} title={failed ? words.noFailure : words.noMatch}>
    <Button variant="default" onClick={clear}>
      {words.filters.clear}
    </Button>
  </Empty>
);

const NoneYet = () => (
  <Empty icon="list" title={words.none.title}>
    <Text c="dimmed">{words.none.lead}</Text>
    <ButtonLink to="/integrations" variant="default">
      {words.none.integrations}
    </ButtonLink>
  </Empty>
);
