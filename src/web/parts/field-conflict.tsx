// Two people edited the same: what each changed, field by field, and whose counts.
import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { editor } from '../words/editor.ts';
import { Dialog } from './dialog.tsx';
import classes from './parts.module.css';

const words = editor.conflict;

type Texts<Field extends string> = Readonly<Record<Field, string>>;

interface ConflictProps<Field extends string> {
  readonly title: string;
  /** The name of each field, in the order in which they are shown. */
  readonly fields: Texts<Field>;
  /** Each field as text, without secrets; `before` is how it was when editing began. */
  readonly before: Texts<Field>;
  readonly mine: Texts<Field>;
  readonly theirs: Texts<Field>;
  /** @param taken the fields that are theirs; all others are mine. */
  readonly choose: (taken: readonly Field[]) => void;
  readonly close: () => void;
}

export function FieldConflict<Field extends string>(props: ConflictProps<Field>) {
  const { title, fields, before, mine, theirs, choose, close } = props;
  const texts = { before, mine, theirs };
  const differing = (Object.keys(fields) as Field[]).filter((field) => mine[field] !== theirs[field]);
  // What only the other one changed is theirs to begin with, all else mine.
  const [taken, setTaken] = useState<ReadonlySet<Field>>(
    () => new Set(differing.filter((field) => mine[field] === before[field])),
  );
  const take = (field: Field, isTheirs: boolean) => {
    const next = new Set(taken);
    if (isTheirs) next.add(field);
    else next.delete(field);
    setTaken(next);
  };
  return (
    <Dialog title={title} close={close} size="xl">
      <Stack>
        <Text size="sm">{words.lead}</Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setTaken(new Set())}>
            {words.allMine}
          </Button>
          <Button size="xs" variant="default" onClick={() => setTaken(new Set(differing))}>
            {words.allTheirs}
          </Button>
        </Group>
        {differing.length === 0 && <Text>{words.same}</Text>}
        {differing.map((field) => (
          <section key={field} aria-label={words.difference(fields[field])}>
            <Group justify="space-between" mb={4}>
              <Text fw={600}>{fields[field]}</Text>
              <SegmentedControl
                size="xs"
                aria-label={fields[field]}
                value={taken.has(field) ? 'theirs' : 'mine'}
                onChange={(side) => take(field, side === 'theirs')}
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
          <Button onClick={() => choose([...taken])}>{words.save}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
