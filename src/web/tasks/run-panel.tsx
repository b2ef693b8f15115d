// Running a task: dry, with what is written in the editor and an event of one's choice; or for real, as it is saved.
import { NativeSelect, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { reasonOf } from '../app/api.ts';
import { DryRunDocument, EventsForRunDocument, type EventsForRunQuery } from '../gql/task-editor.ts';
import { StartRunDocument } from '../gql/task-run.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Icon } from '../parts/icon.tsx';
import partClasses from '../parts/parts.module.css';
import { tasks } from '../words/tasks.ts';
import { DryRunResult } from './dry-run-result.tsx';
import { isMasked, type TaskDraft } from './task-draft.ts';
import classes from './tasks.module.css';

const words = tasks.run;

interface PanelProps {
  /** Undefined: it is not saved yet. */
  readonly taskId: string | undefined;
  readonly draft: TaskDraft;
  readonly isDirty: boolean;
}

export function RunPanel({ taskId, draft, isDirty }: PanelProps) {
  const [input, setInput] = useState('');
  const given = readJson(input);
  const inputField = (
    <Textarea
      label={words.input}
      description={words.inputHint}
      classNames={{ input: classes.mono ?? '' }}
      autosize
      minRows={1}
      maxRows={8}
      value={input}
      error={given.isBad && words.notJson}
      onChange={(event) => setInput(event.currentTarget.value)}
    />
  );
  return (
    <div className={classes.side}>
      <Paper className={`${partClasses.card} ${partClasses.section}`} component="section" aria-label={words.section}>
        <Stack gap="sm">
          <Title order={2}>{words.section}</Title>
          {draft.type === 'script' ? (
            <DryRun draft={draft} input={given} inputField={inputField} />
          ) : (
            <>
              {inputField}
              <Text size="sm" c="dimmed">
                {words.builtInLead}
              </Text>
            </>
          )}
          <RunNow taskId={taskId} isDirty={isDirty} input={given} />
        </Stack>
      </Paper>
    </div>
  );
}

interface Input {
  readonly value?: unknown;
  readonly isBad: boolean;
}

function readJson(text: string): Input {
  if (text.trim() === '') return { isBad: false };
  try {
    return { value: JSON.parse(text), isBad: false };
  } catch {
    return { isBad: true };
  }
}

type StoredEvent = EventsForRunQuery['events']['edges'][number]['node'];

/** Such as `id:…` for one that was received, `type:…` for a sample, '' for none. */
function eventVariables(picked: string, events: readonly StoredEvent[]) {
  if (picked.startsWith('type:')) return { eventType: picked.slice(5) };
  const event = events.find(({ uid }) => `id:${uid}` === picked);
  if (!event) return {};
  const { id, type, actorId, actorEmail, ipAddress, firedAt, data } = event;
  return {
    event: { id, type, actor_id: actorId, actor_email: actorEmail, ip_address: ipAddress, fired_at: firedAt, data },
  };
}

interface DryProps {
  readonly draft: TaskDraft;
  readonly input: Input;
  readonly inputField: ReactNode;
}

function DryRun({ draft, input, inputField }: DryProps) {
  const [picked, setPicked] = useState('');
  const [{ data: choice }] = useQuery({ query: EventsForRunDocument });
  const [{ data, error, fetching }, run] = useMutation(DryRunDocument);
  const events = choice?.events.edges.map(({ node }) => node) ?? [];
  const withheld = draft.config.filter(({ value }) => isMasked(value)).map(({ key }) => key);
  const start = () =>
    run({
      source: draft.script,
      config: draft.config.flatMap(({ key, value }) => (isMasked(value) ? [] : [{ key, value }])),
      input: input.value,
      timeoutSecs: Math.min(Math.max(Number(draft.timeoutSecs) || 10, 1), 30),
      ...eventVariables(picked, events),
    });
  return (
    <>
      <NativeSelect
        label={words.event}
        value={picked}
        onChange={(event) => setPicked(event.currentTarget.value)}
        data={[
          { value: '', label: words.noEvent },
          {
            group: words.recent,
            items: events.map(({ uid, type, actorEmail, firedAt }) => ({
              value: `id:${uid}`,
              label: words.storedEvent(type, actorEmail ?? '', firedAt.slice(0, 19).replace('T', ' ')),
            })),
          },
          {
            group: words.samples,
            items: (choice?.eventTypes ?? []).map(({ name }) => ({ value: `type:${name}`, label: name })),
          },
        ].filter((part) => !('items' in part) || (part.items?.length ?? 0) > 0)}
      />
      {inputField}
      <Text size="sm" c="dimmed">
        {words.dryLead}
      </Text>
      {withheld.length > 0 && (
        <Text size="xs" className={classes.wait}>
          {words.secretsNote(withheld)}
        </Text>
      )}
      <ChangeButton
        variant="light"
        leftSection={<Icon name="code" />}
        loading={fetching}
        disabled={input.isBad}
        onClick={() => void start()}
      >
        {words.dry}
      </ChangeButton>
      <div role="status">
        {error && (
          <Text size="sm" className={classes.bad}>
            {words.dryFailed(reasonOf(error))}
          </Text>
        )}
        {!error && data && <DryRunResult run={data.dryRunScript} />}
      </div>
    </>
  );
}

interface NowProps {
  readonly taskId: string | undefined;
  readonly isDirty: boolean;
  readonly input: Input;
}

function RunNow({ taskId, isDirty, input }: NowProps) {
  const [{ error, fetching }, start] = useMutation(StartRunDocument);
  const navigate = useNavigate();
  if (taskId === undefined)
    return (
      <Text size="sm" c="dimmed">
        {words.afterSaving}
      </Text>
    );
  const run = async () => {
    const { data } = await start({ id: taskId, input: input.value });
    if (data) await navigate({ to: '/tasks/$taskId/runs/$runId', params: { taskId, runId: data.runTask.id } });
  };
  return (
    <>
      <Text size="sm" c="dimmed">
        {isDirty ? words.nowUnsaved : words.nowLead}
      </Text>
      <ChangeButton
        variant="default"
        leftSection={<Icon name="play" />}
        loading={fetching}
        disabled={input.isBad}
        onClick={() => void run()}
      >
        {words.now}
      </ChangeButton>
      {error && (
        <Text size="sm" className={classes.bad} role="alert">
          {words.nowFailed(reasonOf(error))}
        </Text>
      )}
    </>
  );
}
