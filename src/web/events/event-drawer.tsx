// One event beside the list, at an address of its own: what it says, what it made, and why others did not fire.
import { Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { EventDetailsDocument, type EventDetailsQuery } from '../gql/events.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { DeliveryStatus } from '../parts/delivery-status.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Json } from '../parts/json.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink, TextLink } from '../parts/link.tsx';
import listClasses from '../parts/lists.module.css';
import partClasses from '../parts/parts.module.css';
import { events as words } from '../words/events.ts';
import { EventExplanation } from './event-explanation.tsx';
import { EventFacts } from './event-facts.tsx';
import { EventOutcome } from './event-table.tsx';
import classes from './events.module.css';

type Detail = NonNullable<EventDetailsQuery['event']>;

export function EventDrawer() {
  const { eventId: id = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const [{ data, error }, load] = useQuery({
    query: EventDetailsDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const reload = () => load({ requestPolicy: 'network-only' });
  const close = () => void navigate({ to: '/events', search: true, resetScroll: false });
  const shown = data?.event?.id === id ? data.event : undefined;
  return (
    <Drawer.Root opened onClose={close} position="right" size={720} transitionProps={{ duration: 0 }}>
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content aria-label={shown?.type ?? words.thing}>
        <div className={listClasses.drawerHead}>
          {shown && (
            <>
              <Title order={2} ff="monospace">
                {shown.type}
              </Title>
              <EventOutcome {...shown} />
            </>
          )}
          <Drawer.CloseButton aria-label={words.close} ml="auto" />
        </div>
        <div className={listClasses.drawerBody}>
          {error && <Failed things={words.thing} error={error} retry={reload} />}
          {!shown && !error && data?.event !== null && <Late />}
          {data?.event === null && <Empty icon="search" title={words.notFound} />}
          {shown && <Details event={shown} reload={reload} />}
        </div>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Details({ event, reload }: { readonly event: Detail; readonly reload: () => void }) {
  return (
    <Stack gap="lg">
      <Group gap="xs">
        {event.type !== 'unmapped' && (
          <ButtonLink
            to="/integrations/new"
            search={{ trigger: event.type, event: event.id }}
            size="xs"
            variant="default"
          >
            {words.use}
          </ButtonLink>
        )}
        <CopyButton label={words.copy} text={() => JSON.stringify(event.data, undefined, 2)} />
      </Group>
      <EventFacts event={event} />
      <section>
        <Title order={3} mb="xs">
          {words.deliveries}
        </Title>
        {event.deliveries.length === 0 && <Text size="sm">{words.noDeliveries}</Text>}
        <ul className={classes.rows}>
          {event.deliveries.map((delivery) => (
            <li key={delivery.id}>
              <DeliveryStatus {...delivery} />
              <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: delivery.id }} size="sm">
                {delivery.integrationName}
              </TextLink>
              {delivery.status !== 'SUCCESS' && delivery.error && (
                <Text size="sm" c="dimmed" className={partClasses.breaking}>
                  {delivery.error}
                </Text>
              )}
            </li>
          ))}
        </ul>
      </section>
      <EventExplanation eventId={event.id} sent={reload} />
      <section>
        <Title order={3} mb="xs">
          {words.data}
        </Title>
        <Json value={event.data} />
      </section>
    </Stack>
  );
}
