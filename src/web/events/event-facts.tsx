// What is known of an event apart from its payload.
import type { ReactNode } from 'react';
import type { EventDetailsQuery } from '../gql/events.ts';
import { TextLink } from '../parts/link.tsx';
import listClasses from '../parts/lists.module.css';
import { Time } from '../parts/time.tsx';
import { events } from '../words/events.ts';

const words = events.facts;

export function EventFacts({ event }: { readonly event: NonNullable<EventDetailsQuery['event']> }) {
  return (
    <dl className={listClasses.facts}>
      <Fact label={words.received}>
        <Time at={event.receivedAt} precise />
      </Fact>
      <Fact label={words.fired}>
        <Time at={event.firedAt} precise />
      </Fact>
      <Fact label={words.actor}>{[event.actorEmail, event.actorId].filter(Boolean).join(', ') || events.unknown}</Fact>
      <Fact label={words.address}>{event.ipAddress ?? events.unknown}</Fact>
      {event.source && <Fact label={words.source}>{event.source}</Fact>}
      {event.originalType && <Fact label={words.original}>{event.originalType}</Fact>}
      <Fact label={words.id}>{event.senderId}</Fact>
      {event.duplicateCount > 0 && <Fact label={words.duplicates}>{words.times(event.duplicateCount)}</Fact>}
      {event.causeDeliveryId && (
        <Fact label={words.cause}>
          <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: event.causeDeliveryId }} size="sm">
            {words.causeLink}
          </TextLink>
        </Fact>
      )}
      {event.erasedAt && (
        <Fact label={words.erased}>
          <Time at={event.erasedAt} />
        </Fact>
      )}
    </dl>
  );
}

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
);
