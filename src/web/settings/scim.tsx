// SCIM connections: the directories that tasks use.
import { Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { DropScimDocument, ScimListDocument, type ScimRowFragment } from '../gql/scim.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago } from '../parts/time.tsx';
import { settings } from '../words/settings.ts';
import { ScimForm } from './scim-form.tsx';
import classes from './settings.module.css';
import { SettingsFrame } from './settings-frame.tsx';

const words = settings.scim;

export function Scim() {
  const [edited, setEdited] = useState<ScimRowFragment | 'new'>();
  const [dropped, setDropped] = useState<ScimRowFragment>();
  const [{ data, error, stale }, load] = useQuery({ query: ScimListDocument, requestPolicy: 'cache-and-network' });
  const [, dropScim] = useMutation(DropScimDocument);
  const reload = () => load({ requestPolicy: 'network-only' });
  const rows = data?.scimConnections;
  return (
    <SettingsFrame
      tab="scim"
      lead={words.lead}
      actions={
        <ChangeButton leftSection={<Icon name="plus" />} onClick={() => setEdited('new')}>
          {words.create}
        </ChangeButton>
      }
    >
      {error && <Failed things={words.things} error={error} retry={reload} />}
      {!rows && !error && <Late />}
      {rows?.length === 0 && (
        <Empty icon="user" title={words.none}>
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
                <tr key={row.id}>
                  <td>
                    <Text size="sm" fw={600}>
                      {row.name}
                    </Text>
                  </td>
                  <td className={partClasses.breaking}>{row.baseUrl}</td>
                  <td>{words.auths[row.auth.type]}</td>
                  <td>
                    <Ago at={row.updatedAt} />
                  </td>
                  <td className={`${classes.acts} ${partClasses.wide}`}>
                    <ChangeButton
                      size="xs"
                      variant="default"
                      aria-label={words.editTitle(row.name)}
                      onClick={() => setEdited(row)}
                    >
                      {settings.edit}
                    </ChangeButton>
                    <ChangeButton
                      size="xs"
                      variant="default"
                      aria-label={words.deleteOf(row.name)}
                      onClick={() => setDropped(row)}
                    >
                      {settings.delete}
                    </ChangeButton>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Paper>
      )}
      {edited && (
        <ScimForm stored={edited === 'new' ? undefined : edited} saved={reload} close={() => setEdited(undefined)} />
      )}
      {dropped && (
        <Confirm
          title={words.deleteTitle(dropped.name)}
          lead={words.deleteLead}
          action={settings.delete}
          run={() => dropScim({ id: dropped.id, version: dropped.version })}
          done={reload}
          close={() => setDropped(undefined)}
        />
      )}
    </SettingsFrame>
  );
}
