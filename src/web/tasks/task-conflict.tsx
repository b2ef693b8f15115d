// Two people edited the same task.
import type { EditedTaskFragment } from '../gql/task-editor.ts';
import { FieldConflict } from '../parts/field-conflict.tsx';
import { tasks } from '../words/tasks.ts';
import { type BuiltIn, draftOfTask, isMasked, sentSettings, type TaskDraft } from './task-draft.ts';

const words = tasks.conflict;

type Field = keyof typeof words.fields;

interface ConflictProps {
  readonly before: TaskDraft;
  readonly mine: TaskDraft;
  readonly theirs: EditedTaskFragment;
  readonly builtIns: readonly BuiltIn[];
  readonly choose: (draft: TaskDraft) => void;
  readonly close: () => void;
}

export function TaskConflict({ before, mine, theirs: stored, builtIns, choose, close }: ConflictProps) {
  const theirs = draftOfTask(stored);
  return (
    <FieldConflict<Field>
      title={words.title}
      fields={words.fields}
      before={textsOf(before, builtIns)}
      mine={textsOf(mine, builtIns)}
      theirs={textsOf(theirs, builtIns)}
      choose={(taken) => choose({ ...mine, ...Object.fromEntries(taken.map((field) => [field, theirs[field]])) })}
      close={close}
    />
  );
}

/** Each field as text; secrets are not in it. */
function textsOf(draft: TaskDraft, builtIns: readonly BuiltIn[]): Readonly<Record<Field, string>> {
  const fields = builtIns.find(({ type }) => type === draft.type)?.configFields ?? [];
  const isSecret = (key: string) => fields.some((field) => field.key === key && field.secret);
  const config = sentSettings(draft, builtIns)
    .map(({ key, value, secret }) => {
      if (isMasked(value)) return `${key} = (${tasks.secretStored})`;
      return `${key} = ${secret || isSecret(key) ? `(${tasks.secretNew})` : value}`;
    })
    .join('\n');
  const { name, description, enabled, type, script, cron, timeZone, timeoutSecs, overlap, missed } = draft;
  return {
    name,
    description,
    enabled: enabled ? tasks.settings.yes : tasks.settings.no,
    type,
    script,
    config,
    cron,
    timeZone,
    timeoutSecs,
    overlap: tasks.when.overlaps[overlap],
    missed: tasks.when.missedChoices[missed],
  };
}
