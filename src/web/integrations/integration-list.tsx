// All integrations: what reacts to what, whether it is on, and how its last delivery went.
import { Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { IntegrationListDocument, TriggerChoiceDocument } from '../gql/integration-list.ts';
import { anyText, oneOf, useAddress } from '../parts/address.ts';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { Pager } from '../parts/pager.tsx';
import { Screen } from '../parts/screen.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { WrongAddress } from '../parts/wrong-address.tsx';
import { editor } from '../words/editor.ts';
import { integrations as words } from '../words/integrations.ts';
import { ClearFilters } from './clear-filters.tsx';
import { IntegrationTable } from './integration-table.tsx';

const pageSize = 50;

const stateFilters = {
  all: {},
  on: { enabled: true },
  off: { enabled: false },
  failing: { failing: true },
  paused: { paused: true },
};

const parts = {
  name: anyText,
  state: oneOf('on', 'off', 'failing', 'paused'),
  trigger: anyText,
  after: anyText,
  before: anyText,
};

export function IntegrationList() {
  const { values, wrong, change, clear, isFiltered } = useAddress(parts);
  const { name, state, trigger, after, before } = values;
  const [{ data, error, stale }, reload] = useQuery({
    query: IntegrationListDocument,
    variables: {
      filter: { name, trigger, ...stateFilters[state ?? 'all'] },
      ...(before === undefined ? { first: pageSize, after } : { last: pageSize, before }),
    },
  });
  const list = data?.integrations;
  const page = list?.pageInfo;
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      actions={
        <ButtonLink to="/integrations/new" leftSection={<Icon name="plus" />}>
          {words.create}
        </ButtonLink>
      }
    >
      <Filters values={values} change={change} />
      <WrongAddress wrong={wrong} />
      {error && <Failed things={words.things} error={error} retry={reload} />}
      {!list && !error && <Late />}
      {list && list.edges.length > 0 && (
        <IntegrationTable rows={list.edges.map(({ node }) => node)} isStale={stale} reload={reload} />
      )}
      {list?.edges.length === 0 && (isFiltered ? <NoMatch clear={clear} /> : <NoneYet />)}
      {list && page && list.edges.length > 0 && (
        <Pager
          shown={list.edges.length}
          total={list.totalCount}
          newer={page.hasPreviousPage ? () => change({ before: page.startCursor ?? '', after: '' }) : undefined}
          older={page.hasNextPage ? () => change({ after: page.endCursor ?? '', before: '' }) : undefined}
        />
      )}
    </Screen>
  );
}

type Filtering = Pick<ReturnType<typeof useAddress<typeof parts>>, 'values' | 'change'>;

function Filters({ values, change }: Filtering) {
  const [{ data }] = useQuery({ query: TriggerChoiceDocument });
  const names = data?.eventTypes.map((type) => type.name) ?? [];
  const groups = [...new Set(names.map((type) => `${type.split('.')[0]}.*`))];
  // Another filter begins at the first page.
  const filter = (part: Parameters<typeof change>[0]) => change({ ...part, after: '', before: '' });
  return (
    <Group gap="xs">
      <SearchField label={words.search} value={values.name ?? ''} onChange={(name) => filter({ name })} />
      <NativeSelect
        aria-label={words.state.label}
        value={values.state ?? ''}
        onChange={(event) => filter({ state: event.currentTarget.value })}
        data={[
          { value: '', label: words.state.all },
          { value: 'on', label: words.state.on },
          { value: 'off', label: words.state.off },
          { value: 'failing', label: words.state.failing },
          { value: 'paused', label: words.state.paused },
        ]}
      />
      <NativeSelect
        aria-label={words.trigger.label}
        value={values.trigger ?? ''}
        onChange={(event) => filter({ trigger: event.currentTarget.value })}
        data={[{ value: '', label: words.trigger.all }, '*', ...groups, ...names]}
      />
    </Group>
  );
}

const NoMatch = ({ clear }: { readonly clear: () => void }) => (
  <Empty icon="filter" title={words.noMatchTitle}>
    <ClearFilters clear={clear} />
  </Empty>
);

const NoneYet = () => (
  <Empty icon="bolt" title={words.emptyTitle}>
    <Text c="dimmed">{words.emptyLead}</Text>
    <Stack gap="xs" align="stretch">
      {Object.entries(editor.starters).map(([start, { title }]) => (
        <ButtonLink key={start} to="/integrations/new" search={{ start }} variant="default" justify="flex-start">
          {title}
        </ButtonLink>
      ))}
      <ButtonLink to="/integrations/new" variant="subtle">
        {words.scratch}
      </ButtonLink>
    </Stack>
  </Empty>
);
