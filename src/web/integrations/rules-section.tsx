// When it fires and how its deliveries go, beyond triggers and conditions: each rule is off unless it is set.
import { Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { editor } from '../words/editor.ts';
import type { Draft } from './draft.ts';

const words = editor.rules;

type Rules = Pick<Draft, 'threshold' | 'digest' | 'orderingKey' | 'breaker'>;

interface RulesProps extends Rules {
  readonly problems: ReadonlyMap<string, string>;
  readonly change: (changed: Partial<Rules>) => void;
}

export function RulesSection({ threshold, digest, orderingKey, breaker, problems, change }: RulesProps) {
  const isUsed = threshold !== null || digest !== null || orderingKey !== '';
  const hasProblem = [...problems.keys()].some((path) => /^(threshold|digest|orderingKey|breaker)/.test(path));
  const [isOpen, setIsOpen] = useState(isUsed);
  return (
    <details open={isOpen || hasProblem} onToggle={(toggled) => setIsOpen(toggled.currentTarget.open)}>
      <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
        {words.open}
      </Text>
      <Stack gap="sm" mt="sm">
        <Checkbox
          label={words.threshold}
          description={words.thresholdHint}
          checked={threshold !== null}
          onChange={(event) =>
            change({ threshold: event.currentTarget.checked ? { count: 5, windowSecs: 300, by: '' } : null })
          }
        />
        {threshold && (
          <Group gap="sm" align="flex-start">
            <NumberField
              label={words.count}
              value={threshold.count}
              error={problems.get('threshold.count')}
              onChange={(count) => change({ threshold: { ...threshold, count } })}
            />
            <NumberField
              label={words.windowSecs}
              value={threshold.windowSecs}
              error={problems.get('threshold.windowSecs')}
              onChange={(windowSecs) => change({ threshold: { ...threshold, windowSecs } })}
            />
            <TextInput
              label={words.by}
              description={words.byHint}
              value={threshold.by}
              error={problems.get('threshold.by')}
              onChange={(event) => change({ threshold: { ...threshold, by: event.currentTarget.value } })}
            />
          </Group>
        )}
        <Checkbox
          label={words.digest}
          description={words.digestHint}
          checked={digest !== null}
          onChange={(event) => change({ digest: event.currentTarget.checked ? { windowSecs: 300 } : null })}
        />
        {digest && (
          <NumberField
            label={words.windowSecs}
            value={digest.windowSecs}
            error={problems.get('digest.windowSecs')}
            onChange={(windowSecs) => change({ digest: { windowSecs } })}
          />
        )}
        <TextInput
          label={words.orderingKey}
          description={words.orderingKeyHint}
          value={orderingKey}
          error={problems.get('orderingKey')}
          onChange={(event) => change({ orderingKey: event.currentTarget.value })}
        />
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <Text component="legend" size="sm" fw={500} p={0}>
            {words.breaker}
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            {words.breakerHint}
          </Text>
          <Group gap="sm" align="flex-start">
            {(['failures', 'waitSecs', 'maxWaitSecs'] as const).map((name) => (
              <NumberField
                key={name}
                label={words[name]}
                value={breaker[name]}
                error={problems.get(`breaker.${name}`)}
                onChange={(value) => change({ breaker: { ...breaker, [name]: value } })}
              />
            ))}
          </Group>
        </fieldset>
      </Stack>
    </details>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: number) => void;
}

/** What is typed stays as it is typed; what is no number counts as 0, which the service refuses where it must. */
function NumberField({ label, value, error, onChange }: NumberProps) {
  const [text, setText] = useState(value === undefined ? '' : String(value));
  const shown = Number(text) === value ? text : String(value ?? '');
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      w={150}
      value={shown}
      error={error}
      onChange={(event) => {
        const typed = event.currentTarget.value.replace(',', '.').replaceAll(/[^\d.]/g, '');
        setText(typed);
        onChange(Number(typed) || 0);
      }}
    />
  );
}
