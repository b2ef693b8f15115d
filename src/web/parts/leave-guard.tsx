// Nothing that was typed is lost by a click: leaving asks first, and the draft stays in the tab.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { session } from '../app/session.ts';
import { editor } from '../words/editor.ts';
import { Dialog } from './dialog.tsx';

const words = editor.leave;

export function LeaveGuard({ isDirty, keep }: { readonly isDirty: () => boolean; readonly keep: () => void }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty() && current.pathname !== next.pathname,
    enableBeforeUnload: () => {
      if (isDirty()) keep();
      // Whoever goes to the provider to sign in again finds the draft on the way back.
      return isDirty() && session.get().state !== 'over';
    },
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  const leave = () => {
    keep();
    blocker.proceed();
  };
  return (
    <Dialog title={words.title} close={blocker.reset}>
      <Stack>
        <Text>{words.lead}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={blocker.reset}>
            {words.stay}
          </Button>
          <Button color="red" onClick={leave}>
            {words.go}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
