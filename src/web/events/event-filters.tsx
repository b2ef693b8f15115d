// The filter bar of events. What it says is in the address.
import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from 'urql';
import { EventFiltersDocument } from '../gql/events.ts';
import type { Address } from '../parts/address.ts';
import listClasses from '../parts/lists.module.css';
import { SearchField } from '../parts/search-field.tsx';
import { events } from '../words/events.ts';
import type { eventParts } from './event-address.ts';

const words = events.filters;

export function EventFilters({ address: { values, change } }: { readonly address: Address<typeof eventParts> }) {
  const [{ data }] = useQuery({ query: EventFiltersDocument });
  const chosen = (name: keyof typeof eventParts) => ({
    value: values[name] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  });
  /** Taken when it is left or Enter is pressed. */
  const typed = (name: 'actor' | 'subject') => ({
    'aria-label': words[name],
    placeholder: words[name],
    key: `${name}${values[name] ?? ''}`,
    defaultValue: values[name] ?? '',
    onBlur: (event: { currentTarget: HTMLInputElement }) => {
      const text = event.currentTarget.value.trim();
      if (text !== (values[name] ?? '')) change({ [name]: text });
    },
    onKeyDown: (event: { key: string; currentTarget: HTMLInputElement }) => {
      if (event.key === 'Enter') event.currentTarget.blur();
    },
  });
  const sources = data?.eventSources.edges.map(({ node }) => node.name) ?? [];
  return (
    <div className={listClasses.filters}>
      <SearchField label={events.search} value={values.text ?? ''} onChange={(text) => change({ text })} />
      <NativeSelect
        aria-label={words.type}
        {...chosen('type')}
        data={[
          { value: '', label: words.anyType },
          ...(data?.eventTypes ?? []).map(({ name }) => name),
          { value: 'unmapped', label: words.unmapped },
        ]}
      />
      <NativeSelect
        aria-label={words.outcome}
        {...chosen('outcome')}
        data={[
          { value: '', label: words.anyOutcome },
          ...Object.entries(words.outcomes).map(([value, label]) => ({ value, label })),
        ]}
      />
      {(sources.length > 0 || values.source) && (
        <NativeSelect
          aria-label={words.source}
          {...chosen('source')}
          data={[{ value: '', label: words.anySource }, ...sources]}
        />
      )}
      <TextInput {...typed('actor')} />
      <TextInput {...typed('subject')} />
      <NativeSelect
        aria-label={words.since}
        {...chosen('since')}
        data={[
          { value: '', label: words.anyTime },
          ...Object.entries(words.times).map(([value, label]) => ({ value, label })),
        ]}
      />
    </div>
  );
}
