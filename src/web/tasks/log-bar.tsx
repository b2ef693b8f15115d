// What can be done with a log: follow it, find in it, take it along.
import { Button, Group, NativeSelect, Switch, Text, TextInput } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { taskRun } from '../words/task-run.ts';
import type { LogState, Shown } from './log-lines.ts';
import classes from './tasks.module.css';

const words = taskRun.log;

interface BarProps {
  readonly log: LogState;
  readonly fileName: string;
  readonly level: Shown;
  readonly setLevel: (level: Shown) => void;
  readonly isWrapped: boolean;
  readonly setIsWrapped: (wrapped: boolean) => void;
  readonly find: {
    readonly text: string;
    readonly set: (text: string) => void;
    readonly at: number;
    readonly all: number;
    readonly go: (index: number) => void;
  };
  readonly isFollowing: boolean;
  readonly follow: (on: boolean) => void;
  readonly isOpen: boolean;
}

export function LogBar(props: BarProps) {
  const { log, fileName, level, setLevel, isWrapped, setIsWrapped, find, isFollowing, follow, isOpen } = props;
  return (
    <div className={classes.bar}>
      <TextInput
        className={classes.grow}
        size="xs"
        aria-label={words.find}
        placeholder={words.find}
        leftSection={<Icon name="search" size={14} />}
        value={find.text}
        onChange={(event) => find.set(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          find.go(find.at + (event.shiftKey ? -1 : event.currentTarget.dataset.gone === find.text ? 1 : 0));
          event.currentTarget.dataset.gone = find.text;
        }}
      />
      {find.text !== '' && (
        <Group gap={4} role="status">
          <Text size="xs" c="dimmed">
            {find.all === 0 ? words.notFound : words.found(find.at + 1, find.all)}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={words.previous}
            disabled={find.all === 0}
            onClick={() => find.go(find.at - 1)}
          >
            <Icon name="up" size={14} />
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={words.next}
            disabled={find.all === 0}
            onClick={() => find.go(find.at + 1)}
          >
            <Icon name="down" size={14} />
          </Button>
        </Group>
      )}
      <NativeSelect
        size="xs"
        aria-label={words.level}
        value={level}
        onChange={(event) => setLevel(event.currentTarget.value as Shown)}
        data={(['all', 'warn', 'error'] as const).map((value) => ({ value, label: words.levels[value] }))}
      />
      {isOpen && (
        <Switch
          size="xs"
          label={words.follow}
          checked={isFollowing}
          onChange={(event) => follow(event.currentTarget.checked)}
          withThumbIndicator={false}
        />
      )}
      <Switch
        size="xs"
        label={words.wrap}
        checked={isWrapped}
        onChange={(event) => setIsWrapped(event.currentTarget.checked)}
        withThumbIndicator={false}
      />
      <Button
        size="xs"
        variant="default"
        disabled={log.lines.length === 0}
        onClick={() => download(fileName, log.lines.map(({ raw }) => raw).join('\n'))}
      >
        {words.download}
      </Button>
    </div>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text, '\n'], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
