// The script: highlighted, completed from the service's own types, and read by its own interpreter while one writes.
import { Button, Group, Input, NativeSelect, Stack, Text } from '@mantine/core';
import { useId, useMemo, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { ScriptCheckDocument } from '../gql/task-editor.ts';
import { anyText, useAddress } from '../parts/address.ts';
import { CodeEditor, type Fault } from '../parts/code-editor.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { EditorSection } from '../parts/editor-section.tsx';
import { Icon } from '../parts/icon.tsx';
import { useRested } from '../parts/rested.ts';
import { tasks } from '../words/tasks.ts';
import { completeScript } from './script-completion.ts';
import { scriptLanguage } from './script-language.ts';
import { ScriptReference } from './script-reference.tsx';
import { readScriptTypes } from './script-types.ts';
import { newSetting, type TaskCatalogue, type TaskDraft } from './task-draft.ts';
import classes from './tasks.module.css';

const words = tasks.script;
const restMs = 400;
const parts = { line: anyText };

interface SectionProps {
  readonly draft: TaskDraft;
  readonly catalogue: TaskCatalogue;
  readonly problem: string | undefined;
  readonly change: (changed: Partial<TaskDraft>) => void;
}

export function ScriptSection({ draft, catalogue, problem, change }: SectionProps) {
  const id = useId();
  const { values } = useAddress(parts);
  const { script } = draft;
  const types = useMemo(() => readScriptTypes(catalogue.scriptTypes), [catalogue.scriptTypes]);
  const keys = useRef<readonly string[]>([]);
  keys.current = draft.config.map(({ key }) => key).filter((key) => key !== '');
  const complete = useMemo(() => completeScript(types, () => keys.current), [types]);
  const language = useMemo(() => scriptLanguage(types), [types]);
  const check = useCheck(script);
  return (
    <EditorSection title={words.section}>
      <Stack gap="sm">
        <Examples draft={draft} catalogue={catalogue} change={change} />
        <Input.Wrapper
          label={words.label}
          labelElement="div"
          labelProps={{ id }}
          description={words.hint}
          required
          error={check.faults.length > 0 ? undefined : problem}
        >
          <CodeEditor
            value={script}
            labelledBy={id}
            placeholder={words.placeholder}
            isBad={check.faults.length > 0 || problem !== undefined}
            faults={check.faults}
            complete={complete}
            language={language}
            startLine={values.line && /^\d{1,6}$/.test(values.line) ? Number(values.line) : undefined}
            onChange={(text) => change({ script: text })}
          />
          <div role="status">
            {check.said.map((text) => (
              <Text key={text} size="sm" className={classes.bad}>
                {text}
              </Text>
            ))}
            {check.isFine && (
              <Text size="xs" className={classes.good}>
                <Icon name="check" size={12} /> {words.fine}
              </Text>
            )}
          </div>
        </Input.Wrapper>
        <ScriptReference types={types} />
      </Stack>
    </EditorSection>
  );
}

interface Check {
  readonly faults: readonly Fault[];
  readonly said: readonly string[];
  readonly isFine: boolean;
}

const nothing: readonly Fault[] = [];

/** What keeps the script from being saved, once typing rests. */
function useCheck(script: string): Check {
  const source = useRested(script, restMs);
  const [{ data, fetching }] = useQuery({
    query: ScriptCheckDocument,
    variables: { source },
    pause: source.trim() === '',
  });
  const problems = source.trim() === '' || source !== script || fetching ? undefined : data?.checkScript;
  const faults = useMemo(
    () => (problems ?? []).map(({ line, column, message }) => faultAt(source, line, column, message)),
    [problems, source],
  );
  return {
    faults: problems ? faults : nothing,
    said: (problems ?? []).map(({ line, column, message }) => words.at(line, column, message)),
    isFine: problems?.length === 0,
  };
}

/** The service counts columns in characters, from 1; the editor in bytes, from 0. */
function faultAt(source: string, line: number, column: number, message: string): Fault {
  const text = source.split('\n')[line - 1] ?? '';
  return { line, column: new TextEncoder().encode(text.slice(0, column - 1)).length, message, isError: true };
}

function Examples({ draft, catalogue, change }: Omit<SectionProps, 'problem'>) {
  const [asked, setAsked] = useState<string>();
  const take = (name: string) => {
    const example = catalogue.scriptExamples.find((one) => one.name === name);
    setAsked(undefined);
    if (!example) return;
    const known = new Set(draft.config.map(({ key }) => key));
    const added = example.config.filter(({ key }) => !known.has(key));
    change({
      script: example.script,
      config: [...draft.config, ...added.map(({ key, value, secret }) => newSetting(key, value, secret))],
    });
  };
  return (
    <>
      <NativeSelect
        label={words.example}
        value=""
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (draft.script.trim() === '') take(value);
          else setAsked(value);
        }}
        data={[
          { value: '', label: words.noExample },
          ...catalogue.scriptExamples.map(({ name, title }) => ({ value: name, label: title })),
        ]}
      />
      {asked && (
        <Dialog title={words.replace.title} close={() => setAsked(undefined)}>
          <Stack>
            <Text>{words.replace.lead}</Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsked(undefined)}>
                {words.replace.no}
              </Button>
              <Button onClick={() => take(asked)}>{words.replace.yes}</Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </>
  );
}
