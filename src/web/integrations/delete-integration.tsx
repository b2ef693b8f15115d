// Deleting, which cannot be undone: after a word about what goes with it.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { DeleteIntegrationDocument } from '../gql/integration-list.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.ts';
import { integrations } from '../words/integrations.ts';

const words = integrations.remove;

interface DeleteProps {
  readonly integration: { readonly id: string; readonly name: string };
  readonly deleted: () => void;
}

export function DeleteIntegration({ integration, deleted }: DeleteProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [{ error, fetching }, remove] = useMutation(DeleteIntegrationDocument);
  const navigate = useNavigate();
  const confirm = async () => {
    const answer = await remove({ id: integration.id });
    if (answer.error) return;
    deleted();
    toast({ message: words.done(integration.name) });
    await navigate({ to: '/integrations' });
  };
  return (
    <>
      <ChangeButton
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<Icon name="trash" />}
        onClick={() => setIsAsking(true)}
      >
        {words.open}
      </ChangeButton>
      {isAsking && (
        <Dialog title={words.title(integration.name)} close={() => setIsAsking(false)}>
          <Stack>
            <Text>{words.lead}</Text>
            {error && (
              <Text c="var(--mantine-color-error)" role="alert">
                {reasonOf(error)}
              </Text>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setIsAsking(false)}>
                {words.keep}
              </Button>
              <Button color="red" loading={fetching} onClick={() => void confirm()}>
                {words.confirm}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </>
  );
}
