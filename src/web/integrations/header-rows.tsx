// HTTP headers: names, and values that are templates; those that hold credentials are masked when they are stored.
import { ActionIcon, Button, Input, Stack, Text, TextInput } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { editor } from '../words/editor.ts';
import type { HeaderDraft } from './action-config.ts';
import classes from './editor.module.css';

const words = editor.actions;

interface HeaderProps {
  readonly label: string;
  readonly list: readonly HeaderDraft[];
  readonly path: string;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (list: readonly HeaderDraft[]) => void;
}

export function HeaderRows({ label, list, path, problems, onChange }: HeaderProps) {
  const change = (index: number, changed: Partial<HeaderDraft>) =>
    onChange(list.map((header, place) => (place === index ? { ...header, ...changed } : header)));
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {list.map((header, index) => (
        // The place is what a header is known by.
        <div key={index} className={classes.header}>
          <TextInput
            aria-label={words.headerName}
            placeholder={words.headerName}
            value={header.name}
            error={problems.get(`${path}[${index}].name`) ?? problems.get(`${path}[${index}]`)}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={words.headerValue}
            placeholder={words.headerValue}
            value={header.value ?? ''}
            error={problems.get(`${path}[${index}].value`)}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={words.removeHeader}
            onClick={() => onChange(list.filter((_, place) => place !== index))}
          >
            <Icon name="trash" />
          </ActionIcon>
        </div>
      ))}
      {problems.has(path) && <Input.Error>{problems.get(path)}</Input.Error>}
      <Button
        variant="default"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<Icon name="plus" size={13} />}
        onClick={() => onChange([...list, { name: '', value: '' }])}
      >
        {words.addHeader}
      </Button>
    </Stack>
  );
}
