// How a run is, who started it, and how long it takes.
import { Group, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { RunsAheadDocument } from '../gql/task-run.ts';
import { TextLink } from '../parts/link.tsx';
import { Time } from '../parts/time.tsx';
import { taskRun as words } from '../words/task-run.ts';
import { RunDuration } from './run-duration.tsx';
import type { RunWithTask } from './run-feed.ts';
import { useRunNews } from './run-news.ts';
import { isOver, RunStatus } from './run-status.tsx';

export function RunHead({ run }: { readonly run: RunWithTask }) {
  return (
    <Group gap="sm">
      <span role="status">
        <RunStatus {...run} />
      </span>
      <Text size="sm">
        <StartedBy run={run} />
      </Text>
      <Text size="sm" c="dimmed">
        {run.startedAt ? (
          <>
            {words.begun} <Time at={run.startedAt} precise />, {isOver(run) ? words.took : words.for}{' '}
            <RunDuration run={run} />
          </>
        ) : (
          <>
            {words.made} <Time at={run.createdAt} precise />
          </>
        )}
      </Text>
      {run.status === 'PENDING' && <Ahead run={run} />}
    </Group>
  );
}

function StartedBy({ run }: { readonly run: RunWithTask }) {
  const { triggeredBy, event, delivery } = run;
  if (triggeredBy === 'cron') return words.by.cron;
  if (triggeredBy === 'manual') return words.by.manual;
  return (
    <>
      {words.by.integration}{' '}
      {delivery ? (
        <TextLink to="/integrations/$integrationId" params={{ integrationId: delivery.integrationId }} size="sm">
          {delivery.integrationName}
        </TextLink>
      ) : (
        triggeredBy.replace(/^integration:/, '')
      )}
      {delivery && (
        <>
          {' '}
          {words.delivery(run.attemptNumber ?? 1)}{' '}
          <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: delivery.id }} size="sm">
            {words.deliveryLink}
          </TextLink>
        </>
      )}
      {event && (
        <>
          {' '}
          {words.event}{' '}
          <TextLink to="/events/$eventId" params={{ eventId: event.uid }} size="sm">
            {event.type}
          </TextLink>
        </>
      )}
    </>
  );
}

/** Those of the same task that were made before it and have not ended. */
function Ahead({ run }: { readonly run: RunWithTask }) {
  const [{ data }, reload] = useQuery({
    query: RunsAheadDocument,
    variables: { taskId: run.taskId },
    requestPolicy: 'network-only',
  });
  useRunNews(run.taskId, () => reload({ requestPolicy: 'network-only' }));
  if (!data) return null;
  return (
    <Text size="sm" c="dimmed">
      {words.behind(data.taskRuns.edges.filter(({ node }) => node.id < run.id).length)}
    </Text>
  );
}
