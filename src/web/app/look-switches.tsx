// How times and colours are shown, on every screen alike.
import { SegmentedControl, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../parts/icon.tsx';
import { shell } from '../words/shell.ts';
import { showZone, useZone, type Zone } from './time-zone.ts';

export function ZoneSwitch() {
  const zone = useZone();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={shell.zone.label}
      value={zone}
      onChange={(next) => showZone(next as Zone)}
      data={[
        { value: 'local', label: shell.zone.local },
        { value: 'utc', label: shell.zone.utc },
      ]}
    />
  );
}

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={shell.scheme.label}
      value={colorScheme}
      onChange={(next) => setColorScheme(next as typeof colorScheme)}
      data={[
        { value: 'light', label: label('sun', shell.scheme.light) },
        { value: 'dark', label: label('moon', shell.scheme.dark) },
        { value: 'auto', label: label('screen', shell.scheme.auto) },
      ]}
    />
  );
}

const label = (icon: IconName, words: string): ReactNode => (
  <span title={words}>
    <Icon name={icon} />
    <VisuallyHidden>{words}</VisuallyHidden>
  </span>
);
