// Two people edited the same integration: what each changed, field by field, and whose counts.
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { editor } from '../words/editor.ts';
import { type ActionKind, type Draft, inputOf } from './draft.ts';
import classes from './editor.module.css';

const words = editor.conflict;

type Field = keyof typeof words.fields;
const fields = Object.keys(words.fields) as readonly Field[];

interface ConflictProps {
  /** As it was when editing began. */
  readonly before: Draft;
  readonly mine: Draft;
  readonly theirs: Draft;
  readonly kinds: readonly ActionKind[];
  readonly choose: (draft: Draft) => void;
  readonly close: () => void;
}

export function ConflictDialog({ before, mine, theirs, kinds, choose, close }: ConflictProps) {
  const texts = { before: textsOf(before, kinds), mine: textsOf(mine, kinds), theirs: textsOf(theirs, kinds) };
  const differing = fields.filter((field) => texts.mine[field] !== texts.theirs[field]);
  // What only the other one changed is theirs to begin with, all else mine.
  const [taken, setTaken] = useState<Partial<Record<Field, 'mine' | 'theirs'>>>(() =>
    Object.fromEntries(
      differing.map((field) => [field, texts.mine[field] === texts.before[field] ? 'theirs' : 'mine'] as const),
    ),
  );
  const take = (side: 'mine' | 'theirs') => setTaken(Object.fromEntries(differing.map((field) => [field, side])));
  const merged = (): Draft => ({
    ...mine,
    ...Object.fromEntries(
      differing.filter((field) => taken[field] === 'theirs').map((field) => [field, theirs[field]] as const),
    ),
  });
  return (
    <Dialog title={words.title} close={close} size="xl">
      <Stack>
        <Text size="sm">{words.lead}</Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => take('mine')}>
            {words.allMine}
          </Button>
          <Button size="xs" variant="default" onClick={() => take('theirs')}>
            {words.allTheirs}
          </Button>
        </Group>
        {differing.length === 0 && <Text>{words.same}</Text>}
        {differing.map((field) => (
          <section key={field} aria-label={words.difference(words.fields[field])}>
            <Group justify="space-between" mb={4}>
              <Text fw={600}>{words.fields[field]}</Text>
              <SegmentedControl
                size="xs"
                aria-label={words.fields[field]}
                value={taken[field] ?? 'mine'}
                onChange={(side) => setTaken({ ...taken, [field]: side as 'mine' | 'theirs' })}
                data={[
                  { value: 'mine', label: words.mine },
                  { value: 'theirs', label: words.theirs },
                ]}
              />
            </Group>
            <table className={classes.diff}>
              <tbody>
                {(['before', 'theirs', 'mine'] as const).map((side) => (
                  <tr key={side}>
                    <th scope="row">{words[side]}</th>
                    <td>
                      <pre>{texts[side][field] || words.empty}</pre>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
        <Group justify="flex-end">
          <Button onClick={() => choose(merged())}>{words.save}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** Each field as text; secrets are not in it. */
function textsOf(draft: Draft, kinds: readonly ActionKind[]): Readonly<Record<Field, string>> {
  const input = inputOf(draft, kinds);
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1));
  return Object.fromEntries(fields.map((field) => [field, text(input[field])])) as Record<Field, string>;
}
