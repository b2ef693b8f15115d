// What fails, the worst first: since when, why, and the way to what to do.
import { Group, Paper, Text, Title } from '@mantine/core';
import { useQuery } from 'urql';
import { rowLink } from '../app/keyboard.ts';
import { OverviewCausesDocument, type OverviewQuery } from '../gql/overview.ts';
import { Badge } from '../parts/badge.tsx';
import type { WindowName } from '../parts/delivery-bars.tsx';
import { ButtonLink, TextLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago } from '../parts/time.tsx';
import { overview } from '../words/overview.ts';
import classes from './overview.module.css';

const words = overview.failing;

interface FailingProps {
  readonly rows: OverviewQuery['overview']['failing'];
  readonly window: WindowName;
}

export function FailingIntegrations({ rows, window }: FailingProps) {
  const [{ data }] = useQuery({ query: OverviewCausesDocument, requestPolicy: 'cache-first' });
  if (rows.length === 0) return null;
  const titleOf = (cause: string | null) => data?.failureCauses.find(({ code }) => code === cause)?.title ?? cause;
  return (
    <Paper className={partClasses.card} px="md" pt="md" pb="xs" component="section" aria-label={words.title}>
      <Title order={2} mb="sm">
        {words.title}
      </Title>
      <ul className={classes.rows}>
        {rows.map(({ id, name, enabled, pausedAt, pausedReason, health }) => (
          <li key={id}>
            <div>
              <Group gap="xs">
                <TextLink {...rowLink} to="/integrations/$integrationId" params={{ integrationId: id }} fw={600}>
                  {name}
                </TextLink>
                <Badge tone="bad" icon="cross">
                  {words.count(health.failures, health.failures + health.successes)}
                </Badge>
                {pausedAt ? (
                  <Badge tone="wait" icon="pause">
                    <span title={pausedReason ?? undefined}>{words.paused}</span>
                  </Badge>
                ) : (
                  !enabled && (
                    <Badge tone="quiet" icon="stop">
                      {words.off}
                    </Badge>
                  )
                )}
              </Group>
              {health.lastFailure && (
                <Text size="sm" c="dimmed">
                  {words.last}: {titleOf(health.lastFailure.cause) ?? health.lastFailure.message},{' '}
                  <Ago at={health.lastFailure.at} />
                </Text>
              )}
            </div>
            <Group gap="xs">
              <ButtonLink
                to="/deliveries"
                search={{ integration: id, status: 'failed', since: window }}
                size="xs"
                variant="default"
              >
                {words.see}
              </ButtonLink>
              {health.lastFailure && (
                <ButtonLink
                  to="/deliveries/$deliveryId"
                  params={{ deliveryId: health.lastFailure.deliveryId }}
                  search={{ integration: id, status: 'failed' }}
                  size="xs"
                >
                  {words.advice}
                </ButtonLink>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
