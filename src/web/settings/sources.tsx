// Event sources: which providers send, how much came in, what was refused and why.
import { Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { DropSourceDocument, SourceListDocument, type SourceRowFragment } from '../gql/sources.ts';
import { useAddress } from '../parts/address.ts';
import { Badge } from '../parts/badge.tsx';
import { ChangeButton } from '../parts/change-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { CursorPager, cursorParts, pageOf } from '../parts/cursor-pager.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago } from '../parts/time.tsx';
import { settings } from '../words/settings.ts';
import classes from './settings.module.css';
import { SettingsFrame } from './settings-frame.tsx';
import { SourceForm } from './source-form.tsx';

const words = settings.sources;
const pageSize = 50;

/** The whole address, as the provider must be told it. */
const addressOf = ({ path }: SourceRowFragment): string => `${window.location.origin}${path}`;

export function Sources() {
  const { values, change } = useAddress(cursorParts);
  const [edited, setEdited] = useState<SourceRowFragment | 'new'>();
  const [dropped, setDropped] = useState<SourceRowFragment>();
  const [{ data, error, stale }, load] = useQuery({
    query: SourceListDocument,
    variables: pageOf(pageSize, values),
    requestPolicy: 'cache-and-network',
  });
  const [, dropSource] = useMutation(DropSourceDocument);
  const reload = () => load({ requestPolicy: 'network-only' });
  const rows = data?.eventSources.edges.map(({ node }) => node);
  const kinds = data?.sourceKinds ?? [];
  return (
    <SettingsFrame
      tab="sources"
      lead={words.lead}
      actions={
        <ChangeButton leftSection={<Icon name="plus" />} disabled={!data} onClick={() => setEdited('new')}>
          {words.create}
        </ChangeButton>
      }
    >
      {error && <Failed things={words.things} error={error} retry={reload} />}
      {!rows && !error && <Late />}
      {rows?.length === 0 && (
        <Empty icon="globe" title={words.none}>
          <Text c="dimmed">{words.noneLead}</Text>
        </Empty>
      )}
      {rows && rows.length > 0 && (
        <Paper className={partClasses.card} aria-busy={stale}>
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
                <SourceRow
                  key={row.id}
                  row={row}
                  kind={kinds.find(({ name }) => name === row.kind)?.title ?? row.kind}
                  edit={() => setEdited(row)}
                  drop={() => setDropped(row)}
                />
              ))}
            </tbody>
          </table>
        </Paper>
      )}
      <CursorPager page={data?.eventSources.pageInfo} change={change} />
      {edited && (
        <SourceForm
          kinds={kinds}
          stored={edited === 'new' ? undefined : edited}
          saved={reload}
          close={() => setEdited(undefined)}
        />
      )}
      {dropped && (
        <Confirm
          title={words.deleteTitle(dropped.name)}
          lead={words.deleteLead}
          action={settings.delete}
          run={() => dropSource({ id: dropped.id, version: dropped.version })}
          done={reload}
          close={() => setDropped(undefined)}
        />
      )}
    </SettingsFrame>
  );
}

interface RowProps {
  readonly row: SourceRowFragment;
  readonly kind: string;
  readonly edit: () => void;
  readonly drop: () => void;
}

function SourceRow({ row, kind, edit, drop }: RowProps) {
  const { accepted, unmapped, rejected, lastEventAt, lastRejectionReason } = row.stats;
  const refused = rejected.reduce((sum, one) => sum + one.count, 0);
  return (
    <tr>
      <td>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {row.name}
          </Text>
          {!row.enabled && (
            <Badge tone="quiet" icon="stop">
              {words.off}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" ff="monospace" className={partClasses.breaking}>
          {row.path}
        </Text>
      </td>
      <td>{kind}</td>
      <td className={partClasses.wide}>
        <Text size="sm">{words.came(accepted, unmapped)}</Text>
        {refused > 0 && (
          <Text size="xs" c="var(--ours-bad)">
            {words.refused(refused, lastRejectionReason ?? '')}
          </Text>
        )}
      </td>
      <td>{lastEventAt ? <Ago at={lastEventAt} /> : words.never}</td>
      <td className={`${classes.acts} ${partClasses.wide}`}>
        <CopyButton label={words.copy} text={() => addressOf(row)} />
        <ChangeButton size="xs" variant="default" aria-label={words.editTitle(row.name)} onClick={edit}>
          {settings.edit}
        </ChangeButton>
        <ChangeButton size="xs" variant="default" aria-label={words.deleteOf(row.name)} onClick={drop}>
          {settings.delete}
        </ChangeButton>
      </td>
    </tr>
  );
}
