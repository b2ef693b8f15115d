// How many new rows wait above the list; a click shows them.
import { Button, VisuallyHidden } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { deliveries as words } from '../words/deliveries.ts';
import classes from './deliveries.module.css';

export function FreshPill({ count, more, show }: { count: number; more: boolean; show: () => void }) {
  return (
    <div className={classes.pillPlace}>
      <VisuallyHidden role="status">{count > 0 ? words.freshSaid(count) : ''}</VisuallyHidden>
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
