// Over a screen whose session has ended, which stays as it is below.
import { Button, Stack, Text } from '@mantine/core';
import { Dialog } from '../parts/dialog.tsx';
import { shell } from '../words/shell.ts';
import { signOut } from './session.ts';
import { TokenForm } from './sign-in.tsx';

/** Asks for a token again when the service has taken the old one away. What was typed stays below. */
export function SessionOver() {
  return (
    <Dialog title={shell.signIn.overTitle} close={undefined}>
      <Stack>
        <Text size="sm">{shell.signIn.over}</Text>
        <TokenForm />
        <Button variant="subtle" color="gray" onClick={signOut}>
          {shell.signIn.discard}
        </Button>
      </Stack>
    </Dialog>
  );
}
