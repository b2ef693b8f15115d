// Everything that failed within a filter, sent again: counted first, then watched.
import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { watch } from '../app/socket.ts';
import {
  CountRetriesDocument,
  type DeliveryFilter,
  RetryProgressDocument,
  type RetryProgressSubscription,
  StartRetriesDocument,
  StopRetriesDocument,
} from '../gql/bulk-retry.ts';
import { Dialog } from '../parts/dialog.tsx';
import { durationText } from '../parts/format-time.ts';
import { deliveries } from '../words/deliveries.ts';

const words = deliveries.bulk;

export function BulkRetry({ filter, close }: { readonly filter: DeliveryFilter; readonly close: () => void }) {
  const [counted, count] = useMutation(CountRetriesDocument);
  const [started, start] = useMutation(StartRetriesDocument);
  // Of the moment at which the dialog was opened: what is counted is what is retried.
  const [wanted] = useState(filter);
  useEffect(() => void count({ filter: wanted }), [count, wanted]);
  const error = counted.error ?? started.error;
  const total = counted.data?.bulkRetry.total;
  const jobId = started.data?.bulkRetry.job?.id;
  return (
    <Dialog title={words.title} close={close}>
      <Stack>
        {error && <Alert color="red">{words.failed(reasonOf(error))}</Alert>}
        {jobId === undefined ? (
          <>
            <Text role="status">
              {total === undefined
                ? words.counting
                : total === 0
                  ? wanted.ids
                    ? words.noneTicked
                    : words.none
                  : (wanted.ids ? words.countTicked : words.count)(total)}
            </Text>
            {total !== undefined && total > 0 && (
              <Text size="sm" c="dimmed">
                {words.estimate(durationText(Math.max(1, counted.data?.bulkRetry.estimatedSecs ?? 1) * 1_000))}{' '}
                {words.skips}
              </Text>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {words.close}
              </Button>
              <Button disabled={!total} loading={started.fetching} onClick={() => void start({ filter: wanted })}>
                {words.start(total ?? 0)}
              </Button>
            </Group>
          </>
        ) : (
          <Watched id={jobId} total={total ?? 0} close={close} />
        )}
      </Stack>
    </Dialog>
  );
}

function Watched({ id, total, close }: { readonly id: string; readonly total: number; readonly close: () => void }) {
  const [job, setJob] = useState<RetryProgressSubscription['bulkJobUpdated']>();
  const [stopped, stop] = useMutation(StopRetriesDocument);
  useEffect(
    () =>
      watch(RetryProgressDocument, () => ({ id }), {
        next: ({ bulkJobUpdated }) => setJob(bulkJobUpdated),
        completed: () => {},
      }),
    [id],
  );
  const of = job?.total ?? total;
  const through = job ? job.done + job.skipped + job.failed : 0;
  const isOver = job !== undefined && ['DONE', 'CANCELLED', 'FAILED'].includes(job.status);
  return (
    <>
      <Text role="status" fw={600}>
        {words.status[job?.status ?? 'QUEUED']}
      </Text>
      <Progress.Root>
        <Progress.Section value={of === 0 ? 100 : (100 * through) / of} aria-label={words.title} />
      </Progress.Root>
      <Text size="sm">
        {words.progress(through, of)} · {words.tally(job?.done ?? 0, job?.skipped ?? 0, job?.failed ?? 0)}
      </Text>
      {job?.error && <Alert color="red">{words.failed(job.error)}</Alert>}
      <Group justify="flex-end">
        {!isOver && (
          <Button variant="default" color="red" loading={stopped.fetching} onClick={() => void stop({ id })}>
            {words.stop}
          </Button>
        )}
        <Button onClick={close}>{words.close}</Button>
      </Group>
    </>
  );
}
