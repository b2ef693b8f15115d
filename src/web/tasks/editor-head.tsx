// What stays in sight: the name, whether it is on, whether it is saved, and saving it.
import { Switch, Text, Title } from '@mantine/core';
import { ChangeButton } from '../parts/change-button.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { editor } from '../words/editor.ts';
import { tasks as words } from '../words/tasks.ts';
import classes from './tasks.module.css';
import type { TaskEditing } from './use-task-draft.ts';

export function EditorHead({ editing, save }: { readonly editing: TaskEditing; readonly save: () => void }) {
  const { draft, change, isDirty, isSaving, stored } = editing;
  return (
    <div className={classes.head}>
      <Title order={1}>{draft.name || words.newTitle}</Title>
      <Text size="sm" className={isDirty ? classes.wait : classes.good} role="status">
        {isDirty ? editor.unsaved : stored && stored.version > 1 ? words.saved : ''}
      </Text>
      <Switch
        label={editor.enabled}
        title={words.enabledHint}
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <ButtonLink to="/tasks" variant="default">
        {editor.cancel}
      </ButtonLink>
      <ChangeButton loading={isSaving} onClick={save}>
        {editor.save}
      </ChangeButton>
    </div>
  );
}
