// The rows of the list.
import { Group, Paper, Text, VisuallyHidden } from '@mantine/core';
import { rowLink } from '../app/keyboard.ts';
import type { IntegrationRowFragment } from '../gql/integration-list.ts';
import { actionIcon } from '../parts/action-icon.ts';
import { Badge } from '../parts/badge.tsx';
import { DeliveryStatus } from '../parts/delivery-status.tsx';
import { Icon } from '../parts/icon.tsx';
import { TextLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago } from '../parts/time.tsx';
import { integrations as words } from '../words/integrations.ts';
import { IntegrationSwitch } from './integration-switch.tsx';
import { More } from './more-button.tsx';
import { RowHealth } from './row-health.tsx';

interface TableProps {
  readonly rows: readonly IntegrationRowFragment[];
  /** What is shown is being asked for again. */
  readonly isStale: boolean;
  readonly reload: () => void;
}

export function IntegrationTable({ rows, isStale, reload }: TableProps) {
  return (
    <Paper className={partClasses.card} aria-busy={isStale}>
      <table className={partClasses.table}>
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col">{words.columns.triggers}</th>
            <th scope="col">{words.columns.actions}</th>
            <th scope="col">{words.columns.health}</th>
            <th scope="col">{words.columns.last}</th>
            <th scope="col">{words.columns.on}</th>
            <th scope="col">
              <VisuallyHidden>{words.columns.menu}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <IntegrationRow key={row.id} row={row} reload={reload} />
          ))}
        </tbody>
      </table>
    </Paper>
  );
}

function IntegrationRow({ row, reload }: { readonly row: IntegrationRowFragment; readonly reload: () => void }) {
  const last = row.lastDelivery;
  return (
    <tr>
      <td>
        <Group gap="xs">
          <TextLink
            {...rowLink}
            to="/integrations/$integrationId"
            params={{ integrationId: row.id }}
            fw={600}
            size="sm"
          >
            {row.name}
          </TextLink>
          {row.health.failures > 0 && row.lastDelivery?.status === 'FAILED' && (
            <Badge tone="bad" icon="cross">
              {words.failing}
            </Badge>
          )}
          {row.pausedAt && (
            <Badge tone="wait" icon="pause">
              <span title={row.pausedReason ?? undefined}>{words.paused}</span>
            </Badge>
          )}
        </Group>
        {row.description && (
          <Text size="sm" c="dimmed" lineClamp={2}>
            {row.description}
          </Text>
        )}
      </td>
      <td className={partClasses.wide}>
        <Triggers triggers={row.triggers} conditions={row.conditions.length} />
      </td>
      <td>
        <Group gap="xs">
          {row.actions.map(({ id, type }) => (
            <Group key={id} gap={4} wrap="nowrap">
              <Icon name={actionIcon(type)} />
              <span>{words.actionTypes[type] ?? type}</span>
            </Group>
          ))}
        </Group>
      </td>
      <td>
        <RowHealth row={row} />
      </td>
      <td className={partClasses.wide}>
        {last ? (
          <Group gap="xs">
            <DeliveryStatus {...last} />
            <Text size="sm" c="dimmed">
              <Ago at={last.updatedAt} />
            </Text>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {words.noDelivery}
          </Text>
        )}
      </td>
      <td>
        <IntegrationSwitch row={row} />
      </td>
      <td>
        <More row={row} deleted={reload} />
      </td>
    </tr>
  );
}

const shownTriggers = 2;

function Triggers({ triggers, conditions }: { readonly triggers: readonly string[]; readonly conditions: number }) {
  const rest = triggers.slice(shownTriggers);
  return (
    <Text size="sm" component="span">
      {triggers.slice(0, shownTriggers).map((trigger, index) => (
        <span key={trigger}>
          {index > 0 && ', '}
          <Text component="span" ff="monospace" size="sm">
            {trigger}
          </Text>
        </span>
      ))}
      {rest.length > 0 && (
        <Text component="span" c="dimmed" title={rest.join(', ')}>
          {' '}
          {words.moreTriggers(rest.length)}
        </Text>
      )}
      {conditions > 0 && (
        <Text component="span" c="dimmed" display="block" size="xs">
          {words.conditions(conditions)}
        </Text>
      )}
    </Text>
  );
}
