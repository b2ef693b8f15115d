// The rows of the list.
import { Group, Paper, Text } from '@mantine/core';
import { rowLink } from '../app/keyboard.ts';
import type { LastRunFragment, TaskRowFragment } from '../gql/task-list.ts';
import { Icon } from '../parts/icon.tsx';
import { TextLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago, Time } from '../parts/time.tsx';
import { tasks as words } from '../words/tasks.ts';
import { RunDuration } from './run-duration.tsx';
import { RunListedTask } from './run-listed-task.tsx';
import { RunStatus } from './run-status.tsx';
import { scheduleWords } from './schedule-words.ts';
import { TaskSwitch } from './task-switch.tsx';
import classes from './tasks.module.css';

interface TableProps {
  readonly rows: readonly TaskRowFragment[];
  /** Of built-ins, by their type. */
  readonly titles: ReadonlyMap<string, string>;
  readonly lastRunOf: (task: TaskRowFragment) => LastRunFragment | undefined;
  /** What is shown is being asked for again. */
  readonly isStale: boolean;
}

export function TaskTable({ rows, titles, lastRunOf, isStale }: TableProps) {
  const { columns } = words;
  return (
    <Paper className={partClasses.card} aria-busy={isStale}>
      <table className={partClasses.table}>
        <thead>
          <tr>
            {(['name', 'kind', 'schedule', 'last', 'used', 'run', 'on'] as const).map((column) => (
              <th key={column} scope="col">
                {columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TaskRow key={row.id} row={row} title={titles.get(row.type)} lastRun={lastRunOf(row)} />
          ))}
        </tbody>
      </table>
    </Paper>
  );
}

interface RowProps {
  readonly row: TaskRowFragment;
  readonly title: string | undefined;
  readonly lastRun: LastRunFragment | undefined;
}

function TaskRow({ row, title, lastRun }: RowProps) {
  return (
    <tr>
      <td>
        <TextLink {...rowLink} to="/tasks/$taskId" params={{ taskId: row.id }} fw={600} size="sm">
          {row.name}
        </TextLink>
        {row.description && (
          <Text size="sm" c="dimmed" lineClamp={2}>
            {row.description}
          </Text>
        )}
      </td>
      <td>
        <Group gap={4} wrap="nowrap">
          <Icon name={row.type === 'script' ? 'code' : 'gear'} />
          <span>{row.type === 'script' ? words.kind.script : (title ?? row.type)}</span>
        </Group>
      </td>
      <td className={partClasses.wide}>
        <Schedule row={row} />
      </td>
      <td className={partClasses.wide}>
        {lastRun ? (
          <Group gap="2px 8px">
            <TextLink
              to="/tasks/$taskId/runs/$runId"
              params={{ taskId: row.id, runId: lastRun.id }}
              underline="never"
              size="sm"
            >
              <RunStatus {...lastRun} />
            </TextLink>
            <Text size="sm" c="dimmed">
              <RunDuration run={lastRun} /> · <Ago at={lastRun.startedAt ?? lastRun.createdAt} />
            </Text>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {words.noRun}
          </Text>
        )}
      </td>
      <td className={partClasses.wide}>
        <Text
          size="sm"
          className={classes.still}
          c={row.integrations.length === 0 ? 'dimmed' : undefined}
          title={row.integrations.map(({ name }) => name).join(', ') || undefined}
        >
          {words.usedBy(row.integrations.length)}
        </Text>
      </td>
      <td>
        <RunListedTask task={row} />
      </td>
      <td>
        <TaskSwitch row={row} />
      </td>
    </tr>
  );
}

function Schedule({ row }: { readonly row: TaskRowFragment }) {
  if (!row.cron)
    return (
      <Text size="sm" c="dimmed">
        {words.noSchedule}
      </Text>
    );
  const [next] = row.nextRuns;
  return (
    <>
      <Text size="sm" title={row.cron}>
        {scheduleWords(row.cron)}, {row.timeZone}
      </Text>
      <Text size="xs" c="dimmed">
        {next ? (
          <>
            {words.next} <Time at={next} />
          </>
        ) : (
          words.off
        )}
      </Text>
    </>
  );
}
