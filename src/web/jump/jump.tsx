// ⌘K: a field that finds, a list below it, and Enter that goes there.
import { Text, TextInput } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useState } from 'react';
import { jumpShown } from '../app/keyboard.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { jump as words } from '../words/jump.ts';
import classes from './jump.module.css';
import { type JumpTarget, useJumpTargets } from './jump-targets.ts';

export function Jump() {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const { targets, isLate } = useJumpTargets(text);
  const router = useRouter();
  const listId = useId();
  const index = Math.min(chosen, targets.length - 1);
  const close = () => jumpShown.set(false);
  const go = (target: JumpTarget | undefined) => {
    if (!target) return;
    close();
    router.history.push(`${router.basepath}${target.path}`);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen((index + 1) % Math.max(targets.length, 1));
    else if (event.key === 'ArrowUp') setChosen((index + targets.length - 1) % Math.max(targets.length, 1));
    else if (event.key === 'Enter') go(targets[index]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={words.title} close={close}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={words.lead}
        placeholder={words.lead}
        aria-expanded={targets.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={targets.length > 0 ? `${listId}-${index}` : undefined}
        leftSection={<Icon name="search" />}
        value={text}
        maxLength={200}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <div id={listId} role="listbox" aria-label={words.results} aria-busy={isLate} className={classes.list}>
        {targets.map((target, at) => (
          <div
            key={target.path}
            id={`${listId}-${at}`}
            role="option"
            aria-selected={at === index}
            tabIndex={-1}
            className={classes.option}
            onClick={() => go(target)}
            onKeyDown={onKey}
          >
            <span className={classes.name}>{target.name}</span>
            <span className={classes.kind}>{words.kinds[target.kind]}</span>
          </div>
        ))}
      </div>
      {targets.length === 0 && !isLate && (
        <Text size="sm" c="dimmed" role="status">
          {words.none}
        </Text>
      )}
    </Dialog>
  );
}
