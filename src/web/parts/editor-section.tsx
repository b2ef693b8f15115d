// A part of the editor, with its heading.
import { Paper, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './parts.module.css';

export function EditorSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <Paper className={`${classes.card} ${classes.section}`} component="section" aria-labelledby={id}>
      <Title order={2} mb="sm" id={id}>
        {title}
      </Title>
      {children}
    </Paper>
  );
}
