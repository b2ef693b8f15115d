// Retry, with the choice between the settings of now and what was sent before; and Give up.
import { Button, Menu, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import {
  AttemptDeliveryNowDocument,
  CancelDeliveryDocument,
  type DeliveryDetailFragment,
  RetryDeliveryDocument,
} from '../gql/delivery-drawer.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { delivery as words } from '../words/delivery.ts';
import classes from './deliveries.module.css';

export function RetryButtons({ delivery }: { readonly delivery: DeliveryDetailFragment }) {
  const [retrying, retry] = useMutation(RetryDeliveryDocument);
  const [hurrying, attemptNow] = useMutation(AttemptDeliveryNowDocument);
  const [cancelling, cancel] = useMutation(CancelDeliveryDocument);
  // Until the answer is there, and by the second half of a double click, it must not be asked again.
  const isAsked = useRef(false);
  const [isBusy, setIsBusy] = useState(false);
  const run = async ({ detail }: { readonly detail: number }, change: () => Promise<unknown>) => {
    if (isAsked.current || detail > 1) return;
    isAsked.current = true;
    setIsBusy(true);
    await change();
    isAsked.current = false;
    setIsBusy(false);
  };
  const { id, status, integration, attempts, nextAttemptAt } = delivery;
  const why = integration.deletedAt
    ? words.cannotRetry.deleted
    : status === 'FAILED'
      ? undefined
      : words.cannotRetry[status];
  const hasSent = attempts.some(({ request }) => request);
  const error = retrying.error ?? hurrying.error ?? cancelling.error;
  return (
    <>
      <Button.Group>
        <ChangeButton
          size="xs"
          data-key="r"
          leftSection={<Icon name="refresh" size={14} />}
          disabled={why !== undefined}
          loading={isBusy && retrying.fetching}
          title={why ?? words.retryHint}
          onClick={(click) => void run(click, () => retry({ id }))}
        >
          {words.retry}
        </ChangeButton>
        <Menu
          withinPortal={false}
          withInitialFocusPlaceholder={false}
          position="bottom-start"
          width={300}
          transitionProps={{ duration: 0 }}
        >
          <Menu.Target>
            <ChangeButton size="xs" px={7} disabled={why !== undefined || isBusy} aria-label={words.retryChoices}>
              <Icon name="down" size={14} />
            </ChangeButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={(click) => void run(click, () => retry({ id }))}>
              <Choice {...words.choices.now} />
            </Menu.Item>
            <Menu.Item disabled={!hasSent} onClick={(click) => void run(click, () => retry({ id, asBefore: true }))}>
              <Choice {...(hasSent ? words.choices.before : words.choices.nothingSent)} />
            </Menu.Item>
            <Menu.Divider />
            <Text size="xs" px="sm" py={4}>
              {words.repeats}
            </Text>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {status === 'PENDING' && nextAttemptAt && attempts.length > 0 && (
        <ChangeButton
          size="xs"
          disabled={isBusy}
          title={words.nowHint}
          onClick={(click) => void run(click, () => attemptNow({ id, attempt: delivery.attemptCount + 1 }))}
        >
          {words.now}
        </ChangeButton>
      )}
      {(status === 'PENDING' || status === 'RUNNING') && (
        <ChangeButton
          size="xs"
          variant="default"
          disabled={isBusy}
          onClick={(click) => void run(click, () => cancel({ id }))}
        >
          {words.cancel}
        </ChangeButton>
      )}
      {error && (
        <Text size="sm" className={classes.error} role="alert">
          {words.failedTo(reasonOf(error))}
        </Text>
      )}
    </>
  );
}

const Choice = ({ title, lead }: { readonly title: string; readonly lead: string }) => (
  <>
    <Text size="sm" fw={550}>
      {title}
    </Text>
    <Text size="xs">{lead}</Text>
  </>
);
