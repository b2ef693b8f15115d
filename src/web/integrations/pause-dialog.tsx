// Pausing: deliveries wait, nothing is lost.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { PauseItDocument } from '../gql/integration-health.ts';
import { Dialog } from '../parts/dialog.tsx';
import { health } from '../words/health.ts';

const words = health.pause;

interface PauseProps {
  readonly id: string;
  readonly name: string;
  readonly done: () => void;
  readonly close: () => void;
}

export function PauseDialog({ id, name, done, close }: PauseProps) {
  const [reason, setReason] = useState('');
  const [{ error, fetching }, pause] = useMutation(PauseItDocument);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await pause({ id, reason: reason.trim() || null });
    if (answer.error) return;
    done();
    close();
  };
  return (
    <Dialog title={words.title(name)} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Text size="sm">{words.lead}</Text>
          <TextInput
            label={words.reason}
            data-autofocus
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {error && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {health.notDone(reasonOf(error))}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {health.cancel}
            </Button>
            <Button type="submit" loading={fetching}>
              {words.open}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
