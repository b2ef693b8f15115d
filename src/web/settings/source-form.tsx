// A source, drawn from what its kind says of its settings: another kind needs no code of the page.
import { Button, Group, NativeSelect, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { codeOf, problemsOf, reasonOf } from '../app/api.ts';
import {
  ChangeSourceDocument,
  MakeSourceDocument,
  type SourceListQuery,
  type SourceRowFragment,
} from '../gql/sources.ts';
import { Dialog } from '../parts/dialog.tsx';
import { SecretInput } from '../parts/secret-input.tsx';
import { settings as shared } from '../words/settings.ts';

const words = shared.sources;

type Kind = SourceListQuery['sourceKinds'][number];
type Setting = Kind['settings'][number];
type Values = Readonly<Record<string, unknown>>;

interface FormProps {
  readonly kinds: readonly Kind[];
  /** Undefined: a new one. */
  readonly stored: SourceRowFragment | undefined;
  readonly saved: () => void;
  readonly close: () => void;
}

const isSecret = ({ type }: Setting) => type === 'SECRET';

/** What a new one begins with; of a stored one all but its secrets, which stay. */
const initialValues = (kind: Kind | undefined, stored: SourceRowFragment | undefined): Values =>
  Object.fromEntries(
    (kind?.settings ?? []).flatMap((setting) => {
      if (stored && isSecret(setting)) return [];
      const value = (stored ? (stored.settings as Values)[setting.name] : undefined) ?? setting.default;
      return value === undefined || value === null ? [] : [[setting.name, value]];
    }),
  );

export function SourceForm({ kinds, stored, saved, close }: FormProps) {
  const [kindName, setKindName] = useState(stored?.kind ?? kinds[0]?.name ?? '');
  const kind = kinds.find(({ name }) => name === kindName);
  const [name, setName] = useState(stored?.name ?? '');
  const [description, setDescription] = useState(stored?.description ?? '');
  const [enabled, setEnabled] = useState(stored?.enabled ?? true);
  const [values, setValues] = useState(() => initialValues(kind, stored));
  const [making, make] = useMutation(MakeSourceDocument);
  const [changing, change] = useMutation(ChangeSourceDocument);
  const error = making.error ?? changing.error;
  const problems = new Map(problemsOf(error).map(({ path, message }) => [path, message]));
  const shown = (kind?.settings ?? []).filter(
    ({ whenSetting, whenIs }) => whenSetting === null || values[whenSetting] === whenIs,
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const settings = Object.fromEntries(
      shown.flatMap((setting) => {
        const value = values[setting.name];
        return value === undefined || value === '' ? [] : [[setting.name, sent(setting, value)]];
      }),
    );
    const input = { name: name.trim(), description, enabled, settings };
    const answer = stored
      ? await change({ id: stored.id, input: { ...input, version: stored.version } })
      : await make({ input: { ...input, kind: kindName } });
    if (answer.error) return;
    saved();
    close();
  };
  return (
    <Dialog title={stored ? words.editTitle(stored.name) : words.create} close={close} size="lg">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          {error && problems.size === 0 && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {codeOf(error) === 'CONFLICT' && stored ? shared.conflict : shared.failed(reasonOf(error))}
            </Text>
          )}
          {!stored && (
            <NativeSelect
              label={words.kind}
              description={kind?.description}
              value={kindName}
              onChange={(event) => {
                const next = event.currentTarget.value;
                setKindName(next);
                setValues(
                  initialValues(
                    kinds.find((one) => one.name === next),
                    undefined,
                  ),
                );
              }}
              data={kinds.map((one) => ({ value: one.name, label: one.title }))}
            />
          )}
          <TextInput
            label={shared.name}
            required
            data-autofocus
            value={name}
            error={problems.get('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={words.description}
            value={description}
            error={problems.get('description')}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          {shown.map((setting) => (
            <SettingField
              key={setting.name}
              setting={setting}
              value={values[setting.name]}
              isStored={stored !== undefined && Boolean((stored.settings as Values)[setting.name])}
              error={problems.get(`settings.${setting.name}`)}
              onChange={(value) => setValues({ ...values, [setting.name]: value })}
            />
          ))}
          {stored && stored.rules.length > 0 && (
            <Text size="sm" c="dimmed">
              {words.rules(stored.rules.length)}
            </Text>
          )}
          <Group justify="space-between">
            <Switch
              label={shared.enabled}
              checked={enabled}
              onChange={(event) => setEnabled(event.currentTarget.checked)}
            />
            <Group>
              <Button variant="default" onClick={close}>
                {shared.cancel}
              </Button>
              <Button type="submit" loading={making.fetching || changing.fetching}>
                {shared.save}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** What is no number is left for the service to refuse, at its field. */
function sent({ type }: Setting, value: unknown): unknown {
  return type === 'SECONDS' && /^\d+$/.test(String(value)) ? Number(value) : value;
}

interface FieldProps {
  readonly setting: Setting;
  readonly value: unknown;
  readonly isStored: boolean;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}

function SettingField({ setting, value, isStored, error, onChange }: FieldProps) {
  const { label, description, required, type, choices, example } = setting;
  const common = { label, description, required, error };
  const text =
    value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : `${value}`;
  if (type === 'SECRET')
    return (
      <SecretInput
        {...common}
        value={typeof value === 'string' ? value : undefined}
        isStored={isStored}
        onChange={onChange}
      />
    );
  if (type === 'CHOICE')
    return (
      <NativeSelect
        {...common}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[...choices]}
      />
    );
  if (type === 'KEYS')
    return (
      <Textarea
        {...common}
        autosize
        minRows={3}
        value={text}
        placeholder={example ?? ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      value={text}
      placeholder={example ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
