// All events, live: what came in, and what became of it.
import { Button, Group, Paper, Text } from '@mantine/core';
import { Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useAddress } from '../parts/address.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { FreshPill } from '../parts/fresh-pill.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import partClasses from '../parts/parts.module.css';
import { Screen } from '../parts/screen.tsx';
import { useReading } from '../parts/use-reading.ts';
import { WrongAddress } from '../parts/wrong-address.tsx';
import { events as words } from '../words/events.ts';
import { eventParts, filterOf } from './event-address.ts';
import { useEventFeed } from './event-feed.ts';
import { EventFilters } from './event-filters.tsx';
import { EventTable } from './event-table.tsx';

const SendSample = lazy(() => import('./send-sample.tsx').then((file) => ({ default: file.SendSample })));

export function EventList() {
  const address = useAddress(eventParts);
  const { values, wrong, clear, isFiltered } = address;
  const { eventId } = useParams({ strict: false });
  const [isPaused, setIsPaused] = useState(false);
  const [isSending, setIsSending] = useState(false);
  const { isRead, watched } = useReading();
  const isStill = isRead || isPaused || isSending || eventId !== undefined;
  const feed = useEventFeed(() => filterOf(values), JSON.stringify(values), isStill);
  const { rows } = feed;
  const sample = (
    <ChangeButton scope="EVENTS_WRITE" leftSection={<Icon name="send" />} onClick={() => setIsSending(true)}>
      {words.send}
    </ChangeButton>
  );
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
          {sample}
        </>
      }
    >
      <EventFilters address={address} />
      <WrongAddress wrong={wrong} />
      {feed.error && <Failed things={words.things} error={feed.error} retry={feed.reload} />}
      {!rows && !feed.error && <Late />}
      <FreshPill said={words.freshSaid} count={feed.fresh} more={feed.moreFresh} show={feed.showFresh} />
      {rows && rows.length > 0 && (
        <>
          <Paper className={partClasses.card} {...watched}>
            <EventTable rows={rows} openId={eventId} />
          </Paper>
          <Group justify="space-between">
            <Text size="sm" c="dimmed" role="status">
              {words.shown(rows.length)}
            </Text>
            {feed.hasOlder && (
              <Button size="xs" variant="default" onClick={feed.loadOlder}>
                {words.loadOlder}
              </Button>
            )}
          </Group>
        </>
      )}
      {rows?.length === 0 &&
        (isFiltered ? (
          <Empty icon="filter" title={words.noMatch}>
            <Button variant="default" onClick={clear}>
              {words.filters.clear}
            </Button>
          </Empty>
        ) : (
          <Empty icon="pulse" title={words.none.title}>
            <Text c="dimmed">{words.none.lead}</Text>
            {sample}
          </Empty>
        ))}
      <Outlet />
      <Suspense fallback={null}>{isSending && <SendSample close={() => setIsSending(false)} />}</Suspense>
    </Screen>
  );
}
