// The choice of triggers: event types by category, each with what it means; a category is chosen as a whole or in part.
import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { editor } from '../words/editor.ts';
import type { Catalogue } from './draft.ts';
import classes from './editor.module.css';

const words = editor.triggers;

interface TreeProps {
  readonly types: Catalogue['eventTypes'];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly problem: string | undefined;
}

export function TriggerTree({ types, chosen, onChange, problem }: TreeProps) {
  const [search, setSearch] = useState('');
  const wanted = search.toLowerCase();
  const found = types.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted));
  const categories = [...new Set(found.map(({ category }) => category))];
  const groups = chosen.filter((trigger) => trigger.endsWith('*'));
  const toggle = (names: readonly string[], on: boolean) => {
    const rest = chosen.filter((name) => !names.includes(name));
    onChange(on ? [...rest, ...names] : rest);
  };
  return (
    <Stack gap="sm">
      <Group gap="sm" justify="space-between">
        <SearchField label={words.search} value={search} onChange={setSearch} />
        <Text size="sm" c="dimmed" role="status">
          {words.chosen(chosen.length)}
        </Text>
      </Group>
      {problem && (
        <Alert color="red" variant="outline" icon={<Icon name="alert" />} id="triggers-problem">
          {problem}
        </Alert>
      )}
      <Checkbox
        label={words.every}
        description={words.everyHint}
        checked={chosen.includes('*')}
        onChange={(event) => toggle(['*'], event.currentTarget.checked)}
      />
      {groups.filter((group) => group !== '*').length > 0 && (
        <Group gap="xs">
          {groups
            .filter((group) => group !== '*')
            .map((group) => (
              <Button
                key={group}
                size="compact-xs"
                variant="default"
                aria-label={words.drop(group)}
                rightSection={<Icon name="cross" size={12} />}
                onClick={() => toggle([group], false)}
              >
                {group}
              </Button>
            ))}
        </Group>
      )}
      {found.length === 0 && <Text c="dimmed">{words.noMatch}</Text>}
      <div className={classes.tree}>
        {categories.map((category) => (
          <Category
            key={category}
            category={category}
            types={found.filter((type) => type.category === category)}
            chosen={chosen}
            groups={groups}
            toggle={toggle}
          />
        ))}
      </div>
    </Stack>
  );
}

interface CategoryProps {
  readonly category: string;
  readonly types: Catalogue['eventTypes'];
  readonly chosen: readonly string[];
  readonly groups: readonly string[];
  readonly toggle: (names: readonly string[], on: boolean) => void;
}

function Category({ category, types, chosen, groups, toggle }: CategoryProps) {
  const names = types.map(({ name }) => name);
  const ticked = names.filter((name) => chosen.includes(name));
  const title = words.categories[category] ?? category;
  return (
    <div className={classes.category}>
      <Checkbox
        fw={600}
        label={words.group(title, ticked.length, names.length)}
        checked={ticked.length === names.length}
        indeterminate={ticked.length > 0 && ticked.length < names.length}
        onChange={() => toggle(names, ticked.length < names.length)}
      />
      <div className={classes.types}>
        {types.map(({ name, description }) => {
          const by = groups.find((group) => group === '*' || name.startsWith(group.slice(0, -1)));
          return (
            <Checkbox
              key={name}
              label={
                <Text component="span" ff="monospace" size="sm">
                  {name}
                </Text>
              }
              description={by ? words.by(by) : description.split('. ')[0]}
              checked={by !== undefined || chosen.includes(name)}
              disabled={by !== undefined}
              onChange={(event) => toggle([name], event.currentTarget.checked)}
            />
          );
        })}
      </div>
    </div>
  );
}
