// The filter bar of deliveries. What it says is in the address.
import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from 'urql';
import { useZone } from '../app/time-zone.ts';
import { DeliveryFiltersDocument } from '../gql/delivery-list.ts';
import type { Address } from '../parts/address.ts';
import { spanText } from '../parts/format-time.ts';
import { Icon } from '../parts/icon.tsx';
import listClasses from '../parts/lists.module.css';
import { SearchField } from '../parts/search-field.tsx';
import { deliveries as words } from '../words/deliveries.ts';
import { delivery } from '../words/delivery.ts';
import type { deliveryParts } from './delivery-address.ts';

export function DeliveryFilters({ address }: { readonly address: Address<typeof deliveryParts> }) {
  const { values, change } = address;
  const [{ data }] = useQuery({ query: DeliveryFiltersDocument });
  const { filters } = words;
  const zone = useZone();
  const { from, until } = values;
  const chosen = (name: keyof typeof deliveryParts) => ({
    value: values[name] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  });
  return (
    <div className={listClasses.filters}>
      <SearchField label={words.search} value={values.error ?? ''} onChange={(error) => change({ error })} />
      <NativeSelect
        aria-label={filters.status}
        {...chosen('status')}
        data={[
          { value: '', label: filters.anyStatus },
          { value: 'pending', label: delivery.status.PENDING },
          { value: 'running', label: delivery.status.RUNNING },
          { value: 'success', label: delivery.status.SUCCESS },
          { value: 'failed', label: delivery.status.FAILED },
        ]}
      />
      <NativeSelect
        aria-label={filters.integration}
        {...chosen('integration')}
        data={[
          { value: '', label: filters.anyIntegration },
          ...(data?.integrations.edges ?? []).map(({ node }) => ({ value: node.id, label: node.name })),
        ]}
      />
      <NativeSelect
        aria-label={filters.type}
        {...chosen('type')}
        data={[{ value: '', label: filters.anyType }, ...(data?.eventTypes ?? []).map(({ name }) => name)]}
      />
      <NativeSelect
        aria-label={filters.cause}
        {...chosen('cause')}
        data={[
          { value: '', label: filters.anyCause },
          ...(data?.failureCauses ?? []).map(({ code, title }) => ({ value: code, label: title })),
        ]}
      />
      <NativeSelect
        aria-label={filters.since}
        {...chosen('since')}
        data={[
          { value: '', label: filters.anyTime },
          ...Object.entries(filters.times).map(([value, label]) => ({ value, label })),
        ]}
      />
      {from && until && (
        <Button
          variant="default"
          fw="normal"
          rightSection={<Icon name="cross" size={13} />}
          title={filters.anyTime}
          onClick={() => change({ from: '', until: '' })}
        >
          {filters.ended(spanText(new Date(from), new Date(until), zone))}
        </Button>
      )}
    </div>
  );
}
