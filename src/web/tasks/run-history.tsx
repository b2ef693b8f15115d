// The runs of a task, newest first, live on the first page.
import { NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { RunHistoryDocument, type RunLineFragment } from '../gql/task-run.ts';
import { Failed } from '../parts/failed.tsx';
import { Late } from '../parts/late.tsx';
import { TextLink } from '../parts/link.tsx';
import { Pager } from '../parts/pager.tsx';
import partClasses from '../parts/parts.module.css';
import { Time } from '../parts/time.tsx';
import { taskRun } from '../words/task-run.ts';
import { tasks } from '../words/tasks.ts';
import { RunDuration } from './run-duration.tsx';
import { useRunNews } from './run-news.ts';
import { RunStatus } from './run-status.tsx';
import classes from './tasks.module.css';

const words = tasks.history;
const pageSize = 20;

type Status = RunLineFragment['status'];
const statuses: readonly Status[] = ['PENDING', 'RUNNING', 'SUCCESS', 'ERROR'];

export function RunHistory({ taskId }: { readonly taskId: string }) {
  const [status, setStatus] = useState<Status>();
  const [place, setPlace] = useState<{ readonly after?: string; readonly before?: string }>({});
  const [{ data, error }, reload] = useQuery({
    query: RunHistoryDocument,
    variables: {
      taskId,
      status: status && [status],
      ...(place.before === undefined
        ? { first: pageSize, after: place.after }
        : { last: pageSize, before: place.before }),
    },
  });
  const isFirst = place.after === undefined && place.before === undefined;
  useRunNews(taskId, isFirst ? () => reload({ requestPolicy: 'network-only' }) : undefined);
  const page = data?.taskRuns;
  const { pageInfo } = page ?? {};
  if (error && !page) return <Failed things={words.things} error={error} retry={reload} />;
  if (!page) return <Late />;
  return (
    <Stack gap="xs">
      <NativeSelect
        aria-label={words.status}
        size="xs"
        w={180}
        value={status ?? ''}
        onChange={(event) => {
          setStatus(statuses.find((one) => one === event.currentTarget.value));
          setPlace({});
        }}
        data={[{ value: '', label: words.any }, ...statuses.map((value) => ({ value, label: taskRun.status[value] }))]}
      />
      {page.edges.length === 0 ? (
        <Text size="sm" c="dimmed">
          {status ? words.noMatch : words.none}
        </Text>
      ) : (
        <>
          <RunTable taskId={taskId} runs={page.edges.map(({ node }) => node)} />
          <Pager
            shown={page.edges.length}
            total={page.totalCount}
            newer={pageInfo?.hasPreviousPage ? () => setPlace({ before: pageInfo.startCursor ?? '' }) : undefined}
            older={pageInfo?.hasNextPage ? () => setPlace({ after: pageInfo.endCursor ?? '' }) : undefined}
          />
        </>
      )}
    </Stack>
  );
}

function RunTable({ taskId, runs }: { readonly taskId: string; readonly runs: readonly RunLineFragment[] }) {
  return (
    <table className={partClasses.table}>
      <thead>
        <tr>
          {Object.entries(words.columns).map(([name, label]) => (
            <th key={name} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td>
              <RunStatus {...run} />
            </td>
            <td>
              <TextLink to="/tasks/$taskId/runs/$runId" params={{ taskId, runId: run.id }} size="sm">
                <Time at={run.startedAt ?? run.createdAt} />
              </TextLink>
            </td>
            <td className={run.triggeredBy.startsWith('integration:') ? undefined : classes.still}>
              {byWords(run.triggeredBy)}
            </td>
            <td>
              <RunDuration run={run} />
            </td>
            <td className={partClasses.wide}>
              <Text size="sm" lineClamp={1}>
                {run.error}
              </Text>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function byWords(triggeredBy: string): string {
  if (triggeredBy === 'cron' || triggeredBy === 'manual') return taskRun.shortBy[triggeredBy];
  return triggeredBy.replace(/^integration:/, '');
}
