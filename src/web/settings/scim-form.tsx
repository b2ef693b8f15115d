// A SCIM connection: where the directory is, and how one logs in there.
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { codeOf, problemsOf, reasonOf } from '../app/api.ts';
import { ChangeScimDocument, MakeScimDocument, type ScimRowFragment } from '../gql/scim.ts';
import { Dialog } from '../parts/dialog.tsx';
import { SecretInput } from '../parts/secret-input.tsx';
import { settings as shared } from '../words/settings.ts';

const words = shared.scim;

type Auth = ScimRowFragment['auth'];

interface FormProps {
  /** Undefined: a new one. */
  readonly stored: ScimRowFragment | undefined;
  readonly saved: () => void;
  readonly close: () => void;
}

export function ScimForm({ stored, saved, close }: FormProps) {
  const [name, setName] = useState(stored?.name ?? '');
  const [baseUrl, setBaseUrl] = useState(stored?.baseUrl ?? '');
  const [type, setType] = useState<Auth['type']>(stored?.auth.type ?? 'BEARER');
  // Undefined: the stored one stays.
  const [secret, setSecret] = useState<string>();
  const [tokenUrl, setTokenUrl] = useState(stored?.auth.tokenUrl ?? '');
  const [clientId, setClientId] = useState(stored?.auth.clientId ?? '');
  const [scope, setScope] = useState(stored?.auth.scope ?? '');
  const [secretIn, setSecretIn] = useState<NonNullable<Auth['secretIn']>>(stored?.auth.secretIn ?? 'HEADER');
  const [making, make] = useMutation(MakeScimDocument);
  const [changing, change] = useMutation(ChangeScimDocument);
  const error = making.error ?? changing.error;
  const problems = problemsOf(error);
  const problemAt = (end: string) => problems.find(({ path }) => path === end || path.endsWith(`.${end}`))?.message;
  const isStored = stored?.auth.type === type;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const kept = isStored ? secret : (secret ?? '');
    const auth =
      type === 'BEARER'
        ? { bearer: { token: kept } }
        : { clientCredentials: { tokenUrl, clientId, clientSecret: kept, scope: scope || null, secretIn } };
    const input = { name: name.trim(), baseUrl: baseUrl.trim(), auth };
    const answer = stored
      ? await change({ id: stored.id, input: { ...input, version: stored.version } })
      : await make({ input });
    if (answer.error) return;
    saved();
    close();
  };
  const field = (label: string, value: string, set: (text: string) => void, path: string, required = false) => (
    <TextInput
      label={label}
      required={required}
      value={value}
      error={problemAt(path)}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
  return (
    <Dialog title={stored ? words.editTitle(stored.name) : words.create} close={close} size="lg">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          {error && problems.length === 0 && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {codeOf(error) === 'CONFLICT' && stored ? shared.conflict : shared.failed(reasonOf(error))}
            </Text>
          )}
          {field(shared.name, name, setName, 'name', true)}
          <TextInput
            label={words.url}
            description={words.urlHint}
            required
            value={baseUrl}
            error={problemAt('baseUrl')}
            onChange={(event) => setBaseUrl(event.currentTarget.value)}
          />
          <NativeSelect
            label={words.auth}
            value={type}
            onChange={(event) => setType(event.currentTarget.value as Auth['type'])}
            data={Object.entries(words.auths).map(([value, label]) => ({ value, label }))}
          />
          {type === 'CLIENT_CREDENTIALS' && (
            <>
              {field(words.tokenUrl, tokenUrl, setTokenUrl, 'tokenUrl', true)}
              {field(words.clientId, clientId, setClientId, 'clientId', true)}
            </>
          )}
          <SecretInput
            label={type === 'BEARER' ? words.token : words.clientSecret}
            required
            value={secret}
            isStored={isStored}
            error={problemAt(type === 'BEARER' ? 'token' : 'clientSecret')}
            onChange={setSecret}
          />
          {type === 'CLIENT_CREDENTIALS' && (
            <>
              {field(words.scope, scope, setScope, 'scope')}
              <NativeSelect
                label={words.secretIn}
                value={secretIn}
                onChange={(event) => setSecretIn(event.currentTarget.value as 'HEADER' | 'BODY')}
                data={Object.entries(words.places).map(([value, label]) => ({ value, label }))}
              />
            </>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {shared.cancel}
            </Button>
            <Button type="submit" loading={making.fetching || changing.fetching}>
              {shared.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
