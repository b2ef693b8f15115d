// A secret of a form: written, never read. A stored one is kept until it is replaced.
import { Button, Group, PasswordInput, Text } from '@mantine/core';
import { settings as words } from '../words/settings.ts';

interface SecretInputProps {
  readonly label: string;
  readonly description?: string | undefined;
  readonly required?: boolean;
  /** Undefined: the stored one stays. */
  readonly value: string | undefined;
  /** Something is stored that can stay. */
  readonly isStored: boolean;
  readonly error?: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

export function SecretInput({ label, description, required, value, isStored, error, onChange }: SecretInputProps) {
  if (isStored && value === undefined)
    return (
      <div>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Group gap="sm">
          <Text size="xs" c="dimmed">
            {words.secretKept}
          </Text>
          <Button size="compact-xs" variant="default" onClick={() => onChange('')}>
            {words.replace(label)}
          </Button>
        </Group>
        {error && (
          <Text size="xs" c="var(--mantine-color-error)">
            {error}
          </Text>
        )}
      </div>
    );
  return (
    <div>
      <PasswordInput
        label={label}
        description={description}
        required={required ?? false}
        autoComplete="off"
        data-1p-ignore
        value={value ?? ''}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isStored && (
        <Button size="compact-xs" variant="default" mt={4} onClick={() => onChange(undefined)}>
          {words.keep(label)}
        </Button>
      )}
    </div>
  );
}
