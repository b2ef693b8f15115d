// How many new rows wait above the list; a click shows them.
import { Button, VisuallyHidden } from '@mantine/core';
import { shell as words } from '../words/shell.ts';
import { Icon } from './icon.tsx';
import classes from './parts.module.css';

interface PillProps {
  readonly count: number;
  /** There may be more than were counted. */
  readonly more: boolean;
  readonly said: (count: number) => string;
  readonly show: () => void;
}

export function FreshPill({ count, more, said, show }: PillProps) {
  return (
    <div className={classes.pillPlace}>
      <VisuallyHidden role="status">{count > 0 ? said(count) : ''}</VisuallyHidden>
      {count > 0 && (
        <Button
          className={classes.pill}
          radius="xl"
          size="xs"
          leftSection={<Icon name="up" size={14} />}
          onClick={show}
        >
          {words.fresh(count, more)}
        </Button>
      )}
    </div>
  );
}
