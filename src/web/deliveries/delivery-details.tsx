// What happened to a delivery: why it failed and what to do, each attempt, the event, and why it fired.
import { Stack, Text, Title } from '@mantine/core';
import type { DeliveryDetailFragment } from '../gql/delivery-drawer.ts';
import { Json } from '../parts/json.tsx';
import { TextLink } from '../parts/link.tsx';
import listClasses from '../parts/lists.module.css';
import { Time } from '../parts/time.tsx';
import { deliveries } from '../words/deliveries.ts';
import { delivery as words } from '../words/delivery.ts';
import { integrations } from '../words/integrations.ts';
import { Advice } from './advice.tsx';
import { AttemptDetails } from './attempt-details.tsx';
import { DeliveryChain } from './delivery-chain.tsx';
import { SettingsSince } from './settings-since.tsx';
import { WhyItFired } from './why-it-fired.tsx';

export function DeliveryDetails({ delivery }: { readonly delivery: DeliveryDetailFragment }) {
  const { event, attempts } = delivery;
  return (
    <Stack gap="lg">
      <dl className={listClasses.facts}>
        <dt>{deliveries.columns.integration}</dt>
        <dd>
          <TextLink
            to="/integrations/$integrationId"
            params={{ integrationId: delivery.integrationId }}
            size="sm"
            underline="always"
          >
            {delivery.integrationName}
          </TextLink>
          {' · '}
          {integrations.actionTypes[delivery.actionType] ?? delivery.actionType}
        </dd>
        <dt>{words.event}</dt>
        <dd>
          <Text component="span" ff="monospace" size="sm">
            {event.type}
          </Text>
          {(event.actorEmail ?? event.actorId) && ` ${words.actor} ${event.actorEmail ?? event.actorId}`}
          {', '}
          {words.received} <Time at={event.receivedAt} precise />
        </dd>
        <dt>{words.id}</dt>
        <dd>
          <Text component="span" ff="monospace" size="sm">
            {delivery.id}
          </Text>
        </dd>
      </dl>
      {delivery.test && <Text size="sm">{words.test}</Text>}
      {delivery.cause && delivery.status !== 'SUCCESS' && <Advice delivery={delivery} cause={delivery.cause} />}
      <SettingsSince delivery={delivery} />
      <section>
        <Title order={3} mb="xs">
          {words.attempts}
        </Title>
        <Stack gap="xs">
          {attempts.length === 0 && <Text c="dimmed">{words.noAttempt}</Text>}
          {attempts.toReversed().map((attempt, index) => (
            <AttemptDetails key={attempt.number} attempt={attempt} isOpen={index === 0} />
          ))}
        </Stack>
      </section>
      <DeliveryChain delivery={delivery} />
      <WhyItFired eventId={event.uid} integrationId={delivery.integrationId} />
      <section>
        <Title order={3} mb="xs">
          {words.eventData}
        </Title>
        <Json value={event.data} />
      </section>
    </Stack>
  );
}
