// Why a list of deliveries has no rows: there were none yet, the filters hide all, none failed, or they are too old.
import { Button, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { RetentionInForceDocument } from '../gql/delivery-list.ts';
import type { Address } from '../parts/address.ts';
import { Empty } from '../parts/empty.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { deliveries as words } from '../words/deliveries.ts';
import type { deliveryParts } from './delivery-address.ts';

const dayMs = 86_400_000;

export function NoDeliveries({ address }: { readonly address: Address<typeof deliveryParts> }) {
  const { values, isFiltered, clear, change } = address;
  const { from, until, ...others } = values;
  const [{ data }] = useQuery({ query: RetentionInForceDocument, pause: until === undefined });
  const days = data?.retention.days ?? undefined;
  if (!isFiltered) return <NoneYet />;
  if (until && days !== undefined && Date.parse(until) < Date.now() - days * dayMs)
    return (
      <Empty icon="clock" title={words.removed.title(days)}>
        <Text c="dimmed">{words.removed.lead}</Text>
        <Button variant="default" onClick={() => change({ from: '', until: '' })}>
          {words.removed.show}
        </Button>
      </Empty>
    );
  const isGood = values.status === 'failed';
  const isOfSpanOnly = !from && !until && Object.values(others).filter((value) => value !== undefined).length === 2;
  const goodTitle = isOfSpanOnly && values.since ? words.noFailureIn[values.since] : words.noFailure;
  return (
    <Empty
      icon={isGood ? 'check' : 'filter'}
      tone={isGood ? 'good' : undefined}
      title={isGood ? goodTitle : words.noMatch}
    >
      <Button variant="default" onClick={clear}>
        {words.filters.clear}
      </Button>
    </Empty>
  );
}

const NoneYet = () => (
  <Empty icon="list" title={words.none.title}>
    <Text c="dimmed">{words.none.lead}</Text>
    <ButtonLink to="/integrations" variant="default">
      {words.none.integrations}
    </ButtonLink>
  </Empty>
);
