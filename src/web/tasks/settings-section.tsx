// The settings of a task: rows of names and values for a script, a form for a built-in, which describes it itself.
import { ActionIcon, Button, Stack, Switch, Text, TextInput } from '@mantine/core';
import { EditorSection } from '../parts/editor-section.tsx';
import { Icon } from '../parts/icon.tsx';
import { tasks } from '../words/tasks.ts';
import { BuiltInField } from './built-in-field.tsx';
import { SettingValue } from './setting-value.tsx';
import {
  type BuiltIn,
  isMasked,
  newSetting,
  type Problems,
  type SettingDraft,
  settingProblems,
  type TaskCatalogue,
} from './task-draft.ts';
import classes from './tasks.module.css';
import type { TaskEditing } from './use-task-draft.ts';

const words = tasks.settings;

interface SectionProps {
  readonly editing: TaskEditing;
  readonly builtIn: BuiltIn | undefined;
  readonly connections: TaskCatalogue['scimConnections'];
}

export function SettingsSection({ editing, builtIn, connections }: SectionProps) {
  const { draft, change, before } = editing;
  const problems = settingProblems(editing.problems, editing.refused);
  const storedOf = (key: string) => before.config.find((setting) => setting.key === key)?.value;
  const set = (key: string, value: string) => {
    const known = draft.config.find((setting) => setting.key === key);
    change({
      config: known
        ? draft.config.map((setting) => (setting === known ? { ...setting, value } : setting))
        : [...draft.config, newSetting(key, value)],
    });
  };
  return (
    <EditorSection title={words.section}>
      {builtIn ? (
        <Stack gap="sm">
          {builtIn.configFields.length === 0 && <Text size="sm">{words.builtInNone}</Text>}
          {builtIn.configFields.map((field) => {
            const setting = draft.config.find(({ key }) => key === field.key);
            return (
              <BuiltInField
                key={field.key}
                field={field}
                value={setting?.value ?? ''}
                stored={storedOf(field.key)}
                problem={problems.get(setting?.row ?? '') ?? problems.get(field.key)}
                connections={connections}
                onChange={(value) => set(field.key, value)}
              />
            );
          })}
        </Stack>
      ) : (
        <SettingRows
          config={draft.config}
          problems={problems}
          storedOf={storedOf}
          onChange={(config) => change({ config })}
        />
      )}
    </EditorSection>
  );
}

interface RowsProps {
  readonly config: readonly SettingDraft[];
  readonly problems: Problems;
  readonly storedOf: (key: string) => string | undefined;
  readonly onChange: (config: readonly SettingDraft[]) => void;
}

function SettingRows({ config, problems, storedOf, onChange }: RowsProps) {
  const set = (row: string, changed: Partial<SettingDraft>) =>
    onChange(config.map((setting) => (setting.row === row ? { ...setting, ...changed } : setting)));
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {config.length === 0 ? words.none : words.lead(`config.${config[0]?.key || 'name'}`)}
      </Text>
      {config.map(({ row, key, value, secret }) => (
        <fieldset key={row} className={classes.setting} aria-label={key || words.name}>
          <TextInput
            label={words.name}
            value={key}
            readOnly={isMasked(value)}
            error={problems.has(row)}
            onChange={(event) => set(row, { key: event.currentTarget.value })}
          />
          <SettingValue
            label={words.value}
            isSecret={secret}
            value={value}
            stored={storedOf(key)}
            problem={problems.get(row)}
            onChange={(next) => set(row, { value: next })}
          />
          <div className={classes.settingEnd}>
            <Switch
              label={words.secret}
              aria-label={words.secretOf(key)}
              checked={secret}
              disabled={isMasked(value)}
              onChange={(event) => set(row, { secret: event.currentTarget.checked })}
              withThumbIndicator={false}
            />
          </div>
          <div className={classes.settingEnd}>
            <ActionIcon
              variant="default"
              aria-label={words.remove(key)}
              onClick={() => onChange(config.filter((setting) => setting.row !== row))}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          </div>
        </fieldset>
      ))}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<Icon name="plus" size={14} />}
        onClick={() => onChange([...config, newSetting()])}
      >
        {words.add}
      </Button>
    </Stack>
  );
}
