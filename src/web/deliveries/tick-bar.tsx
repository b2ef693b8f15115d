// What is ticked, and what can be done with it.
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { DeliveryCountDocument, type DeliveryFilter } from '../gql/delivery-list.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { deliveries } from '../words/deliveries.ts';
import classes from './deliveries.module.css';
import type { Ticks } from './use-ticks.ts';

const words = deliveries.ticks;

interface TickBarProps {
  readonly ticks: Ticks;
  /** Rows of the list that are ticked. */
  readonly ticked: number;
  readonly shown: number;
  readonly hasOlder: boolean;
  /** Of the list; must be the same object as long as it is the same filter. */
  readonly filter: DeliveryFilter;
  readonly retry: () => void;
}

export function TickBar({ ticks, ticked, shown, hasOlder, filter, retry }: TickBarProps) {
  const isPage = ticked === shown;
  const [{ data }] = useQuery({
    query: DeliveryCountDocument,
    variables: { filter },
    requestPolicy: 'network-only',
    pause: !isPage || !hasOlder,
  });
  const total = data?.deliveries.totalCount;
  const more = isPage && hasOlder && total !== undefined && total > ticked && !ticks.isAll;
  return (
    <Group className={classes.tickBar} gap="xs">
      <Text size="sm" fw={550} role="status">
        {ticks.isAll ? words.all(total ?? ticked) : isPage ? words.page(ticked) : words.some(ticked)}
      </Text>
      {more && (
        <Button size="xs" variant="subtle" onClick={ticks.tickAll}>
          {words.tickAll(total)}
        </Button>
      )}
      <ChangeButton size="xs" leftSection={<Icon name="refresh" size={14} />} onClick={retry}>
        {words.retry}
      </ChangeButton>
      <Button size="xs" variant="default" onClick={() => ticks.tick([])}>
        {words.clear}
      </Button>
    </Group>
  );
}
