// The rows of events.
import { Text } from '@mantine/core';
import { memo } from 'react';
import { rowLink } from '../app/keyboard.ts';
import type { EventLineFragment } from '../gql/events.ts';
import { Badge } from '../parts/badge.tsx';
import { TextLink } from '../parts/link.tsx';
import listClasses from '../parts/lists.module.css';
import partClasses from '../parts/parts.module.css';
import { Time } from '../parts/time.tsx';
import { events as words } from '../words/events.ts';
import { subjectOf } from './event-address.ts';

interface TableProps {
  readonly rows: readonly EventLineFragment[];
  readonly openId: string | undefined;
}

export const EventTable = ({ rows, openId }: TableProps) => (
  <table className={partClasses.table}>
    <thead>
      <tr>
        {Object.values(words.columns).map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.id} className={row.id === openId ? listClasses.open : undefined}>
          <Cells row={row} />
        </tr>
      ))}
    </tbody>
  </table>
);

const Cells = memo(({ row }: { readonly row: EventLineFragment }) => (
  <>
    <td className={listClasses.when}>
      <TextLink
        {...rowLink}
        to="/events/$eventId"
        params={{ eventId: row.id }}
        search={true}
        resetScroll={false}
        size="sm"
      >
        <Time at={row.receivedAt} />
      </TextLink>
    </td>
    <td>
      <Text component="span" ff="monospace" size="sm">
        {row.type}
      </Text>
      {row.source && (
        <Text size="xs" c="dimmed">
          {row.source}
          {row.originalType && `: ${row.originalType}`}
        </Text>
      )}
    </td>
    <td>{row.actorEmail ?? row.actorId}</td>
    <td>{subjectOf(row.data)}</td>
    <td>{row.ipAddress}</td>
    <td>
      <EventOutcome {...row} />
    </td>
  </>
));

/** What became of it: an icon, words and a colour. */
export function EventOutcome({ deliveryCount, stoppedBy }: Pick<EventLineFragment, 'deliveryCount' | 'stoppedBy'>) {
  if (stoppedBy === 'depth')
    return (
      <Badge tone="wait" icon="stop">
        {words.stopped}
      </Badge>
    );
  if (deliveryCount === 0)
    return (
      <Badge tone="quiet" icon="filter">
        {words.nothing}
      </Badge>
    );
  return (
    <Badge tone="good" icon="bolt">
      {words.fired(deliveryCount)}
    </Badge>
  );
}
