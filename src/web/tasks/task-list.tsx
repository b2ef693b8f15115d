// All tasks: what runs when, how its last run went, and who runs it.
import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { TaskKindsDocument, TaskListDocument, TaskStartersDocument } from '../gql/task-list.ts';
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
import { tasks as words } from '../words/tasks.ts';
import { useLiveRuns } from './live-runs.ts';
import { TaskTable } from './task-table.tsx';
import classes from './tasks.module.css';

const pageSize = 50;

const parts = {
  name: anyText,
  state: oneOf('on', 'off'),
  kind: anyText,
  schedule: oneOf('yes', 'no'),
  after: anyText,
  before: anyText,
};

export function TaskList() {
  const { values, wrong, change, clear, isFiltered } = useAddress(parts);
  const { name, state, kind, schedule, after, before } = values;
  const [{ data, error, stale }, reload] = useQuery({
    query: TaskListDocument,
    variables: {
      filter: {
        name,
        type: kind === undefined ? undefined : [kind],
        enabled: state === undefined ? undefined : state === 'on',
        scheduled: schedule === undefined ? undefined : schedule === 'yes',
      },
      ...(before === undefined ? { first: pageSize, after } : { last: pageSize, before }),
    },
  });
  const [{ data: kinds }] = useQuery({ query: TaskKindsDocument });
  const lastRunOf = useLiveRuns(() => reload({ requestPolicy: 'network-only' }));
  const list = data?.tasks;
  const page = list?.pageInfo;
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      actions={
        <ButtonLink to="/tasks/new" leftSection={<Icon name="plus" />}>
          {words.create}
        </ButtonLink>
      }
    >
      <Filters values={values} change={change} kinds={kinds?.builtInTasks ?? []} />
      <WrongAddress wrong={wrong} />
      {error && <Failed things={words.things} error={error} retry={reload} />}
      {!list && !error && <Late />}
      {list && list.edges.length > 0 && (
        <TaskTable
          rows={list.edges.map(({ node }) => node)}
          titles={new Map(kinds?.builtInTasks.map(({ type, title }) => [type, title]))}
          lastRunOf={lastRunOf}
          isStale={stale}
        />
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

interface FiltersProps extends Filtering {
  readonly kinds: readonly { readonly type: string; readonly title: string }[];
}

function Filters({ values, change, kinds }: FiltersProps) {
  // Another filter begins at the first page.
  const filter = (part: Parameters<typeof change>[0]) => change({ ...part, after: '', before: '' });
  return (
    <Group gap="xs">
      <SearchField label={words.search} value={values.name ?? ''} onChange={(name) => filter({ name })} />
      <NativeSelect
        aria-label={words.kind.label}
        value={values.kind ?? ''}
        onChange={(event) => filter({ kind: event.currentTarget.value })}
        data={[
          { value: '', label: words.kind.all },
          { value: 'script', label: words.kind.script },
          ...kinds.map(({ type, title }) => ({ value: type, label: title })),
        ]}
      />
      <NativeSelect
        aria-label={words.schedule.label}
        value={values.schedule ?? ''}
        onChange={(event) => filter({ schedule: event.currentTarget.value })}
        data={[
          { value: '', label: words.schedule.all },
          { value: 'yes', label: words.schedule.yes },
          { value: 'no', label: words.schedule.no },
        ]}
      />
      <NativeSelect
        aria-label={words.state.label}
        value={values.state ?? ''}
        onChange={(event) => filter({ state: event.currentTarget.value })}
        data={[
          { value: '', label: words.state.all },
          { value: 'on', label: words.state.on },
          { value: 'off', label: words.state.off },
        ]}
      />
    </Group>
  );
}

const NoMatch = ({ clear }: { readonly clear: () => void }) => (
  <Empty icon="filter" title={words.noMatchTitle}>
    <Button variant="default" onClick={clear}>
      {words.clear}
    </Button>
  </Empty>
);

function NoneYet() {
  const [{ data }] = useQuery({ query: TaskStartersDocument });
  return (
    <Empty icon="code" title={words.emptyTitle}>
      <Text c="dimmed">{words.emptyLead}</Text>
      <div className={classes.starters}>
        <Stack gap="xs">
          <Text fw={600} size="sm">
            {words.starters.scripts}
          </Text>
          {data?.scriptExamples.map(({ name, title, description }) => (
            <ButtonLink
              key={name}
              to="/tasks/new"
              search={{ start: name }}
              title={description}
              variant="default"
              justify="flex-start"
              className={classes.starter}
            >
              {title}
            </ButtonLink>
          ))}
        </Stack>
        <Stack gap="xs">
          <Text fw={600} size="sm">
            {words.starters.builtIns}
          </Text>
          {data?.builtInTasks.map(({ type, title, description }) => (
            <ButtonLink
              key={type}
              to="/tasks/new"
              search={{ kind: type }}
              title={description}
              variant="default"
              justify="flex-start"
              className={classes.starter}
            >
              {title}
            </ButtonLink>
          ))}
        </Stack>
      </div>
      <ButtonLink to="/tasks/new" variant="subtle">
        {words.scratch}
      </ButtonLink>
    </Empty>
  );
}
