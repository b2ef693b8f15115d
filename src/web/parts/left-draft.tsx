// A draft that was left is offered again.
import { Alert, Button, Group, Text } from '@mantine/core';
import { editor } from '../words/editor.ts';
import { Icon } from './icon.tsx';

const words = editor.restore;

export const LeftDraft = ({ take, drop }: { readonly take: () => void; readonly drop: () => void }) => (
  <Alert variant="outline" icon={<Icon name="info" />}>
    <Group justify="space-between">
      <Text size="sm">{words.lead}</Text>
      <Group gap="xs">
        <Button size="xs" onClick={take}>
          {words.yes}
        </Button>
        <Button size="xs" variant="default" onClick={drop}>
          {words.no}
        </Button>
      </Group>
    </Group>
  </Alert>
);
