// One field of an action, as its kind describes it.
import { Checkbox, Group, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Late } from '../parts/late.tsx';
import { editor } from '../words/editor.ts';
import type { FormField, HeaderDraft } from './action-config.ts';
import type { Catalogue, Config } from './draft.ts';
import { HeaderRows } from './header-rows.tsx';
import type { PickedEvent } from './picked-event.ts';
import { SecretField } from './secret-field.tsx';

const words = editor.actions;

const TemplateField = lazy(() => import('./template-field.tsx').then((file) => ({ default: file.TemplateField })));

export interface ActionFieldProps {
  readonly field: FormField;
  readonly config: Config;
  readonly value: unknown;
  /** What is stored; undefined for a new action. */
  readonly storedValue: unknown;
  readonly path: string;
  readonly problems: ReadonlyMap<string, string>;
  readonly catalogue: Catalogue;
  readonly event: PickedEvent;
  readonly onChange: (value: unknown) => void;
}

export function ActionField(props: ActionFieldProps) {
  const { field, value, path, problems, catalogue, onChange } = props;
  const { label, help, control, choices, required, example } = field;
  const text = value === undefined || value === null ? '' : String(value);
  const problem = problems.get(path);
  const common = { label, description: help, required, error: problem };
  switch (control) {
    case 'TEMPLATE':
      return (
        <Suspense fallback={<Late />}>
          <TemplateField {...props} text={text} problem={problem} />
        </Suspense>
      );
    case 'SECRET':
      return <SecretField {...props} problem={problem} />;
    case 'HEADERS':
      return (
        <HeaderRows
          label={label}
          list={(value ?? []) as HeaderDraft[]}
          path={path}
          problems={problems}
          onChange={onChange}
        />
      );
    case 'SWITCH':
      return (
        <Switch
          label={label}
          description={help}
          error={problem}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'CHOICE':
      return (
        <NativeSelect
          {...common}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
          data={[...(value === undefined || value === null ? [{ value: '', label: words.standard }] : []), ...choices]}
        />
      );
    case 'CHOICES':
      return (
        <Checkbox.Group
          {...common}
          value={Array.isArray(value) ? (value as string[]) : []}
          onChange={(chosen) => onChange(chosen.length === 0 ? null : chosen)}
        >
          <Group gap="md" mt={6}>
            {choices.map((choice) => (
              <Checkbox key={choice.value} value={choice.value} label={choice.label} />
            ))}
          </Group>
        </Checkbox.Group>
      );
    case 'NUMBER':
      return (
        <TextInput
          {...common}
          inputMode="decimal"
          w={220}
          value={text}
          onChange={(event) => onChange(asNumber(event.currentTarget.value))}
        />
      );
    case 'TASK':
      return (
        <NativeSelect
          {...common}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          data={[
            { value: '', label: words.chooseTask },
            ...catalogue.tasks.edges.map(({ node }) => ({ value: node.id, label: node.name })),
          ]}
        />
      );
    case 'LONG_TEXT':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          placeholder={example ?? undefined}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

/** What is no number is left for the service to refuse, at its field. */
function asNumber(text: string): number | string | undefined {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  return Number.isNaN(number) || text.endsWith('.') ? text : number;
}
