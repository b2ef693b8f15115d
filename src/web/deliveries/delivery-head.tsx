// The head of the drawer: how the delivery stands, and what can be done with it.
import { CloseButton, Group, Title } from '@mantine/core';
import type { DeliveryDetailFragment } from '../gql/delivery-drawer.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { DeliveryStatus } from '../parts/delivery-status.tsx';
import listClasses from '../parts/lists.module.css';
import { useNow } from '../parts/ticking.ts';
import { delivery as words } from '../words/delivery.ts';
import { curlOf } from './copy-as-curl.ts';
import { RetryButtons } from './retry-button.tsx';

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
          <RetryButtons delivery={delivery} />
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
