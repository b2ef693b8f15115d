// Two people edited the same integration.
import { FieldConflict } from '../parts/field-conflict.tsx';
import { editor } from '../words/editor.ts';
import { type ActionKind, type Draft, inputOf } from './draft.ts';

const words = editor.conflict;

type Field = keyof typeof words.fields;
const fields = Object.keys(words.fields) as readonly Field[];

interface ConflictProps {
  /** As it was when editing began. */
  readonly before: Draft;
  readonly mine: Draft;
  readonly theirs: Draft;
  readonly kinds: readonly ActionKind[];
  readonly choose: (draft: Draft) => void;
  readonly close: () => void;
}

export const ConflictDialog = ({ before, mine, theirs, kinds, choose, close }: ConflictProps) => (
  <FieldConflict<Field>
    title={words.title}
    fields={words.fields}
    before={textsOf(before, kinds)}
    mine={textsOf(mine, kinds)}
    theirs={textsOf(theirs, kinds)}
    choose={(taken) => choose({ ...mine, ...Object.fromEntries(taken.map((field) => [field, theirs[field]])) })}
    close={close}
  />
);

/** Each field as text; secrets are not in it. */
function textsOf(draft: Draft, kinds: readonly ActionKind[]): Readonly<Record<Field, string>> {
  const input = inputOf(draft, kinds);
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1));
  return Object.fromEntries(fields.map((field) => [field, text(input[field])])) as Record<Field, string>;
}
