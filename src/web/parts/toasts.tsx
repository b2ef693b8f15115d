// Where toasts appear: read aloud politely, and never in the way of the keyboard.
import { Button, CloseButton, Text } from '@mantine/core';
import { useStore } from '../app/store.ts';
import { shell } from '../words/shell.ts';
import { Icon } from './icon.tsx';
import classes from './parts.module.css';
import { dropToast, toasts } from './toast.ts';

export function Toasts() {
  const shown = useStore(toasts);
  return (
    <div className={classes.toasts} role="status">
      {shown.map(({ id, message, tone = 'good', action }) => (
        <div key={id} className={classes.toast} data-tone={tone}>
          <Icon name={tone === 'bad' ? 'alert' : 'check'} />
          <Text size="sm">{message}</Text>
          {action && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                dropToast(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <CloseButton size="sm" aria-label={shell.close} onClick={() => dropToast(id)} />
        </div>
      ))}
    </div>
  );
}
