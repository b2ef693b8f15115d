// The addresses of the editor: a new task, with or without something to begin with, and a stored one.
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { EditedTaskByIdDocument, TaskCatalogueDocument } from '../gql/task-editor.ts';
import { anyText, useAddress } from '../parts/address.ts';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { tasks as words } from '../words/tasks.ts';
import { draftOfTask, emptyTask, taskFromStart } from './task-draft.ts';
import { TaskEditor } from './task-editor.tsx';

const parts = { start: anyText, kind: anyText };

const useCatalogue = () => useQuery({ query: TaskCatalogueDocument, requestPolicy: 'cache-first' });

export function NewTask() {
  const { values } = useAddress(parts);
  const [{ data: catalogue, error }, reload] = useCatalogue();
  if (error) return <Failed things={words.thing} error={error} retry={reload} />;
  if (!catalogue) return <Late />;
  return (
    <TaskEditor
      key={`${values.start} ${values.kind}`}
      catalogue={catalogue}
      stored={undefined}
      storedDraft={emptyTask()}
      initial={taskFromStart(catalogue, values.start, values.kind)}
    />
  );
}

export function EditTask() {
  const { taskId: id = '' } = useParams({ strict: false });
  const [{ data: catalogue, error: noCatalogue }, reloadCatalogue] = useCatalogue();
  // Read once: the version that is edited is the one that was there when editing began.
  const [{ data, error, stale }, reload] = useQuery({
    query: EditedTaskByIdDocument,
    variables: { id },
    requestPolicy: 'network-only',
  });
  const [first, setFirst] = useState<typeof data>();
  if (data && !stale && first?.task?.id !== id && data.task?.id === id) setFirst(data);
  if (noCatalogue) return <Failed things={words.thing} error={noCatalogue} retry={reloadCatalogue} />;
  const stored = first?.task?.id === id ? first.task : undefined;
  if (error && !stored) return <Failed things={words.thing} error={error} retry={reload} />;
  if (data && data.task === null && !stored)
    return (
      <Empty icon="search" title={words.notFound}>
        <ButtonLink to="/tasks" variant="default">
          {words.all}
        </ButtonLink>
      </Empty>
    );
  if (!catalogue || !stored) return <Late />;
  const draft = draftOfTask(stored);
  return <TaskEditor key={id} catalogue={catalogue} stored={stored} storedDraft={draft} initial={draft} />;
}
