// What stands around each part of the settings: the heading and the way to the others.
import { Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Screen } from '../parts/screen.tsx';
import { settings as words } from '../words/settings.ts';
import classes from './settings.module.css';

const tabs = [
  { to: '/settings/tokens', name: 'tokens' },
  { to: '/settings/sources', name: 'sources' },
  { to: '/settings/scim', name: 'scim' },
  { to: '/settings/audit', name: 'audit' },
] as const;

interface FrameProps {
  readonly tab: (typeof tabs)[number]['name'];
  readonly lead: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function SettingsFrame({ tab, lead, actions, children }: FrameProps) {
  return (
    <Screen title={words.title} tabTitle={`${words.tabs[tab]} · ${words.title}`} lead={lead} actions={actions}>
      <Group component="nav" aria-label={words.tabs.label} gap={4} className={classes.tabs}>
        {tabs.map(({ to, name }) => (
          <Link key={to} to={to} className={classes.tab} activeProps={{ 'aria-current': 'page' }}>
            {words.tabs[name]}
          </Link>
        ))}
      </Group>
      {children}
    </Screen>
  );
}
