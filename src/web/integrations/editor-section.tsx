// A part of the editor, with its heading.
import { Paper, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import partClasses from '../parts/parts.module.css';
import classes from './editor.module.css';

export function EditorSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <Paper className={`${partClasses.card} ${classes.section}`} component="section" aria-labelledby={id}>
      <Title order={2} mb="sm" id={id}>
        {title}
      </Title>
      {children}
    </Paper>
  );
}
