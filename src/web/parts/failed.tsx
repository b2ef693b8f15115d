// What went wrong, in the place where it went wrong, with a way on.
import { Alert, Button, Group, Text } from '@mantine/core';
import type { CombinedError } from 'urql';
import { reasonOf } from '../app/api.ts';
import { shell } from '../words/shell.ts';
import { Icon } from './icon.tsx';

interface FailedProps {
  /** What could not be loaded, such as `deliveries`. */
  readonly things: string;
  readonly error: CombinedError;
  readonly retry: () => void;
}

export function Failed({ things, error, retry }: FailedProps) {
  return (
    <Alert color="red" variant="outline" icon={<Icon name="alert" />} title={shell.failed.title(things)} role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{reasonOf(error)}</Text>
        <Button size="xs" variant="default" leftSection={<Icon name="refresh" size={14} />} onClick={retry}>
          {shell.failed.retry}
        </Button>
      </Group>
    </Alert>
  );
}
