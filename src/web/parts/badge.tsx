// A state: an icon, a word and a colour, never the colour alone.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import classes from './parts.module.css';

export type Tone = 'good' | 'bad' | 'wait' | 'busy' | 'quiet';

export function Badge({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <span className={`${classes.badge} ${classes[tone]}`}>
      <Icon name={icon} size={13} />
      <span>{children}</span>
    </span>
  );
}
