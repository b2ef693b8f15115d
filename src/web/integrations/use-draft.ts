// The state of the editor: the draft, what it was made from, what is wrong with it, and saving it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useMutation } from 'urql';
import { codeOf, type Problem, problemsOf, reasonOf } from '../app/api.ts';
import { session } from '../app/session.ts';
import {
  CreateFromDraftDocument,
  type EditedFragment,
  EditedIntegrationDocument,
  SaveDraftDocument,
} from '../gql/integration-editor.ts';
import { type ActionKind, type Draft, draftOf, inputOf, isSame } from './draft.ts';
import { dropDraft, keepDraft } from './kept-draft.ts';

export interface Editing {
  readonly draft: Draft;
  readonly change: (changed: Partial<Draft>) => void;
  /** As it is stored; undefined for a new one. */
  readonly stored: EditedFragment | undefined;
  /** What `stored` is as a draft. */
  readonly before: Draft;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly problems: ReadonlyMap<string, string>;
  readonly complain: (problems: readonly Problem[]) => void;
  /** Why it was not saved, when no field is to blame. */
  readonly failure: string | undefined;
  /** What somebody else saved meanwhile. */
  readonly theirs: EditedFragment | undefined;
  /** @returns what was saved; undefined when it was not. */
  readonly save: (draft?: Draft) => Promise<EditedFragment | undefined>;
  readonly keep: () => void;
}

interface Beginning {
  readonly stored: EditedFragment | undefined;
  readonly storedDraft: Draft;
  readonly initial: Draft;
  readonly kinds: readonly ActionKind[];
}

export function useDraft({ stored: first, storedDraft, initial, kinds }: Beginning): Editing {
  const client = useClient();
  const [draft, setDraft] = useState(initial);
  const [stored, setStored] = useState(first);
  const [before, setBefore] = useState(storedDraft);
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
  const [failure, setFailure] = useState<string>();
  const [theirs, setTheirs] = useState<EditedFragment>();
  const [creating, create] = useMutation(CreateFromDraftDocument);
  const [updating, update] = useMutation(SaveDraftDocument);
  const id = stored?.id;
  const isDirty = !isSame(draft, before, kinds);
  const complain = useCallback(
    (list: readonly Problem[]) => setProblems(new Map(list.map(({ path, message }) => [path, message]))),
    [],
  );

  const look = useCallback(async () => {
    if (id === undefined) return undefined;
    const answer = await client.query(EditedIntegrationDocument, { id }, { requestPolicy: 'network-only' }).toPromise();
    return answer.data?.integration ?? undefined;
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

  const keep = useCallback(() => keepDraft(id, draft, kinds), [id, draft, kinds]);
  // A session that ends, or a tab that is closed by mistake, loses nothing.
  const latest = useRef({ keep, isDirty });
  latest.current = { keep, isDirty };
  useEffect(
    () =>
      session.follow(() => {
        if (session.get().state === 'over' && latest.current.isDirty) latest.current.keep();
      }),
    [],
  );

  const save = async (wanted = draft) => {
    const input = inputOf(wanted, kinds);
    const version = theirs?.version ?? stored?.version;
    const answer =
      id === undefined
        ? await create({ input }).then(({ data, error }) => ({ saved: data?.createIntegration, error }))
        : await update({ id, input: { ...input, version: wanted === draft ? stored?.version : version } }).then(
            ({ data, error }) => ({ saved: data?.updateIntegration, error }),
          );
    if (answer.error) {
      complain(problemsOf(answer.error));
      const isConflict = codeOf(answer.error) === 'CONFLICT' && id !== undefined;
      setFailure(isConflict || problemsOf(answer.error).length > 0 ? undefined : reasonOf(answer.error));
      if (isConflict) setTheirs(await look());
      return undefined;
    }
    const { saved } = answer;
    if (!saved) return undefined;
    const next = draftOf(saved);
    setStored(saved);
    setBefore(next);
    setDraft(next);
    setTheirs(undefined);
    setFailure(undefined);
    complain([]);
    dropDraft(id);
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
    complain,
    failure,
    theirs,
    save,
    keep,
  };
}
