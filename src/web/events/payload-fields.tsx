// The fields of a payload, as the schema of its type says them.
import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import type { PayloadField } from './sample-values.ts';

interface FieldsProps {
  readonly fields: readonly PayloadField[];
  readonly texts: Readonly<Record<string, string>>;
  readonly problems: ReadonlyMap<string, string>;
  readonly change: (name: string, text: string) => void;
}

export const PayloadFields = ({ fields, texts, problems, change }: FieldsProps) => (
  <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
    {fields.map(({ name, description, choices }) => {
      const common = {
        label: name,
        description,
        value: texts[name] ?? '',
        error: problems.get(`data.${name}`),
        onChange: (event: { currentTarget: { value: string } }) => change(name, event.currentTarget.value),
      };
      return choices ? (
        <NativeSelect key={name} {...common} data={['', ...choices]} />
      ) : (
        <TextInput key={name} {...common} />
      );
    })}
  </SimpleGrid>
);
