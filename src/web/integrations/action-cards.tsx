// The actions, one card each, drawn from what each kind says of itself.
import { ActionIcon, Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { actionIcon } from '../parts/action-icon.ts';
import { Icon } from '../parts/icon.tsx';
import { editor } from '../words/editor.ts';
import { isShown, valueAt, withValue } from './action-config.ts';
import { ActionField } from './action-field.tsx';
import { type ActionDraft, type ActionKind, type Catalogue, newAction } from './draft.ts';
import classes from './editor.module.css';
import type { PickedEvent } from './picked-event.ts';

const words = editor.actions;

interface CardsProps {
  readonly actions: readonly ActionDraft[];
  readonly stored: readonly ActionDraft[];
  readonly catalogue: Catalogue;
  readonly event: PickedEvent;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (actions: readonly ActionDraft[]) => void;
}

export function ActionCards({ actions, stored, catalogue, event, problems, onChange }: CardsProps) {
  const { actionKinds } = catalogue;
  const move = (index: number, step: 1 | -1) => {
    const next = [...actions];
    const [one] = next.splice(index, 1);
    if (one) next.splice(index + step, 0, one);
    onChange(next);
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {words.lead}
      </Text>
      {problems.has('actions') && (
        <Alert color="red" variant="outline" icon={<Icon name="alert" />}>
          {actions.length === 0 ? words.none : problems.get('actions')}
        </Alert>
      )}
      {actions.map((action, index) => {
        const kind = actionKinds.find(({ type }) => type === action.type);
        const title = kind?.title ?? action.type;
        return (
          <section key={action.key} className={classes.action} aria-label={title}>
            <Group justify="space-between" mb="xs">
              <Group gap="xs">
                <Icon name={actionIcon(action.type)} size={18} />
                <Title order={3}>{title}</Title>
              </Group>
              <Group gap={4}>
                <CardButton icon="up" label={words.up} off={index === 0} run={() => move(index, -1)} />
                <CardButton
                  icon="down"
                  label={words.down}
                  off={index === actions.length - 1}
                  run={() => move(index, 1)}
                />
                <CardButton
                  icon="trash"
                  label={words.remove(title)}
                  run={() => onChange(actions.filter(({ key }) => key !== action.key))}
                />
              </Group>
            </Group>
            {kind && (
              <Fields
                kind={kind}
                action={action}
                stored={stored.find(({ id }) => id !== undefined && id === action.id)}
                path={`actions[${index}]`}
                catalogue={catalogue}
                event={event}
                problems={problems}
                onChange={(config) =>
                  onChange(actions.map((one) => (one.key === action.key ? { ...one, config } : one)))
                }
              />
            )}
          </section>
        );
      })}
      <Group gap="xs">
        <Text size="sm">{words.add}:</Text>
        {actionKinds.map((kind) => (
          <Button
            key={kind.type}
            size="xs"
            variant="default"
            title={kind.description}
            leftSection={<Icon name={actionIcon(kind.type)} size={14} />}
            onClick={() => onChange([...actions, newAction(kind)])}
          >
            {kind.title}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

interface CardButtonProps {
  readonly icon: 'up' | 'down' | 'trash';
  readonly label: string;
  readonly off?: boolean;
  readonly run: () => void;
}

const CardButton = ({ icon, label, off = false, run }: CardButtonProps) => (
  <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} disabled={off} onClick={run}>
    <Icon name={icon} />
  </ActionIcon>
);

interface FieldsProps extends Omit<CardsProps, 'actions' | 'stored' | 'onChange'> {
  readonly kind: ActionKind;
  readonly action: ActionDraft;
  readonly stored: ActionDraft | undefined;
  readonly path: string;
  readonly onChange: (config: ActionDraft['config']) => void;
}

function Fields({ kind, action, stored, path, catalogue, event, problems, onChange }: FieldsProps) {
  const { config } = action;
  const shown = kind.form.filter((field) => isShown(config, field));
  const rare = shown.filter(({ more }) => more);
  const hasProblem = rare.some((field) => problems.has(`${path}.${field.path}`));
  const [isOpen, setIsOpen] = useState(false);
  const draw = (field: (typeof shown)[number]) => (
    <ActionField
      key={field.path}
      field={field}
      config={config}
      value={valueAt(config, field.path)}
      storedValue={stored && valueAt(stored.config, field.path)}
      path={`${path}.${field.path}`}
      problems={problems}
      catalogue={catalogue}
      event={event}
      onChange={(value) => onChange(withValue(config, field.path, value))}
    />
  );
  return (
    <Stack gap="sm">
      {shown.filter(({ more }) => !more).map(draw)}
      {rare.length > 0 && (
        <details open={isOpen || hasProblem} onToggle={(change) => setIsOpen(change.currentTarget.open)}>
          <Text component="summary" size="sm" c="dimmed" style={{ cursor: 'pointer' }}>
            {words.more}
          </Text>
          {(isOpen || hasProblem) && (
            <Stack gap="sm" mt="sm">
              {rare.map(draw)}
            </Stack>
          )}
        </details>
      )}
    </Stack>
  );
}
