// The head of the drawer: how the delivery stands, and what can be done with it.
import { Button, CloseButton, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { CancelDeliveryDocument, type DeliveryDetailFragment, RetryDeliveryDocument } from '../gql/delivery-drawer.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { DeliveryStatus } from '../parts/delivery-status.tsx';
import { Icon } from '../parts/icon.tsx';
import listClasses from '../parts/lists.module.css';
import { useNow } from '../parts/ticking.ts';
import { delivery as words } from '../words/delivery.ts';
import { curlOf } from './copy-as-curl.ts';
import classes from './deliveries.module.css';

interface HeadProps {
  readonly delivery: DeliveryDetailFragment | undefined;
  readonly close: () => void;
}

export function DeliveryHead({ delivery, close }: HeadProps) {
  const lastRequest = delivery?.attempts.findLast(({ request }) => request)?.request;
  return (
    <div className={listClasses.drawerHead}>
      <Group justify="space-between" wrap="nowrap" w="100%" gap="sm">
        <Group gap="sm">
          {delivery && <DeliveryStatus {...delivery} />}
          <Title order={2}>{delivery && <Sentence delivery={delivery} />}</Title>
        </Group>
        <CloseButton size="lg" aria-label={words.close} onClick={close} data-autofocus />
      </Group>
      {delivery && (
        <Group gap="xs">
          <Buttons delivery={delivery} />
          {lastRequest && <CopyButton label={words.copyCurl} text={() => curlOf(lastRequest)} />}
          <CopyButton label={words.copyLink} text={() => window.location.href} />
          <CopyButton label={words.copyJson} text={() => JSON.stringify(delivery, undefined, 2)} />
        </Group>
      )}
    </div>
  );
}

function Sentence({ delivery }: { readonly delivery: DeliveryDetailFragment }) {
  const { status, attemptCount, maxAttempts, nextAttemptAt } = delivery;
  if (status === 'SUCCESS') return words.sentence.SUCCESS(attemptCount);
  if (status === 'FAILED') return words.sentence.FAILED(attemptCount);
  if (status === 'RUNNING') return words.sentence.RUNNING(attemptCount + 1);
  if (attemptCount === 0 || !nextAttemptAt) return words.sentence.PENDING;
  return <Waiting at={nextAttemptAt} attempt={attemptCount + 1} most={Math.max(maxAttempts, attemptCount + 1)} />;
}

function Waiting({ at, attempt, most }: { readonly at: string; readonly attempt: number; readonly most: number }) {
  const now = useNow(1_000);
  return words.sentence.waiting(attempt, most, Math.max(0, Math.ceil((Date.parse(at) - now.getTime()) / 1_000)));
}

function Buttons({ delivery }: { readonly delivery: DeliveryDetailFragment }) {
  const [retrying, retry] = useMutation(RetryDeliveryDocument);
  const [cancelling, cancel] = useMutation(CancelDeliveryDocument);
  // Until the answer is there a second click must not ask again.
  const [isBusy, setIsBusy] = useState(false);
  const run = async (change: typeof retry | typeof cancel) => {
    if (isBusy) return;
    setIsBusy(true);
    await change({ id: delivery.id });
    setIsBusy(false);
  };
  const { status, integration } = delivery;
  const why = integration.deletedAt
    ? words.cannotRetry.deleted
    : status === 'FAILED'
      ? undefined
      : words.cannotRetry[status];
  const error = retrying.error ?? cancelling.error;
  return (
    <>
      <Button
        size="xs"
        data-key="r"
        leftSection={<Icon name="refresh" size={14} />}
        disabled={why !== undefined}
        loading={isBusy && retrying.fetching}
        title={why ?? words.retryHint}
        onClick={() => void run(retry)}
      >
        {words.retry}
      </Button>
      {(status === 'PENDING' || status === 'RUNNING') && (
        <Button size="xs" variant="default" disabled={isBusy} onClick={() => void run(cancel)}>
          {words.cancel}
        </Button>
      )}
      {error && (
        <Text size="sm" className={classes.error} role="alert">
          {words.failedTo(reasonOf(error))}
        </Text>
      )}
    </>
  );
}
