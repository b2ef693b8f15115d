import type { IconName } from './icon.tsx';

const icons: Readonly<Record<string, IconName>> = { http: 'globe', slack: 'chat', log: 'lines', trigger_task: 'play' };

/** Of a kind of action; kinds that are not known here have one too. */
export const actionIcon = (type: string): IconName => icons[type] ?? 'bolt';
