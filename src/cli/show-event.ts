// Events for people.
import type { EventBodyFragment } from './gql/operations.ts';
import { plainText } from './plain-text.ts';
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

/** One line, in columns that do not wait for other lines. */
export function eventLine({ receivedAt, type, originalType, actorEmail, actorId, ...rest }: EventBodyFragment): string {
  const what = type === 'unmapped' ? `unmapped (${originalType})` : type;
  const count = `${rest.deliveryCount} ${rest.deliveryCount === 1 ? 'delivery' : 'deliveries'}`;
  const parts = [what, actorEmail ?? actorId ?? '-', count, rest.id, JSON.stringify(rest.data)];
  return `${localTime(receivedAt)}  ${parts.map((text) => plainText(text)).join('  ')}`;
}
