// One setting of a built-in task, as the service describes it.
import { NativeSelect, TextInput } from '@mantine/core';
import { tasks } from '../words/tasks.ts';
import { SettingValue } from './setting-value.tsx';
import type { BuiltIn, TaskCatalogue } from './task-draft.ts';

const words = tasks.settings;

interface FieldProps {
  readonly field: BuiltIn['configFields'][number];
  readonly value: string;
  readonly stored: string | undefined;
  readonly problem: string | undefined;
  readonly connections: TaskCatalogue['scimConnections'];
  readonly onChange: (value: string) => void;
}

export function BuiltInField({ field, value, stored, problem, connections, onChange }: FieldProps) {
  const { label, description, kind, required, secret } = field;
  const standard = field.default ? words.standard(field.default) : undefined;
  const common = { label, description, required, error: problem, value };
  switch (kind) {
    case 'BOOLEAN':
      return (
        <NativeSelect
          {...common}
          w={260}
          onChange={(event) => onChange(event.currentTarget.value)}
          data={[
            { value: '', label: words.standard(field.default === 'true' ? words.yes : words.no) },
            { value: 'true', label: words.yes },
            { value: 'false', label: words.no },
          ]}
        />
      );
    case 'CONNECTION':
      return (
        <NativeSelect
          {...common}
          description={connections.length === 0 ? `${description} ${words.noConnection}` : description}
          onChange={(event) => onChange(event.currentTarget.value)}
          data={[
            { value: '', label: words.chooseConnection },
            ...connections.map(({ name }) => name),
            // One that is named and not there is shown as what it is.
            ...(value !== '' && !connections.some(({ name }) => name === value) ? [value] : []),
          ]}
        />
      );
    case 'NUMBER':
      return (
        <TextInput
          {...common}
          w={260}
          inputMode="decimal"
          placeholder={standard}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <SettingValue
          label={label}
          description={description}
          required={required}
          isSecret={secret}
          value={value}
          stored={stored}
          problem={problem}
          placeholder={standard}
          onChange={onChange}
        />
      );
  }
}
