// Why an attempt failed and what to do about it, in the words of the service's one list of causes.
import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from 'urql';
import { type DeliveryDetailFragment, FailureCausesDocument } from '../gql/delivery-drawer.ts';
import { ButtonLink } from '../parts/link.tsx';
import { delivery as words } from '../words/delivery.ts';
import classes from './deliveries.module.css';
import { filledIn } from './filled-in.ts';

interface AdviceProps {
  readonly delivery: DeliveryDetailFragment;
  readonly cause: string;
}

export function Advice({ delivery, cause }: AdviceProps) {
  const error = delivery.error ?? '';
  const attempt = delivery.attempts.at(-1);
  const [{ data }] = useQuery({ query: FailureCausesDocument, requestPolicy: 'cache-first' });
  const known = data?.failureCauses.find(({ code }) => code === cause);
  const fill = (text: string) => filledIn(text, attempt?.request?.url, error);
  return (
    <section className={classes.advice} data-cause={cause}>
      <Stack gap={6}>
        <Title order={3}>{known?.title ?? cause}</Title>
        {known && (
          <>
            <Text size="sm">{fill(known.meaning)}</Text>
            <Text size="sm">
              <strong>{words.advice}:</strong> {fill(known.advice)}
            </Text>
            <Text size="sm">{known.retried ? words.retriedAlone : words.notRetried}</Text>
          </>
        )}
        {cause === 'template' && !delivery.integration.deletedAt && (
          <ButtonLink
            to="/integrations/$integrationId"
            params={{ integrationId: delivery.integrationId }}
            search={{ event: delivery.event.uid }}
            size="compact-sm"
            variant="default"
            style={{ alignSelf: 'flex-start' }}
          >
            {words.openTemplate}
          </ButtonLink>
        )}
        <Text size="sm" ff="monospace" title={words.exactError}>
          {error}
        </Text>
      </Stack>
    </section>
  );
}
