// The value of a setting. A secret is written, never read: a stored one is kept until it is replaced.
import { Button, Group, PasswordInput, Text, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { tasks } from '../words/tasks.ts';
import { isMasked } from './task-draft.ts';

const words = tasks.settings;

interface ValueProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly required?: boolean;
  readonly isSecret: boolean;
  readonly value: string;
  /** What is stored under this name; undefined: nothing. */
  readonly stored: string | undefined;
  readonly problem: string | undefined;
  readonly placeholder?: string | undefined;
  readonly onChange: (value: string) => void;
}

export function SettingValue(props: ValueProps) {
  const { label, description, required, isSecret, value, stored, problem, placeholder, onChange } = props;
  if (isSecret && isMasked(value))
    return (
      <div>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Group gap="sm">
          <Text ff="monospace" size="sm">
            {value}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${words.replace}: ${label}`}
            onClick={() => onChange('')}
          >
            {words.replace}
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          {words.kept}
        </Text>
        {problem && (
          <Text size="xs" c="var(--mantine-color-error)">
            {problem}
          </Text>
        )}
      </div>
    );
  const common = { label, description, required: required === true, error: problem, value, placeholder };
  if (!isSecret)
    return (
      <Textarea
        {...common}
        autosize
        minRows={1}
        maxRows={8}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <div>
      <PasswordInput
        {...common}
        autoComplete="off"
        data-1p-ignore
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {stored !== undefined && isMasked(stored) && (
        <Button mt={4} size="compact-xs" variant="default" onClick={() => onChange(stored)}>
          {words.keep}
        </Button>
      )}
    </div>
  );
}
