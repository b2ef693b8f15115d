// Asks before what cannot be undone, and says what went wrong in place.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { CombinedError } from 'urql';
import { reasonOf } from '../app/api.ts';
import { settings as words } from '../words/settings.ts';
import { ChangeButton } from './change-button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly lead: string;
  readonly action: string;
  readonly run: () => Promise<{ readonly error?: CombinedError | undefined }>;
  /** It was done. */
  readonly done: () => void;
  readonly close: () => void;
}

export function Confirm({ title, lead, action, run, done, close }: ConfirmProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    setIsBusy(true);
    const { error } = await run();
    setIsBusy(false);
    if (error) return setProblem(words.failed(reasonOf(error)));
    done();
    return close();
  };
  return (
    <Dialog title={title} close={close}>
      <Stack>
        <Text size="sm">{lead}</Text>
        {problem && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {problem}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {words.cancel}
          </Button>
          <ChangeButton color="red" loading={isBusy} onClick={() => void confirm()}>
            {action}
          </ChangeButton>
        </Group>
      </Stack>
    </Dialog>
  );
}
