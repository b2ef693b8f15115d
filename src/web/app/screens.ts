// The sidebar, in order. A screen is a line here and its routes in router.tsx.
import type { IconName } from '../parts/icon.tsx';
import { shell } from '../words/shell.ts';

export interface ScreenEntry {
  readonly to: '/overview' | '/integrations' | '/deliveries' | '/events' | '/tasks' | '/settings';
  readonly label: string;
  readonly icon: IconName;
}

export const screens: readonly ScreenEntry[] = [
  { to: '/overview', label: shell.overview, icon: 'gauge' },
  { to: '/integrations', label: shell.integrations, icon: 'bolt' },
  { to: '/deliveries', label: shell.deliveries, icon: 'list' },
  { to: '/events', label: shell.events, icon: 'pulse' },
  { to: '/tasks', label: shell.tasks, icon: 'clock' },
  { to: '/settings', label: shell.settings, icon: 'gear' },
];
