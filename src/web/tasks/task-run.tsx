// A run of a task: how it goes, who started it, what it writes, and why it failed.
import { Group, Paper, Text } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { connection } from '../app/socket.ts';
import { useStore } from '../app/store.ts';
import { StartRunDocument, StopRunDocument } from '../gql/task-run.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Json } from '../parts/json.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Screen } from '../parts/screen.tsx';
import { taskRun as words } from '../words/task-run.ts';
import { tasks } from '../words/tasks.ts';
import { RunFailure } from './run-failure.tsx';
import { type RunWithTask, useRun } from './run-feed.ts';
import { RunHead } from './run-head.tsx';
import { RunLog } from './run-log.tsx';
import { isOver } from './run-status.tsx';

export function TaskRunPage() {
  const { runId = '' } = useParams({ strict: false });
  return <ShownRun key={runId} id={runId} />;
}

function ShownRun({ id }: { readonly id: string }) {
  const { run, log, error, reload } = useRun(id);
  const { state } = useStore(connection);
  if (error && !run) return <Failed things={words.thing} error={error} retry={reload} />;
  if (run === undefined) return <Late />;
  if (run === null)
    return (
      <Empty icon="search" title={words.notFound}>
        <ButtonLink to="/tasks" variant="default">
          {tasks.all}
        </ButtonLink>
      </Empty>
    );
  const isPaused = !isOver(run) && state !== 'live';
  return (
    <Screen title={words.title(run.taskName)} actions={<RunButtons run={run} />}>
      <RunHead run={run} />
      <RunFailure run={run} />
      {run.input !== null && run.input !== undefined && (
        <details>
          <Text component="summary" size="sm" fw={600}>
            {words.input}
          </Text>
          <Json value={run.input} />
        </details>
      )}
      <Paper className={partClasses.card} component="section" aria-label={words.output}>
        {isPaused && (
          <Text size="sm" c="var(--ours-wait)" px="sm" pt="sm" role="status">
            <Icon name="pause" size={13} /> {words.log.paused(log.lines.at(-1)?.number ?? 0)}
          </Text>
        )}
        <RunLog log={log} fileName={`run-${run.id}.log`} isOpen={!isOver(run)} />
      </Paper>
    </Screen>
  );
}

function RunButtons({ run }: { readonly run: RunWithTask }) {
  const [{ error: notStopped, fetching: isStopping }, stop] = useMutation(StopRunDocument);
  const [{ error: notStarted, fetching: isStarting }, start] = useMutation(StartRunDocument);
  const navigate = useNavigate();
  const again = async () => {
    const { data } = await start({ id: run.taskId, input: run.input });
    if (!data) return;
    await navigate({ to: '/tasks/$taskId/runs/$runId', params: { taskId: run.taskId, runId: data.runTask.id } });
  };
  const problem = notStopped
    ? words.notStopped(reasonOf(notStopped))
    : notStarted && words.notAgain(reasonOf(notStarted));
  return (
    <Group gap="xs">
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
      {!isOver(run) && (
        <ChangeButton
          color="red"
          variant="outline"
          leftSection={<Icon name="stop" />}
          loading={isStopping}
          disabled={run.cancelRequested}
          onClick={() => void stop({ id: run.id })}
        >
          {words.stop}
        </ChangeButton>
      )}
      {!run.task.deletedAt && (
        <>
          {isOver(run) && (
            <ChangeButton
              variant="light"
              leftSection={<Icon name="refresh" />}
              title={run.deliveryId ? words.againEvent : words.againHint}
              loading={isStarting}
              onClick={() => void again()}
            >
              {words.again}
            </ChangeButton>
          )}
          <ButtonLink to="/tasks/$taskId" params={{ taskId: run.taskId }} variant="default">
            {words.edit}
          </ButtonLink>
        </>
      )}
    </Group>
  );
}
