// The published types, to be read and searched.
import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import partClasses from '../parts/parts.module.css';
import { tasks } from '../words/tasks.ts';
import { membersOf, type ScriptName, type ScriptTypes } from './script-types.ts';
import classes from './tasks.module.css';

const words = tasks.reference;

export function ScriptReference({ types }: { readonly types: ScriptTypes }) {
  const [sought, setSought] = useState('');
  const text = sought.trim().toLowerCase();
  const found = types.globals.filter((name) =>
    [name, ...membersOf(types, name.type)].some(
      (one) => one.name.toLowerCase().includes(text) || one.doc.toLowerCase().includes(text),
    ),
  );
  return (
    <details>
      <Text component="summary" size="sm" fw={600} style={{ cursor: 'pointer' }}>
        {words.section}
      </Text>
      <TextInput
        my="xs"
        size="xs"
        aria-label={words.search}
        placeholder={words.search}
        leftSection={<Icon name="search" size={14} />}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
      />
      <section className={classes.reference} aria-label={words.section}>
        {found.length === 0 && (
          <Text size="sm" c="dimmed">
            {words.noMatch}
          </Text>
        )}
        {found.map((name) => (
          <Entry key={name.name} name={name} members={membersOf(types, name.type).length} />
        ))}
      </section>
    </details>
  );
}

const Entry = ({ name, members }: { readonly name: ScriptName; readonly members: number }) => (
  <details>
    <Text component="summary" size="sm">
      <code>{name.name}</code>{' '}
      <Text component="span" size="xs" c="dimmed">
        {members > 0 && `${words.members(members)} `}
        {name.doc.split('\n')[0]}
      </Text>
    </Text>
    {name.doc !== '' && (
      <Text size="sm" my={4} style={{ whiteSpace: 'pre-wrap' }}>
        {name.doc}
      </Text>
    )}
    <pre className={partClasses.code}>{name.signature}</pre>
  </details>
);
