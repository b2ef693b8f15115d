// Why a run failed, with the line of the script that it happened at.
import { Alert, Text } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { TextLink } from '../parts/link.tsx';
import { taskRun as words } from '../words/task-run.ts';
import type { RunWithTask } from './run-feed.ts';
import classes from './tasks.module.css';

const around = 2;

export function RunFailure({ run }: { readonly run: RunWithTask }) {
  if (run.status !== 'ERROR') return null;
  const line = run.task.type === 'script' ? lineOf(run.error ?? '') : undefined;
  const source = run.task.script.split('\n');
  return (
    <Alert color="red" variant="outline" icon={<Icon name="alert" />} title={words.failed} role="alert">
      <Text size="sm">{run.error}</Text>
      {line !== undefined && line <= source.length && !run.task.deletedAt && (
        <section aria-label={words.scriptLine(line)}>
          <div className={classes.excerpt}>
            {source.slice(Math.max(0, line - 1 - around), line + around).map((text, index) => {
              const number = Math.max(1, line - around) + index;
              return (
                <div key={number} data-fault={number === line}>
                  {String(number).padStart(4)} {text}
                </div>
              );
            })}
          </div>
          <Text size="sm" mt={6}>
            {run.startedAt && run.task.updatedAt > run.startedAt && `${words.changedSince} `}
            <TextLink
              to="/tasks/$taskId"
              params={{ taskId: run.taskId }}
              search={{ line: String(line) }}
              size="sm"
              underline="always"
            >
              {words.openLine}
            </TextLink>
          </Text>
        </section>
      )}
    </Alert>
  );
}

/** As the service ends an error of a script: `… (line 3, column 5)`. */
function lineOf(error: string): number | undefined {
  const line = /\bline (\d+)/.exec(error)?.[1];
  return line === undefined ? undefined : Number(line);
}
