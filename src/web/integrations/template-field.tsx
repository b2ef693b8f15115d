// A template: highlighted, completed from the service's own schema, and rendered beside as the service renders it.
import { Input, Text } from '@mantine/core';
import { useEffect, useId, useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { TemplateTrialDocument, type TemplateTrialQuery } from '../gql/integration-editor.ts';
import { CodeEditor } from '../parts/code-editor.tsx';
import { Body } from '../parts/json.tsx';
import { useRested } from '../parts/rested.ts';
import { editor } from '../words/editor.ts';
import { type HeaderDraft, valueAt } from './action-config.ts';
import type { ActionFieldProps } from './action-field.tsx';
import classes from './editor.module.css';
import { templateValues, typesOf } from './event-fields.ts';
import { goTemplate } from './go-template-language.ts';
import { completeTemplate } from './template-completion.ts';

const words = editor.actions;
const restMs = 300;

interface TemplateProps extends ActionFieldProps {
  readonly text: string;
  readonly problem: string | undefined;
}

export function TemplateField({ field, config, text, event, catalogue, problem, onChange }: TemplateProps) {
  const id = useId();
  const trial = useTrial({ field, config, text, event });
  const types = event.eventType ? typesOf([event.eventType], catalogue.eventTypes) : catalogue.eventTypes;
  const complete = useMemo(
    () => completeTemplate(templateValues(types), catalogue.templateFunctions),
    [types, catalogue.templateFunctions],
  );
  const { error, warnings = [] } = trial.current ?? {};
  const faults = [
    ...(error ? [{ ...error, isError: true }] : []),
    ...warnings.map((one) => ({ ...one, isError: false })),
  ];
  return (
    <Input.Wrapper
      label={field.label}
      labelElement="div"
      labelProps={{ id }}
      description={field.help ?? words.editorHint}
      required={field.required}
      error={problem}
    >
      <CodeEditor
        value={text}
        labelledBy={id}
        placeholder={field.example ?? ''}
        isBad={problem !== undefined || Boolean(error)}
        faults={faults}
        complete={complete}
        language={goTemplate}
        onChange={onChange}
      />
      {faults.map((fault) => (
        <Text
          key={`${fault.line}:${fault.column}:${fault.message}`}
          size="xs"
          className={fault.isError ? classes.bad : classes.wait}
        >
          {words.at(fault.line, fault.column + 1, fault.message)}
        </Text>
      ))}
      {text !== '' && trial.text !== undefined && (
        <section
          className={classes.preview}
          data-stale={Boolean(error)}
          aria-label={`${words.preview}: ${field.label}`}
        >
          <Text size="xs" c="dimmed">
            {error ? words.lastGood : words.preview}
          </Text>
          <Body text={trial.text === '' ? words.nothing : trial.text} />
        </section>
      )}
    </Input.Wrapper>
  );
}

type Preview = TemplateTrialQuery['previewTemplate'];

/** How it is rendered, once typing rests; with the last text that could be, while it cannot. */
function useTrial({ field, config, text, event }: Pick<TemplateProps, 'field' | 'config' | 'text' | 'event'>): {
  readonly current: Preview | undefined;
  readonly text: string | undefined;
} {
  const template = useRested(text, restMs);
  const headers = (valueAt(config, 'headers') ?? []) as HeaderDraft[];
  const option = (name: string) => (valueAt(config, name) as string | undefined)?.toUpperCase();
  const [{ data }] = useQuery({
    query: TemplateTrialDocument,
    pause: template === '' || !field.previewAs,
    variables: {
      template,
      field: field.previewAs ?? 'MESSAGE',
      ...event,
      escape: option('escape') as 'AUTO' | 'NONE' | undefined,
      missing: option('missing') as 'GO' | 'EMPTY' | 'ERROR' | undefined,
      contentType: headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value,
    },
  });
  const current = template === '' ? undefined : data?.previewTemplate;
  const [lastGood, setLastGood] = useState<string>();
  useEffect(() => {
    if (current && !current.error && typeof current.text === 'string') setLastGood(current.text);
  }, [current]);
  const shown = current && !current.error && typeof current.text === 'string' ? current.text : lastGood;
  return { current, text: shown };
}
