// Who may come in: tokens, what each may do, when it was last used; made, and ended.
import { Checkbox, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { EndTokenDocument, TokenListDocument, type TokenRowFragment } from '../gql/tokens.ts';
import { useAddress } from '../parts/address.ts';
import { Badge } from '../parts/badge.tsx';
import { ChangeButton } from '../parts/change-button.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { CursorPager, cursorParts, pageOf } from '../parts/cursor-pager.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import partClasses from '../parts/parts.module.css';
import { Ago, Time } from '../parts/time.tsx';
import { settings } from '../words/settings.ts';
import { NewToken } from './new-token.tsx';
import classes from './settings.module.css';
import { SettingsFrame } from './settings-frame.tsx';

const words = settings.tokens;
const pageSize = 50;

export function Tokens() {
  const [areAllShown, setAreAllShown] = useState(false);
  const { values, change } = useAddress(cursorParts);
  const [isMaking, setIsMaking] = useState(false);
  const [ending, setEnding] = useState<TokenRowFragment>();
  const [{ data, error, stale }, load] = useQuery({
    query: TokenListDocument,
    variables: { active: areAllShown ? null : true, ...pageOf(pageSize, values) },
    requestPolicy: 'cache-and-network',
  });
  const [, endToken] = useMutation(EndTokenDocument);
  const reload = () => load({ requestPolicy: 'network-only' });
  const rows = data?.tokens.edges.map(({ node }) => node);
  return (
    <SettingsFrame
      tab="tokens"
      lead={words.lead}
      actions={
        <ChangeButton leftSection={<Icon name="plus" />} onClick={() => setIsMaking(true)}>
          {words.create}
        </ChangeButton>
      }
    >
      <Checkbox
        size="sm"
        label={words.ended}
        checked={areAllShown}
        onChange={(event) => {
          setAreAllShown(event.currentTarget.checked);
          change({ after: '', before: '' });
        }}
      />
      {error && <Failed things={words.things} error={error} retry={reload} />}
      {!rows && !error && <Late />}
      {rows?.length === 0 && (
        <Empty icon="key" title={words.none}>
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
                <TokenRow key={row.id} row={row} end={() => setEnding(row)} />
              ))}
            </tbody>
          </table>
        </Paper>
      )}
      <CursorPager page={data?.tokens.pageInfo} change={change} />
      {isMaking && <NewToken made={reload} close={() => setIsMaking(false)} />}
      {ending && (
        <Confirm
          title={words.revokeTitle(ending.name)}
          lead={words.revokeLead}
          action={words.revoke}
          run={() => endToken({ id: ending.id })}
          done={reload}
          close={() => setEnding(undefined)}
        />
      )}
    </SettingsFrame>
  );
}

function TokenRow({ row, end }: { readonly row: TokenRowFragment; readonly end: () => void }) {
  return (
    <tr>
      <td>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {row.name}
          </Text>
          {!row.active && (
            <Badge tone="quiet" icon="stop">
              {row.revokedAt ? words.revoked : words.expired}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" ff="monospace">
          {row.hint}
        </Text>
      </td>
      <td>{row.scopes.map((scope) => words.scopes[scope]).join(', ')}</td>
      <td className={partClasses.wide}>
        <Time at={row.createdAt} />{' '}
        <Text component="span" size="sm" c="dimmed">
          {words.by(row.createdBy)}
        </Text>
      </td>
      <td>{row.lastUsedAt ? <Ago at={row.lastUsedAt} /> : words.never}</td>
      <td>{row.expiresAt ? <Time at={row.expiresAt} /> : words.never}</td>
      <td className={classes.acts}>
        {row.active && (
          <ChangeButton size="xs" variant="default" aria-label={words.revokeOf(row.name)} onClick={end}>
            {words.revoke}
          </ChangeButton>
        )}
      </td>
    </tr>
  );
}
