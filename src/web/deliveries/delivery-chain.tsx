// From the event to the delivery to the task's run, and to the event that tells of the failure.
import { Text, Title } from '@mantine/core';
import { useQuery } from 'urql';
import { type DeliveryDetailFragment, FailureEventsDocument } from '../gql/delivery-drawer.ts';
import { DeliveryStatus } from '../parts/delivery-status.tsx';
import { Icon } from '../parts/icon.tsx';
import { TextLink } from '../parts/link.tsx';
import { Time } from '../parts/time.tsx';
import { delivery as words } from '../words/delivery.ts';
import classes from './deliveries.module.css';
import { RunLink } from './run-link.tsx';

export function DeliveryChain({ delivery }: { readonly delivery: DeliveryDetailFragment }) {
  const { event, status, finishedAt, id } = delivery;
  const [{ data }] = useQuery({
    query: FailureEventsDocument,
    variables: { deliveryId: id, after: event.receivedAt },
    pause: status !== 'FAILED',
    requestPolicy: 'cache-and-network',
  });
  const told = status === 'FAILED' ? (data?.events.edges ?? []).map(({ node }) => node) : [];
  const runs = delivery.attempts.flatMap(({ taskRuns }) => taskRuns);
  return (
    <section>
      <Title order={3} mb="xs">
        {words.chain.title}
      </Title>
      <ol className={classes.chain}>
        {event.causeDeliveryId && (
          <li>
            <Icon name="alert" />
            <TextLink
              to="/deliveries/$deliveryId"
              params={{ deliveryId: event.causeDeliveryId }}
              search={true}
              size="sm"
            >
              {words.cameOf}
            </TextLink>
          </li>
        )}
        <li>
          <Icon name="pulse" />
          <EventLink {...event} />
          <Time at={event.receivedAt} />
          <TextLink to="/deliveries" search={{ event: event.id } as never} size="sm">
            {words.chain.others}
          </TextLink>
        </li>
        <li>
          <Icon name="send" />
          <Text component="span" size="sm">
            {words.chain.this}
          </Text>
          <DeliveryStatus {...delivery} />
          {finishedAt && <Time at={finishedAt} />}
        </li>
        {runs.map((run) => (
          <li key={run.id}>
            <Icon name="code" />
            <RunLink run={run}>{words.chain.run(run.taskName, run.status.toLowerCase())}</RunLink>
          </li>
        ))}
        {told.map((one) => (
          <li key={one.uid}>
            <Icon name="alert" />
            <EventLink {...one} />
            <Time at={one.receivedAt} />
            <TextLink to="/deliveries" search={{ event: one.id } as never} size="sm">
              {words.chain.told}
            </TextLink>
          </li>
        ))}
      </ol>
    </section>
  );
}

const EventLink = ({ uid, type }: { readonly uid: string; readonly type: string }) => (
  <TextLink to="/events/$eventId" params={{ eventId: uid }} size="sm" ff="monospace">
    {type}
  </TextLink>
);
