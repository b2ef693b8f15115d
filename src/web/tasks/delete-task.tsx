// Deleting, which cannot be undone: after a word about who runs the task.
import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { reasonOf } from '../app/api.ts';
import { DeleteTaskDocument, EditedTaskByIdDocument, type EditedTaskFragment } from '../gql/task-editor.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.ts';
import { tasks } from '../words/tasks.ts';

const words = tasks.remove;

interface DeleteProps {
  readonly task: EditedTaskFragment;
  readonly deleted: () => void;
}

export function DeleteTask({ task, deleted }: DeleteProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [{ error, fetching }, remove] = useMutation(DeleteTaskDocument);
  const navigate = useNavigate();
  // Asked for now: others may have begun to use it since the editor was opened.
  const [{ data }] = useQuery({
    query: EditedTaskByIdDocument,
    variables: { id: task.id },
    requestPolicy: 'network-only',
    pause: !isAsking,
  });
  const { integrations } = data?.task ?? task;
  const confirm = async () => {
    const answer = await remove({ id: task.id });
    if (answer.error) return;
    deleted();
    toast({ message: words.done(task.name) });
    await navigate({ to: '/tasks' });
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
        <Dialog title={words.title(task.name)} close={() => setIsAsking(false)}>
          <Stack>
            <Text>{words.lead}</Text>
            <Text>{integrations.length === 0 ? words.unused : words.used(integrations.length)}</Text>
            {integrations.length > 0 && (
              <List size="sm" withPadding>
                {integrations.map(({ id, name }) => (
                  <List.Item key={id}>{name}</List.Item>
                ))}
              </List>
            )}
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
