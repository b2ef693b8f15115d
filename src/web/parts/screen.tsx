// The frame of a screen: its heading, what can be done there, and the title of the tab.
import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { shell } from '../words/shell.ts';

interface ScreenProps {
  readonly title: string;
  /** Of the tab, where it says more than the heading, such as `(3 failing) Integrations`. */
  readonly tabTitle?: string;
  readonly lead?: ReactNode;
  /** To the right of the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Screen({ title, tabTitle = title, lead, actions, children }: ScreenProps) {
  useEffect(() => {
    document.title = `${tabTitle} · ${shell.product}`;
  }, [tabTitle]);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {lead && (
            <Text c="dimmed" size="sm" mt={2}>
              {lead}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
