// Runs a task by hand, as it is saved, and goes to the run.
import { useNavigate } from '@tanstack/react-router';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { RunListedTaskDocument } from '../gql/task-list.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.ts';
import { tasks as words } from '../words/tasks.ts';

export function RunListedTask({ task }: { readonly task: { readonly id: string; readonly name: string } }) {
  const [{ fetching }, start] = useMutation(RunListedTaskDocument);
  const navigate = useNavigate();
  const run = async () => {
    const { data, error } = await start({ id: task.id });
    if (error) return toast({ tone: 'bad', message: words.notStarted(task.name, reasonOf(error)) });
    if (!data) return undefined;
    return navigate({ to: '/tasks/$taskId/runs/$runId', params: { taskId: task.id, runId: data.runTask.id } });
  };
  return (
    <ChangeButton
      size="compact-sm"
      variant="default"
      leftSection={<Icon name="play" size={12} />}
      aria-label={words.runNowOf(task.name)}
      loading={fetching}
      onClick={() => void run()}
    >
      {words.runNow}
    </ChangeButton>
  );
}
