// A secret: written, never read. A stored one is kept until it is replaced; what is not touched is not sent.
import { Button, Group, PasswordInput, Text } from '@mantine/core';
import { editor } from '../words/editor.ts';
import { type FormField, isMasked } from './action-config.ts';

const words = editor.actions;

interface SecretProps {
  readonly field: FormField;
  readonly value: unknown;
  readonly storedValue: unknown;
  readonly problem: string | undefined;
  readonly onChange: (value: unknown) => void;
}

export function SecretField({ field, value, storedValue, problem, onChange }: SecretProps) {
  const { label, help, required, example } = field;
  const isStored = isMasked(storedValue);
  if (isMasked(value))
    return (
      <div>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Group gap="sm">
          <Text ff="monospace" size="sm">
            {String(value)}
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
          {words.secretKept}
        </Text>
        {problem && (
          <Text size="xs" c="var(--mantine-color-error)">
            {problem}
          </Text>
        )}
      </div>
    );
  const text = typeof value === 'string' ? value : '';
  const isSlack = /^https:\/\/hooks\.slack\.com\/(services|workflows|triggers)\/./.test(text);
  return (
    <div>
      <PasswordInput
        label={label}
        description={help}
        required={required}
        placeholder={example ?? undefined}
        autoComplete="off"
        data-1p-ignore
        value={text}
        error={problem}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap="sm" mt={4}>
        {isSlack && (
          <Text size="xs" c="var(--ours-good)">
            {words.looksLikeSlack}
          </Text>
        )}
        {isStored && (
          <Button size="compact-xs" variant="default" onClick={() => onChange(storedValue)}>
            {words.keep}
          </Button>
        )}
      </Group>
    </div>
  );
}
