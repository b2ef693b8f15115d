// What stands where a list would be when it has no rows: why, and what to do.
import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import classes from './parts.module.css';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  /** Good news. */
  readonly tone?: 'good' | undefined;
  readonly children?: ReactNode;
}

export function Empty({ icon, title, tone, children }: EmptyProps) {
  return (
    <Stack className={classes.empty} align="center" gap="sm" ta="center">
      <Text component="span" c={tone ? 'var(--ours-good)' : 'dimmed'} lh={1}>
        <Icon name={icon} size={30} />
      </Text>
      <Title order={2} size="h3">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
