// Says which parts of an address were not understood.
import { Text } from '@mantine/core';
import { shell } from '../words/shell.ts';

export function WrongAddress({ wrong }: { readonly wrong: readonly string[] }) {
  if (wrong.length === 0) return null;
  return (
    <Text size="sm" c="var(--ours-wait)" role="status">
      {shell.wrongAddress(wrong)}
    </Text>
  );
}
