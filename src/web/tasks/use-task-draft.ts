// The state of the editor: the draft, what it was made from, what is wrong with it, and saving it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient, useMutation } from 'urql';
import { codeOf, problemsOf, reasonOf } from '../app/api.ts';
import { session } from '../app/session.ts';
import {
  CreateTaskDocument,
  EditedTaskByIdDocument,
  type EditedTaskFragment,
  SaveTaskDocument,
} from '../gql/task-editor.ts';
import { dropKeptTask, keepTask } from './kept-task.ts';
import {
  type BuiltIn,
  draftOfTask,
  isSameTask,
  type Problems,
  type SettingDraft,
  sentSettings,
  type TaskDraft,
  taskInput,
} from './task-draft.ts';

export interface TaskEditing {
  readonly draft: TaskDraft;
  readonly change: (changed: Partial<TaskDraft>) => void;
  /** As it is stored; undefined for a new one. */
  readonly stored: EditedTaskFragment | undefined;
  /** What `stored` is as a draft. */
  readonly before: TaskDraft;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly problems: Problems;
  /** The settings that the problems are about. */
  readonly refused: readonly SettingDraft[];
  /** Why it was not saved, when no field is to blame. */
  readonly failure: string | undefined;
  /** What somebody else saved meanwhile. */
  readonly theirs: EditedTaskFragment | undefined;
  /** @param merged was made from `theirs`. @returns what was saved; undefined when it was not. */
  readonly save: (merged?: TaskDraft) => Promise<EditedTaskFragment | undefined>;
  readonly keep: () => void;
}

interface Beginning {
  readonly stored: EditedTaskFragment | undefined;
  readonly storedDraft: TaskDraft;
  readonly initial: TaskDraft;
  readonly builtIns: readonly BuiltIn[];
}

export function useTaskDraft({ stored: first, storedDraft, initial, builtIns }: Beginning): TaskEditing {
  const client = useClient();
  const [draft, setDraft] = useState(initial);
  const [stored, setStored] = useState(first);
  const [before, setBefore] = useState(storedDraft);
  const [problems, setProblems] = useState<Problems>(new Map());
  const [refused, setRefused] = useState<readonly SettingDraft[]>([]);
  const [failure, setFailure] = useState<string>();
  const [theirs, setTheirs] = useState<EditedTaskFragment>();
  const [creating, create] = useMutation(CreateTaskDocument);
  const [updating, update] = useMutation(SaveTaskDocument);
  const id = stored?.id;
  const isDirty = useMemo(() => !isSameTask(draft, before, builtIns), [draft, before, builtIns]);

  const look = useCallback(async () => {
    if (id === undefined) return undefined;
    const answer = await client.query(EditedTaskByIdDocument, { id }, { requestPolicy: 'network-only' }).toPromise();
    return answer.data?.task ?? undefined;
  }, [client, id]);

  // Whoever comes back to the page learns at once that it was saved elsewhere.
  useEffect(() => {
    const lookAgain = async () => {
      if (document.visibilityState !== 'visible' || session.get().state !== 'in') return;
      const now = await look();
      if (now && stored && now.version > stored.version) setTheirs(now);
    };
    window.addEventListener('focus', lookAgain);
    return () => window.removeEventListener('focus', lookAgain);
  }, [look, stored]);

  const keep = useCallback(() => {
    const fields = builtIns.find(({ type }) => type === draft.type)?.configFields ?? [];
    keepTask(id, draft, new Set(fields.filter(({ secret }) => secret).map(({ key }) => key)));
  }, [id, draft, builtIns]);
  // A session that ends loses nothing.
  const latest = useRef({ keep, isDirty });
  latest.current = { keep, isDirty };
  useEffect(
    () =>
      session.follow(() => {
        if (session.get().state === 'over' && latest.current.isDirty) latest.current.keep();
      }),
    [],
  );

  const save = async (merged?: TaskDraft) => {
    const wanted = merged ?? draft;
    const input = taskInput(wanted, builtIns);
    const version = merged ? theirs?.version : stored?.version;
    const { saved, error } =
      id === undefined
        ? await create({ input }).then((answer) => ({ saved: answer.data?.createTask, error: answer.error }))
        : await update({ id, input: { ...input, version } }).then((answer) => ({
            saved: answer.data?.updateTask,
            error: answer.error,
          }));
    if (error) {
      const found = problemsOf(error);
      setProblems(new Map(found.map(({ path, message }) => [path, message])));
      setRefused(sentSettings(wanted, builtIns));
      const isConflict = codeOf(error) === 'CONFLICT' && id !== undefined;
      setFailure(isConflict || found.length > 0 ? undefined : reasonOf(error));
      if (isConflict) setTheirs(await look());
      return undefined;
    }
    if (!saved) return undefined;
    const next = draftOfTask(saved);
    setStored(saved);
    setBefore(next);
    // What was typed while it was being saved stays.
    setDraft((now) =>
      now === draft || merged ? next : { ...now, config: now.config === draft.config ? next.config : now.config },
    );
    setTheirs(undefined);
    setFailure(undefined);
    setProblems(new Map());
    dropKeptTask(id);
    return saved;
  };

  return {
    draft,
    change: (changed) => setDraft((now) => ({ ...now, ...changed })),
    stored,
    before,
    isDirty,
    isSaving: creating.fetching || updating.fetching,
    problems,
    refused,
    failure,
    theirs,
    save,
    keep,
  };
}
