// The conditions, row by row; beside each how it goes for the event that is picked.
import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { ConditionTrialQuery } from '../gql/integration-editor.ts';
import { Icon } from '../parts/icon.tsx';
import { type Operator, operators } from '../words/conditions.ts';
import { editor } from '../words/editor.ts';
import { type ConditionDraft, newKey, takesList, takesNothing } from './draft.ts';
import classes from './editor.module.css';

const words = editor.conditions;

export type Trace = ConditionTrialQuery['explainIntegration']['conditions'][number];

interface RowsProps {
  readonly conditions: readonly ConditionDraft[];
  /** Names that the events of the triggers have. */
  readonly fields: readonly string[];
  readonly traces: readonly Trace[];
  /** By path, such as conditions[0].field. */
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (conditions: readonly ConditionDraft[]) => void;
}

export function ConditionRows({ conditions, fields, traces, problems, onChange }: RowsProps) {
  const change = (key: string, changed: Partial<ConditionDraft>) =>
    onChange(conditions.map((one) => (one.key === key ? ({ ...one, ...changed } as ConditionDraft) : one)));
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {conditions.length === 0 ? words.none : words.all}
      </Text>
      {conditions.map((condition, index) => (
        <div key={condition.key} className={classes.condition}>
          {condition.json === undefined ? (
            <Comparison
              condition={condition}
              fields={fields}
              problem={(name) => problems.get(`conditions[${index}].${name}`)}
              change={(changed) => change(condition.key, changed)}
            />
          ) : (
            <Textarea
              className={classes.whole}
              label={words.group}
              autosize
              value={condition.json}
              error={problemBelow(problems, index)}
              onChange={(event) => change(condition.key, { json: event.currentTarget.value })}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={words.remove}
            onClick={() => onChange(conditions.filter(({ key }) => key !== condition.key))}
          >
            <Icon name="trash" />
          </ActionIcon>
          <Outcome trace={traces.find(({ path }) => path === `conditions[${index}]`)} />
          <Hints condition={condition} fields={fields} />
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon name="plus" size={14} />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() =>
          onChange([...conditions, { key: newKey(), field: '', operator: 'EQ', value: '', ignoreCase: false }])
        }
      >
        {words.add}
      </Button>
    </Stack>
  );
}

type Compared = Extract<ConditionDraft, { json?: undefined }>;

interface ComparisonProps {
  readonly condition: Compared;
  readonly fields: readonly string[];
  readonly problem: (name: string) => string | undefined;
  readonly change: (changed: Partial<Compared>) => void;
}

function Comparison({ condition, fields, problem, change }: ComparisonProps) {
  const { field, operator, value, ignoreCase } = condition;
  return (
    <>
      <Autocomplete
        aria-label={words.field}
        placeholder={words.field}
        data={[...fields]}
        value={field}
        error={problem('field')}
        onChange={(next) => change({ field: next })}
      />
      <NativeSelect
        aria-label={words.operator}
        value={operator}
        error={problem('operator')}
        onChange={(event) => change({ operator: event.currentTarget.value as Operator })}
        data={Object.entries(operators).map(([name, label]) => ({ value: name, label }))}
      />
      {takesNothing(operator) ? (
        <span />
      ) : (
        <TextInput
          aria-label={words.value}
          placeholder={takesList(operator) ? words.values : words.value}
          value={value}
          error={problem('value') ?? problem('values')}
          onChange={(event) => change({ value: event.currentTarget.value })}
        />
      )}
      {takesNothing(operator) ? (
        <span />
      ) : (
        <Checkbox
          mt={8}
          size="xs"
          label={words.ignoreCase}
          checked={ignoreCase}
          onChange={(event) => change({ ignoreCase: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function Outcome({ trace }: { readonly trace: Trace | undefined }) {
  if (!trace) return null;
  const value = JSON.stringify(trace.actual);
  return (
    <Text size="sm" className={`${classes.whole} ${trace.holds ? classes.good : classes.bad}`}>
      <Icon name={trace.holds ? 'check' : 'cross'} size={13} />{' '}
      {trace.foundAt ? (trace.holds ? words.holds(value) : words.fails(value)) : words.missing}
    </Text>
  );
}

function Hints({ condition, fields }: { readonly condition: ConditionDraft; readonly fields: readonly string[] }) {
  if (condition.json !== undefined) return null;
  const { field, operator, value } = condition;
  const isUnknown =
    field !== '' && fields.length > 0 && !fields.includes(field) && !fields.includes(field.replace('.', '_'));
  const isLoose = operator === 'CONTAINS' && value.startsWith('@') && value.includes('.');
  if (!isUnknown && !isLoose) return null;
  return (
    <Text size="xs" className={`${classes.whole} ${classes.wait}`}>
      {isLoose ? words.endsWith : words.unknown}
    </Text>
  );
}

const problemBelow = (problems: ReadonlyMap<string, string>, index: number) =>
  [...problems].find(([path]) => path.startsWith(`conditions[${index}]`))?.[1];
