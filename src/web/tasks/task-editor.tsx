// New and edit: one screen. What it is, its script or settings, when it runs; running it and its runs beside.
import { Alert, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { EditedTaskFragment } from '../gql/task-editor.ts';
import { EditorSection } from '../parts/editor-section.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { LeftDraft } from '../parts/left-draft.tsx';
import { toast } from '../parts/toast.ts';
import { shell } from '../words/shell.ts';
import { tasks as words } from '../words/tasks.ts';
import { DeleteTask } from './delete-task.tsx';
import { EditorAlerts } from './editor-alerts.tsx';
import { EditorHead } from './editor-head.tsx';
import { dropKeptTask, readKeptTask } from './kept-task.ts';
import { RunHistory } from './run-history.tsx';
import { RunPanel } from './run-panel.tsx';
import { ScheduleSection } from './schedule-section.tsx';
import { SettingsSection } from './settings-section.tsx';
import type { TaskCatalogue, TaskDraft } from './task-draft.ts';
import classes from './tasks.module.css';
import { useTaskDraft } from './use-task-draft.ts';

const ScriptSection = lazy(() => import('./script-section.tsx').then((file) => ({ default: file.ScriptSection })));
const TaskConflict = lazy(() => import('./task-conflict.tsx').then((file) => ({ default: file.TaskConflict })));

interface EditorProps {
  readonly catalogue: TaskCatalogue;
  readonly stored: EditedTaskFragment | undefined;
  readonly storedDraft: TaskDraft;
  readonly initial: TaskDraft;
}

export function TaskEditor({ catalogue, stored: first, storedDraft, initial }: EditorProps) {
  const { builtInTasks: builtIns } = catalogue;
  const editing = useTaskDraft({ stored: first, storedDraft, initial, builtIns });
  const { draft, change, stored, before, isDirty, problems, theirs } = editing;
  const navigate = useNavigate();
  const [left, setLeft] = useState(() => readKeptTask(first?.id));
  const [isMerging, setIsMerging] = useState(false);
  const isLeaving = useRef(false);
  const builtIn = builtIns.find(({ type }) => type === draft.type);
  useTitle(draft.name || words.newTitle, isDirty);
  useFocusOnFirst(problems);
  useSaveKey(() => void save());

  const save = async (merged?: TaskDraft) => {
    const saved = await editing.save(merged);
    setIsMerging(false);
    if (!saved || first) return undefined;
    isLeaving.current = true;
    toast({ message: words.saved });
    return navigate({ to: '/tasks/$taskId', params: { taskId: saved.id }, replace: true });
  };
  const settle = (take: boolean) => {
    if (take && left) change(left);
    else dropKeptTask(first?.id);
    setLeft(undefined);
  };
  return (
    <Stack gap="md">
      <LeaveGuard isDirty={() => isDirty && !isLeaving.current} keep={editing.keep} />
      <EditorHead editing={editing} save={() => void save()} />
      {left && <LeftDraft take={() => settle(true)} drop={() => settle(false)} />}
      <EditorAlerts editing={editing} review={() => setIsMerging(true)} />
      {stored?.managedBy && (
        <Alert variant="outline" icon={<Icon name="info" />}>
          <Text size="sm">{words.managed(stored.managedBy)}</Text>
        </Alert>
      )}
      <div className={classes.columns}>
        <Stack gap="md">
          <EditorSection title={words.about.section}>
            <Stack gap="sm">
              <TextInput
                label={words.about.label}
                required
                value={draft.name}
                error={problems.get('name')}
                onChange={(event) => change({ name: event.currentTarget.value })}
              />
              <Textarea
                label={words.about.description}
                autosize
                minRows={1}
                value={draft.description}
                error={problems.get('description')}
                onChange={(event) => change({ description: event.currentTarget.value })}
              />
              <NativeSelect
                label={words.about.kind}
                description={builtIn?.description}
                value={draft.type}
                error={problems.get('type')}
                onChange={(event) => change({ type: event.currentTarget.value })}
                data={[
                  { value: 'script', label: words.about.script },
                  ...builtIns.map(({ type, title }) => ({ value: type, label: title })),
                ]}
              />
            </Stack>
          </EditorSection>
          {draft.type === 'script' && (
            <Suspense fallback={<Late />}>
              <ScriptSection draft={draft} catalogue={catalogue} problem={problems.get('script')} change={change} />
            </Suspense>
          )}
          <SettingsSection editing={editing} builtIn={builtIn} connections={catalogue.scimConnections} />
          <ScheduleSection draft={draft} problems={problems} change={change} />
          {stored && (
            <EditorSection title={words.history.section}>
              <RunHistory taskId={stored.id} />
            </EditorSection>
          )}
          {stored && (
            <DeleteTask
              task={stored}
              deleted={() => {
                isLeaving.current = true;
                dropKeptTask(stored.id);
              }}
            />
          )}
        </Stack>
        <RunPanel taskId={stored?.id} draft={draft} isDirty={isDirty} />
      </div>
      <Suspense fallback={null}>
        {isMerging && theirs && (
          <TaskConflict
            before={before}
            mine={draft}
            theirs={theirs}
            builtIns={builtIns}
            choose={(merged) => {
              change(merged);
              void save(merged);
            }}
            close={() => setIsMerging(false)}
          />
        )}
      </Suspense>
    </Stack>
  );
}

function useTitle(name: string, isDirty: boolean): void {
  useEffect(() => {
    document.title = `${isDirty ? '• ' : ''}${name} · ${shell.product}`;
  }, [name, isDirty]);
}

/** Ctrl S and Cmd S save, also from within the script. */
function useSaveKey(save: () => void): void {
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      if (!document.querySelector('[role="dialog"]') && !event.repeat) latest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/** After a refusal the first field that is to blame. */
function useFocusOnFirst(problems: ReadonlyMap<string, string>): void {
  useEffect(() => {
    if (problems.size > 0) document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus();
  }, [problems]);
}
