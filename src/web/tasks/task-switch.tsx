// On and off, at once, and back again by Undo.
import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { useLack } from '../app/viewer.ts';
import { SwitchTaskDocument, type TaskRowFragment } from '../gql/task-list.ts';
import { toast } from '../parts/toast.ts';
import { shell } from '../words/shell.ts';
import { tasks as words } from '../words/tasks.ts';

export function TaskSwitch({ row }: { readonly row: Pick<TaskRowFragment, 'id' | 'name' | 'enabled'> }) {
  const lack = useLack();
  const [{ fetching }, switchTo] = useMutation(SwitchTaskDocument);
  // Shown at once; what the service says counts as soon as it has said it.
  const [wanted, setWanted] = useState<boolean>();
  const set = async (enabled: boolean, isUndo = false) => {
    setWanted(enabled);
    const { error } = await switchTo({ id: row.id, enabled });
    setWanted(undefined);
    if (error) return toast({ tone: 'bad', message: words.notSwitched(row.name, reasonOf(error)) });
    if (isUndo) return undefined;
    return toast({
      message: enabled ? words.switchedOn(row.name) : words.switchedOff(row.name),
      action: { label: shell.undo, run: () => void set(!enabled, true) },
    });
  };
  return (
    <Switch
      aria-label={words.onLabel(row.name)}
      checked={wanted ?? row.enabled}
      onChange={(event) => void set(event.currentTarget.checked)}
      disabled={fetching || lack !== undefined}
      title={lack}
      withThumbIndicator={false}
    />
  );
}
