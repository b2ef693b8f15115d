// New and edit: one screen, in the order in which one thinks: name, triggers, conditions, actions; trying it beside.
import { Alert, Button, Group, Stack, Switch, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { createStore } from '../app/store.ts';
import type { EditedFragment } from '../gql/integration-editor.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { EditorSection } from '../parts/editor-section.tsx';
import { Icon } from '../parts/icon.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { LeftDraft } from '../parts/left-draft.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { editor as words } from '../words/editor.ts';
import { ActionCards } from './action-cards.tsx';
import { ConditionRows } from './condition-rows.tsx';
import { MatchCount, useConditionTrial } from './condition-trial.tsx';
import { DeleteIntegration } from './delete-integration.tsx';
import { type Catalogue, type Draft, draftOf, inputOf } from './draft.ts';
import classes from './editor.module.css';
import { useFocusOnFirst, useTitle } from './editor-effects.ts';
import { conditionFields, typesOf } from './event-fields.ts';
import { HealthStrip } from './health-strip.tsx';
import { dropDraft, readDraft } from './kept-draft.ts';
import type { PickedEvent } from './picked-event.ts';
import { RulesSection } from './rules-section.tsx';
import { SavedNote } from './saved-note.tsx';
import { TrialPanel } from './trial-panel.tsx';
import { TriggerTree } from './trigger-tree.tsx';
import { useDraft } from './use-draft.ts';

const ConflictDialog = lazy(() => import('./conflict-dialog.tsx').then((file) => ({ default: file.ConflictDialog })));

const justSaved = createStore<EditedFragment | undefined>(undefined);

interface EditorProps {
  readonly catalogue: Catalogue;
  readonly stored: EditedFragment | undefined;
  readonly storedDraft: Draft;
  readonly initial: Draft;
  /** The uid of a stored event that it is tried with at first. */
  readonly event: string | undefined;
}

export function IntegrationEditor({ catalogue, stored: first, storedDraft, initial, event: eventId }: EditorProps) {
  const { actionKinds: kinds, eventTypes } = catalogue;
  const editing = useDraft({ stored: first, storedDraft, initial, kinds });
  const { draft, change, stored, before, isDirty, problems, theirs } = editing;
  const navigate = useNavigate();
  const [left, setLeft] = useState(() => readDraft(first?.id, storedDraft));
  // A new one is shown at its own address after it was saved: this is that.
  const [savedNow, setSavedNow] = useState(() => (justSaved.get()?.id === first?.id ? justSaved.get() : undefined));
  const [isMerging, setIsMerging] = useState(false);
  const [picked, setPicked] = useState<PickedEvent | undefined>(eventId ? { eventId } : undefined);
  const isLeaving = useRef(false);
  const types = useMemo(() => typesOf(draft.triggers, eventTypes), [draft.triggers, eventTypes]);
  const event = picked ?? (types[0] ? { eventType: types[0].name } : {});
  const trial = useConditionTrial(draft, event);
  useTitle(draft.name || words.newTitle, isDirty);

  const save = async (wanted?: Draft) => {
    const saved = await editing.save(wanted);
    if (!saved) return setIsMerging(false);
    setIsMerging(false);
    setSavedNow(saved);
    if (first) return undefined;
    isLeaving.current = true;
    justSaved.set(saved);
    return navigate({ to: '/integrations/$integrationId', params: { integrationId: saved.id }, replace: true });
  };
  useFocusOnFirst(problems);
  return (
    <Stack gap="md">
      <LeaveGuard isDirty={() => isDirty && !isLeaving.current} keep={editing.keep} />
      <div className={classes.head}>
        <Title order={1}>{draft.name || words.newTitle}</Title>
        {isDirty && (
          <Text size="sm" className={classes.wait}>
            {words.unsaved}
          </Text>
        )}
        <Switch
          label={words.enabled}
          title={words.enabledHint}
          checked={draft.enabled}
          onChange={(changed) => change({ enabled: changed.currentTarget.checked })}
        />
        <ButtonLink to="/integrations" variant="default">
          {words.cancel}
        </ButtonLink>
        <ChangeButton loading={editing.isSaving} onClick={() => void save()}>
          {words.save}
        </ChangeButton>
      </div>
      {left && (
        <LeftDraft
          take={() => {
            change(left);
            setLeft(undefined);
          }}
          drop={() => {
            dropDraft(first?.id);
            setLeft(undefined);
          }}
        />
      )}
      {theirs && (
        <Alert color="orange" variant="outline" icon={<Icon name="user" />} role="alert">
          <Group justify="space-between">
            <Text size="sm">{words.conflict.banner}</Text>
            <Button size="xs" onClick={() => setIsMerging(true)}>
              {words.conflict.review}
            </Button>
          </Group>
        </Alert>
      )}
      {problems.size > 0 && (
        <Alert
          color="red"
          variant="outline"
          icon={<Icon name="alert" />}
          title={words.toFix(problems.size)}
          role="alert"
        >
          {[...problems].map(([path, message]) => (
            <Text key={path} size="sm">
              {path}: {message}
            </Text>
          ))}
        </Alert>
      )}
      {editing.failure && (
        <Alert color="red" variant="outline" icon={<Icon name="alert" />} role="alert">
          {words.notSaved(editing.failure)}
        </Alert>
      )}
      {stored && <HealthStrip id={stored.id} name={stored.name} triggers={stored.triggers} />}
      {stored && !isDirty && <SavedNote saved={savedNow} stored={stored} eventTypes={eventTypes} />}
      <div className={classes.columns}>
        <Stack gap="md">
          <EditorSection title={words.name.section}>
            <Stack gap="sm">
              <TextInput
                label={words.name.label}
                required
                value={draft.name}
                error={problems.get('name')}
                onChange={(changed) => change({ name: changed.currentTarget.value })}
              />
              <Textarea
                label={words.name.description}
                autosize
                minRows={1}
                value={draft.description}
                error={problems.get('description')}
                onChange={(changed) => change({ description: changed.currentTarget.value })}
              />
            </Stack>
          </EditorSection>
          <EditorSection title={words.triggers.section}>
            <TriggerTree
              types={eventTypes}
              chosen={draft.triggers}
              problem={problems.has('triggers') ? words.triggers.none : problemBelow(problems, 'triggers[')}
              onChange={(triggers) => change({ triggers })}
            />
          </EditorSection>
          <EditorSection title={words.conditions.section}>
            <ConditionRows
              conditions={draft.conditions}
              fields={conditionFields(types)}
              traces={trial.traces}
              problems={problems}
              onChange={(conditions) => change({ conditions })}
            />
            <MatchCount draft={draft} />
          </EditorSection>
          <EditorSection title={words.actions.section}>
            <ActionCards
              actions={draft.actions}
              stored={before.actions}
              catalogue={catalogue}
              event={event}
              problems={problems}
              onChange={(actions) => change({ actions })}
            />
          </EditorSection>
          <EditorSection title={words.rules.section}>
            <RulesSection
              threshold={draft.threshold}
              digest={draft.digest}
              orderingKey={draft.orderingKey}
              breaker={draft.breaker}
              problems={problems}
              change={change}
            />
          </EditorSection>
          {stored && (
            <DeleteIntegration
              integration={stored}
              deleted={() => {
                isLeaving.current = true;
                dropDraft(stored.id);
              }}
            />
          )}
        </Stack>
        <TrialPanel
          id={stored?.id}
          enabled={draft.enabled}
          types={types.map(({ name }) => name)}
          event={event}
          fires={trial.fires}
          input={() => inputOf(draft, kinds)}
          pick={setPicked}
          complain={editing.complain}
        />
      </div>
      <Suspense fallback={null}>
        {isMerging && theirs && (
          <ConflictDialog
            before={before}
            mine={draft}
            theirs={draftOf(theirs)}
            kinds={kinds}
            choose={(merged) => {
              change(merged);
              void save({ ...merged });
            }}
            close={() => setIsMerging(false)}
          />
        )}
      </Suspense>
    </Stack>
  );
}

const problemBelow = (problems: ReadonlyMap<string, string>, start: string): string | undefined =>
  [...problems].find(([path]) => path.startsWith(start))?.[1];
