// What a dry run did: how it ended, what it wrote, what it returned, and what it would have called.
import { Stack, Text } from '@mantine/core';
import type { DryRunMutation } from '../gql/task-editor.ts';
import { durationText } from '../parts/format-time.ts';
import { Icon } from '../parts/icon.tsx';
import { Json } from '../parts/json.tsx';
import partClasses from '../parts/parts.module.css';
import { tasks } from '../words/tasks.ts';
import classes from './tasks.module.css';

const words = tasks.run;

export function DryRunResult({ run }: { readonly run: DryRunMutation['dryRunScript'] }) {
  const { error, output, result, calls, durationMs } = run;
  const at = error?.line ? tasks.script.at(error.line, error.column ?? 1, error.message) : error?.message;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600} className={error ? classes.bad : classes.good}>
        <Icon name={error ? 'cross' : 'check'} size={13} /> {error ? words.ended.error : words.ended.success}{' '}
        {words.took(durationText(durationMs))}
      </Text>
      {at && (
        <Text size="sm" className={classes.bad}>
          {at}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {output === '' ? words.noOutput : words.output}
      </Text>
      {output !== '' && (
        <section className={classes.dryOutput} aria-label={words.output}>
          <pre className={partClasses.code}>{output}</pre>
        </section>
      )}
      {result !== null && result !== undefined && (
        <>
          <Text size="xs" c="dimmed">
            {words.result}
          </Text>
          <Json value={result} />
        </>
      )}
      {calls.length > 0 && (
        <details>
          <Text component="summary" size="sm">
            {words.calls(calls.length)}
          </Text>
          <Stack gap={4} mt={4}>
            {calls.map(({ kind, details }, index) => (
              <div key={index}>
                <Text size="xs" fw={600}>
                  {kind}
                </Text>
                <Json value={details} />
              </div>
            ))}
          </Stack>
        </details>
      )}
    </Stack>
  );
}
