// Who changed what. Filters and pages are in the address.
import { Button, Group, NativeSelect, Paper, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import { useQuery } from 'urql';
import { AuditPageDocument } from '../gql/audit.ts';
import { anyText, useAddress, uuid } from '../parts/address.ts';
import { CursorPager, cursorParts, pageOf } from '../parts/cursor-pager.tsx';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Late } from '../parts/late.tsx';
import partClasses from '../parts/parts.module.css';
import { SearchField } from '../parts/search-field.tsx';
import { WrongAddress } from '../parts/wrong-address.tsx';
import { settings } from '../words/settings.ts';
import { AuditRow } from './audit-row.tsx';
import { SettingsFrame } from './settings-frame.tsx';

const words = settings.audit;
const pageSize = 50;
const parts = { text: anyText, type: anyText, who: anyText, object: uuid, ...cursorParts };

export function AuditLog() {
  const { values, wrong, change, clear, isFiltered } = useAddress(parts);
  const { text, type, who, object } = values;
  const [{ data, error, stale }, load] = useQuery({
    query: AuditPageDocument,
    variables: {
      filter: { text, actor: who, objectType: type ? [type] : undefined, objectId: object },
      ...pageOf(pageSize, values),
    },
    requestPolicy: 'cache-and-network',
  });
  // Whoever comes back sees what was changed meanwhile.
  useEffect(() => {
    const look = () => load({ requestPolicy: 'network-only' });
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [load]);
  const rows = data?.auditLog.edges.map(({ node }) => node);
  const page = data?.auditLog.pageInfo;
  const filter = (part: Parameters<typeof change>[0]) => change({ ...part, after: '', before: '' });
  return (
    <SettingsFrame tab="audit" lead={words.lead}>
      <Group gap="xs">
        <SearchField label={words.search} value={text ?? ''} onChange={(next) => filter({ text: next })} />
        <NativeSelect
          aria-label={words.type}
          value={type ?? ''}
          onChange={(event) => filter({ type: event.currentTarget.value })}
          data={[
            { value: '', label: words.anyType },
            ...Object.entries(words.types).map(([value, label]) => ({ value, label })),
          ]}
        />
        <TextInput
          aria-label={words.who}
          placeholder={words.anybody}
          defaultValue={who ?? ''}
          key={who ?? ''}
          onBlur={(event) => filter({ who: event.currentTarget.value.trim() })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') filter({ who: event.currentTarget.value.trim() });
          }}
        />
      </Group>
      <WrongAddress wrong={wrong} />
      {error && <Failed things={words.things} error={error} retry={load} />}
      {!rows && !error && <Late />}
      {rows?.length === 0 && (
        <Empty icon={isFiltered ? 'filter' : 'list'} title={isFiltered ? words.noMatch : words.none}>
          {isFiltered && (
            <Button variant="default" onClick={clear}>
              {words.clear}
            </Button>
          )}
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
                <AuditRow key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </Paper>
      )}
      <CursorPager page={page} change={change} />
    </SettingsFrame>
  );
}
