// The rows of deliveries. However many there are, only those in sight are drawn.
import { Checkbox, Group, Text } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { rowLink } from '../app/keyboard.ts';
import type { DeliveryLineFragment } from '../gql/delivery-list.ts';
import { actionIcon } from '../parts/action-icon.ts';
import { DeliveryStatus } from '../parts/delivery-status.tsx';
import { Icon } from '../parts/icon.tsx';
import { TextLink } from '../parts/link.tsx';
import listClasses from '../parts/lists.module.css';
import partClasses from '../parts/parts.module.css';
import { Time } from '../parts/time.tsx';
import { deliveries as words } from '../words/deliveries.ts';
import { integrations } from '../words/integrations.ts';
import classes from './deliveries.module.css';
import type { Ticks } from './use-ticks.ts';

interface TableProps {
  readonly rows: readonly DeliveryLineFragment[];
  readonly openId: string | undefined;
  readonly hasOlder: boolean;
  readonly loadOlder: () => void;
  readonly ticks: Ticks;
}

const columns = ['status', 'when', 'integration', 'event', 'outcome', 'attempts'] as const;
/** So many rows before the end, older ones are asked for. */
const ahead = 10;

export function DeliveryTable({ rows, openId, hasOlder, loadOlder, ticks }: TableProps) {
  const table = useRef<HTMLTableElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((table.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 58,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  // Only once somebody has scrolled there: the first page alone fills a screen.
  const isNearEnd = hasOlder && last >= rows.length - ahead && window.scrollY > 0;
  useEffect(() => {
    if (isNearEnd) loadOlder();
  }, [isNearEnd, loadOlder]);
  const before = shown[0] ? shown[0].start - top : 0;
  const after = shown.length > 0 ? virtual.getTotalSize() - ((shown.at(-1)?.end ?? 0) - top) : 0;
  return (
    <table ref={table} className={partClasses.table} aria-rowcount={hasOlder ? -1 : rows.length + 1}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column === 'status' ? <TickAll rows={rows} ticks={ticks} /> : words.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {before > 0 && <Gap height={before} />}
        {shown.map(({ index, key }) => {
          const row = rows[index];
          return (
            row && (
              <tr
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
                className={row.id === openId ? listClasses.open : undefined}
              >
                <Cells row={row} isTicked={ticks.isAll || ticks.ids.has(row.id)} toggle={ticks.toggle} />
              </tr>
            )
          );
        })}
        {after > 0 && <Gap height={after} />}
      </tbody>
    </table>
  );
}

const Gap = ({ height }: { readonly height: number }) => (
  <tr style={{ height, padding: 0 }}>
    <td colSpan={columns.length} style={{ padding: 0 }} />
  </tr>
);

function TickAll({ rows, ticks: { ids, tick } }: Pick<TableProps, 'rows' | 'ticks'>) {
  const ticked = rows.filter(({ id }) => ids.has(id)).length;
  return (
    <Group gap="xs" wrap="nowrap">
      <Checkbox
        size="xs"
        aria-label={words.ticks.shown}
        checked={ticked > 0 && ticked === rows.length}
        indeterminate={ticked > 0 && ticked < rows.length}
        onChange={() => tick(ticked === rows.length ? [] : rows.map(({ id }) => id))}
      />
      {words.columns.status}
    </Group>
  );
}

interface CellsProps {
  readonly row: DeliveryLineFragment;
  readonly isTicked: boolean;
  readonly toggle: (id: string) => void;
}

const Cells = memo(({ row, isTicked, toggle }: CellsProps) => (
  <>
    <td className={classes.state}>
      <Group gap="xs" wrap="nowrap">
        <Checkbox
          size="xs"
          aria-label={words.ticks.row(row.integrationName, row.eventType)}
          checked={isTicked}
          onChange={() => toggle(row.id)}
        />
        <DeliveryStatus {...row} />
      </Group>
    </td>
    <td className={listClasses.when}>
      <TextLink
        {...rowLink}
        to="/deliveries/$deliveryId"
        params={{ deliveryId: row.id }}
        search={true}
        resetScroll={false}
        size="sm"
      >
        <Time at={row.createdAt} />
      </TextLink>
    </td>
    <td>
      {row.integrationName}
      {row.test && (
        <Text component="span" c="dimmed" size="xs">
          {' '}
          ({words.test})
        </Text>
      )}
    </td>
    <td>
      <Text component="span" ff="monospace" size="sm">
        {row.eventType}
      </Text>
    </td>
    <td className={`${classes.outcome} ${partClasses.wide}`}>
      <Outcome row={row} />
    </td>
    <td className={listClasses.when}>{words.attemptsOf(row.attemptCount, row.maxAttempts)}</td>
  </>
));

function Outcome({ row }: { readonly row: DeliveryLineFragment }) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <span title={integrations.actionTypes[row.actionType] ?? row.actionType}>
        <Icon name={actionIcon(row.actionType)} />
      </span>
      <Text
        size="sm"
        component="span"
        lineClamp={2}
        className={row.error && row.status !== 'SUCCESS' ? classes.error : undefined}
      >
        {row.status !== 'SUCCESS' && row.error
          ? row.error
          : row.responseStatus !== null && row.responseStatus !== undefined
            ? words.answered(row.responseStatus)
            : (integrations.actionTypes[row.actionType] ?? row.actionType)}
      </Text>
    </Group>
  );
}
