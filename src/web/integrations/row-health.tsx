// How an integration of the list has gone in the last day: bars, and the same in words.
import { Text } from '@mantine/core';
import { useZone } from '../app/time-zone.ts';
import type { IntegrationRowFragment } from '../gql/integration-list.ts';
import { PlainBars } from '../parts/bars.tsx';
import { deliveryBars } from '../parts/delivery-bars.tsx';
import { TextLink } from '../parts/link.tsx';
import { integrations } from '../words/integrations.ts';

const words = integrations.health;

export function RowHealth({ row: { id, health } }: { readonly row: Pick<IntegrationRowFragment, 'id' | 'health'> }) {
  const zone = useZone();
  const { successes, failures, buckets } = health;
  if (successes + failures === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.quiet}
      </Text>
    );
  return (
    <>
      <PlainBars look="spark" bars={deliveryBars(buckets, '24h', zone)} />
      {failures > 0 ? (
        <TextLink
          to="/deliveries"
          search={{ integration: id, status: 'failed', since: '24h' }}
          size="xs"
          c="var(--ours-bad)"
        >
          {words.failed(failures, successes + failures)}
        </TextLink>
      ) : (
        <Text size="xs" c="dimmed">
          {words.delivered(successes)}
        </Text>
      )}
    </>
  );
}
