// A search field that tells what was typed once the typing rests. `/` goes to it.
import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { searchField } from '../app/keyboard.ts';
import { shell } from '../words/shell.ts';
import { Icon } from './icon.tsx';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

const restMs = 250;

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // What was typed comes back as `value`, when more may have been typed; another value comes from elsewhere.
  const told = useRef(value);
  useEffect(() => {
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string, after: number) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      told.current = next.trim();
      onChange(told.current);
    }, after);
  };
  return (
    <TextInput
      {...searchField}
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => type(event.currentTarget.value, restMs)}
      leftSection={<Icon name="search" />}
      rightSection={
        text === '' ? undefined : <CloseButton size="sm" aria-label={shell.clearSearch} onClick={() => type('', 0)} />
      }
      maxLength={200}
    />
  );
}
