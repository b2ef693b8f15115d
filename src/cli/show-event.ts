// Events for people.
import type { EventBodyFragment } from './gql/operations.ts';
import { localTime } from './show-delivery.ts';
import type { Column } from './table.ts';

export const eventColumns: readonly Column<EventBodyFragment>[] = [
  { title: 'received', text: ({ receivedAt }) => localTime(receivedAt), whole: true },
  { title: 'type', text: ({ type, originalType }) => (type === 'unmapped' ? `unmapped (${originalType})` : type) },
  { title: 'actor', text: ({ actorEmail, actorId }) => actorEmail ?? actorId },
  { title: 'deliveries', text: ({ deliveryCount, stoppedBy }) => (stoppedBy ? 'stopped' : deliveryCount), whole: true },
  { title: 'source', text: ({ source }) => source },
  { title: 'id', text: ({ id }) => id },
  { title: 'data', text: ({ data }) => JSON.stringify(data) },
];
