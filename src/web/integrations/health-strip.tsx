// How a stored integration is, in a sentence, with what can be done about it.
import { Group, Paper, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';
import { watch } from '../app/socket.ts';
import { useZone } from '../app/time-zone.ts';
import {
  IntegrationStateDocument,
  type IntegrationStateQuery,
  ItsDeliveriesEndedDocument,
} from '../gql/integration-health.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { PlainBars } from '../parts/bars.tsx';
import { ChangeButton } from '../parts/change-button.tsx';
import { deliveryBars } from '../parts/delivery-bars.tsx';
import type { IconName } from '../parts/icon.tsx';
import { ButtonLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago } from '../parts/time.tsx';
import { useFreshness } from '../parts/use-freshness.ts';
import { health as words } from '../words/health.ts';
import { PauseDialog } from './pause-dialog.tsx';
import { ResumeDialog } from './resume-dialog.tsx';

type State = NonNullable<IntegrationStateQuery['integration']>;

export function HealthStrip({
  id,
  name,
  triggers,
}: {
  readonly id: string;
  readonly name: string;
  readonly triggers: readonly string[];
}) {
  const zone = useZone();
  const [asking, setAsking] = useState<'pause' | 'resume'>();
  const [{ data }, load] = useQuery({
    query: IntegrationStateDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const reload = () => load({ requestPolicy: 'network-only' });
  useFreshness(reload, (ended) => watch(ItsDeliveriesEndedDocument, () => ({ id }), { next: ended }), id);
  const state = data?.integration;
  if (!state) return null;
  const { failures, lastFailure, buckets } = state.health;
  const type = triggers.find((trigger) => !trigger.endsWith('*'));
  return (
    <Paper className={partClasses.card} px="md" py="xs" component="section" aria-label={words.title}>
      <Group justify="space-between" gap="sm">
        <Group gap="xs" flex="1 1 20rem">
          <Verdict state={state} />
          {(data?.waiting.totalCount ?? 0) > 0 && (
            <Text size="sm" c="dimmed">
              {words.waiting(data?.waiting.totalCount ?? 0)}
            </Text>
          )}
        </Group>
        <PlainBars look="spark" bars={deliveryBars(buckets, '24h', zone)} />
        <Group gap="xs">
          {failures > 0 && lastFailure && (
            <>
              <ButtonLink
                to="/deliveries/$deliveryId"
                params={{ deliveryId: lastFailure.deliveryId }}
                search={{ integration: id, status: 'failed' }}
                size="compact-sm"
                variant="default"
              >
                {words.advice}
              </ButtonLink>
              <ButtonLink
                to="/deliveries"
                search={{ integration: id, status: 'failed', since: '24h' }}
                size="compact-sm"
                variant="default"
              >
                {words.failed(failures)}
              </ButtonLink>
            </>
          )}
          {failures + state.health.successes === 0 && type && (
            <ButtonLink to="/events" search={{ type, outcome: 'nothing' }} size="compact-sm" variant="default">
              {words.why}
            </ButtonLink>
          )}
          <ChangeButton
            size="compact-sm"
            variant="default"
            onClick={() => setAsking(state.pausedAt ? 'resume' : 'pause')}
          >
            {state.pausedAt ? words.resume.open : words.pause.open}
          </ChangeButton>
        </Group>
      </Group>
      {asking === 'pause' && <PauseDialog id={id} name={name} done={reload} close={() => setAsking(undefined)} />}
      {asking === 'resume' && (
        <ResumeDialog
          id={id}
          name={name}
          waiting={data?.waiting.totalCount ?? 0}
          done={reload}
          close={() => setAsking(undefined)}
        />
      )}
    </Paper>
  );
}

function Verdict({ state }: { readonly state: State }) {
  const { pausedAt, pausedReason, enabled, breakers, health } = state;
  const held = breakers.find(({ state: how }) => how !== 'CLOSED');
  const failing = breakers.find(({ consecutiveFailures }) => consecutiveFailures > 0);
  if (pausedAt)
    return (
      <Line tone="wait" icon="pause" word={words.paused}>
        {pausedReason ?? words.byHand}, <Ago at={pausedAt} />
      </Line>
    );
  if (!enabled)
    return (
      <Line tone="quiet" icon="stop" word={words.off}>
        {words.offLead}
      </Line>
    );
  const trouble = held ?? failing;
  if (trouble)
    return (
      <Line tone={held ? 'wait' : 'bad'} icon={held ? 'pause' : 'cross'} word={held ? words.held : words.failing}>
        {words.inRow(trouble.consecutiveFailures)}
        {trouble.failingSince && (
          <>
            , {words.since} <Ago at={trouble.failingSince} />
          </>
        )}
        {trouble.lastError && `. ${trouble.lastError}`}
        {held?.nextProbeAt && (
          <>
            . {words.probe} <Ago at={held.nextProbeAt} />
          </>
        )}
      </Line>
    );
  if (health.successes + health.failures === 0)
    return (
      <Line tone="quiet" icon="clock" word={words.quiet}>
        {words.quietLead}
      </Line>
    );
  return (
    <Line tone="good" icon="check" word={words.healthy}>
      {words.counts(health.successes, health.failures)}
    </Line>
  );
}

interface LineProps {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
  readonly children: ReactNode;
}

const Line = ({ tone, icon, word, children }: LineProps) => (
  <>
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
    <Text size="sm" component="span" className={partClasses.breaking}>
      {children}
    </Text>
  </>
);
