// Newer and older, for a list in pages.
import { Button, Group, Text } from '@mantine/core';
import { integrations as words } from '../words/integrations.ts';
import { Icon } from './icon.tsx';

interface PagerProps {
  readonly shown: number;
  readonly total: number;
  /** Undefined: there is none. */
  readonly newer: (() => void) | undefined;
  readonly older: (() => void) | undefined;
}

export function Pager({ shown, total, newer, older }: PagerProps) {
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" role="status">
        {words.shown(shown, total)}
      </Text>
      {(newer || older) && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            disabled={!newer}
            onClick={newer}
            leftSection={<Icon name="left" size={14} />}
          >
            {words.newer}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!older}
            onClick={older}
            rightSection={<Icon name="right" size={14} />}
          >
            {words.older}
          </Button>
        </Group>
      )}
    </Group>
  );
}
