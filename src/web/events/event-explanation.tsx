// Why each integration fired for an event or did not: those that fired or nearly did, or any one that is asked for.
import { Button, Group, NativeSelect, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import {
  EventExplainedDocument,
  type EventExplainedQuery,
  ExplainChoiceDocument,
  SendEventToDocument,
} from '../gql/events.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { ChangeButton } from '../parts/change-button.tsx';
import { ConditionTraces } from '../parts/condition-traces.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Failed } from '../parts/failed.tsx';
import type { IconName } from '../parts/icon.tsx';
import { TextLink } from '../parts/link.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { toast } from '../parts/toast.ts';
import { events } from '../words/events.ts';
import classes from './events.module.css';

const words = events.explain;

type Explained = EventExplainedQuery['explainEvent']['integrations'][number];

const fired: readonly [Tone, IconName] = ['good', 'check'];
const would: readonly [Tone, IconName] = ['busy', 'play'];
const waits: readonly [Tone, IconName] = ['wait', 'pause'];
const not: readonly [Tone, IconName] = ['quiet', 'cross'];
const looks: Record<Explained['verdict'], readonly [Tone, IconName]> = {
  FIRED: fired,
  FORGOTTEN: fired,
  WAITING: waits,
  HELD: waits,
  HELD_BACK: waits,
  STOPPED: waits,
  WOULD_FIRE: would,
  WOULD_COUNT: would,
  WOULD_GATHER: would,
  NO_TRIGGER: not,
  CONDITIONS: not,
  DISABLED: not,
  CREATED_LATER: not,
  CHANGED_LATER: not,
};

/** There is a delivery already: another one is asked for. */
const hasDelivery = new Set<Explained['verdict']>(['FIRED', 'FORGOTTEN', 'WAITING', 'HELD']);
const pageSize = 20;
const mostShown = 100;

interface ExplanationProps {
  readonly eventId: string;
  /** It was sent to one of them. */
  readonly sent: () => void;
}

export function EventExplanation({ eventId, sent }: ExplanationProps) {
  const [integrationId, setIntegrationId] = useState('');
  const [sendTo, setSendTo] = useState<Explained>();
  const [name, setName] = useState('');
  const [first, setFirst] = useState(pageSize);
  const [{ data: choice }] = useQuery({ query: ExplainChoiceDocument, variables: { name: name || null } });
  const [{ data, error }, load] = useQuery({
    query: EventExplainedDocument,
    variables: { id: eventId, integrationId: integrationId || undefined, first },
    requestPolicy: 'cache-and-network',
  });
  const [, send] = useMutation(SendEventToDocument);
  const explained = data?.explainEvent;
  const reload = () => load({ requestPolicy: 'network-only' });
  const run = async ({ integrationId: id, verdict }: Explained) => {
    const answer = await send({ integrationId: id, eventIds: [eventId], again: hasDelivery.has(verdict) });
    if (answer.data) toast({ message: words.sent(answer.data.backfill.deliveries) });
    return answer;
  };
  return (
    <section aria-label={words.title}>
      <Group justify="space-between" mb="xs">
        <Title order={3}>{words.title}</Title>
        <Group gap="xs">
          {(choice?.integrations.pageInfo.hasNextPage || name !== '') && (
            <SearchField label={words.search} value={name} onChange={setName} />
          )}
          <NativeSelect
            size="xs"
            aria-label={words.choice}
            value={integrationId}
            onChange={(event) => setIntegrationId(event.currentTarget.value)}
            data={[
              { value: '', label: words.all },
              ...(choice?.integrations.edges ?? []).map(({ node }) => ({ value: node.id, label: node.name })),
            ]}
          />
        </Group>
      </Group>
      {error && <Failed things={words.things} error={error} retry={reload} />}
      {explained && (
        <Text size="sm" mb="xs">
          {explained.summary}
        </Text>
      )}
      {explained?.integrations.map((one) => (
        <ExplainedRow key={one.integrationId} one={one} send={() => setSendTo(one)} />
      ))}
      {explained && integrationId === '' && explained.total > explained.integrations.length && (
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {words.shown(explained.integrations.length, explained.total)}
          </Text>
          {first < mostShown && (
            <Button size="compact-xs" variant="default" onClick={() => setFirst(mostShown)}>
              {words.more}
            </Button>
          )}
        </Group>
      )}
      {sendTo && (
        <Confirm
          title={words.sendTitle(sendTo.integrationName)}
          lead={words.sendLead}
          action={words.sendTo}
          run={() => run(sendTo)}
          done={() => {
            reload();
            sent();
          }}
          close={() => setSendTo(undefined)}
        />
      )}
    </section>
  );
}

function ExplainedRow({ one, send }: { readonly one: Explained; readonly send: () => void }) {
  const [tone, icon] = looks[one.verdict];
  return (
    <div className={classes.explained} data-verdict={one.verdict}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Badge tone={tone} icon={icon}>
            {words.verdicts[one.verdict]}
          </Badge>
          <TextLink to="/integrations/$integrationId" params={{ integrationId: one.integrationId }} size="sm" fw={600}>
            {one.integrationName}
          </TextLink>
        </Group>
        {one.fires && (
          <ChangeButton
            size="compact-xs"
            variant="default"
            aria-label={words.sendOf(one.integrationName)}
            onClick={send}
          >
            {words.sendTo}
          </ChangeButton>
        )}
      </Group>
      <Text size="sm">{one.reason}</Text>
      {one.conditions.length > 0 && <ConditionTraces traces={one.conditions} />}
    </div>
  );
}
