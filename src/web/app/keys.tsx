// The list of keys.
import { Kbd, Table, Text } from '@mantine/core';
import { Dialog } from '../parts/dialog.tsx';
import { jump } from '../words/jump.ts';
import { shell } from '../words/shell.ts';
import { keysShown } from './keyboard.ts';

const list: readonly (readonly [string, string])[] = [
  [jump.keys, shell.keys.jump],
  ['/', shell.keys.search],
  ['j', shell.keys.next],
  ['k', shell.keys.previous],
  ['Enter', shell.keys.openRow],
  ['r', shell.keys.retry],
  ['Esc', shell.keys.escape],
  ['?', shell.keys.help],
];

export function Keys() {
  return (
    <Dialog title={shell.keys.title} close={() => keysShown.set(false)}>
      <Table>
        <Table.Tbody>
          {list.map(([key, meaning]) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="sm">
        {shell.keys.note}
      </Text>
    </Dialog>
  );
}
