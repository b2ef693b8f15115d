// A token to be: its name, what it may do and for how long; then the token itself, once.
import { Alert, Button, Checkbox, Code, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { problemsOf, reasonOf } from '../app/api.ts';
import { type CreateTokenInput, MakeTokenDocument } from '../gql/tokens.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { settings } from '../words/settings.ts';
import { shell } from '../words/shell.ts';

const words = settings.tokens;
const dayMs = 86_400_000;

type Scope = CreateTokenInput['scopes'][number];
const scopes: readonly Scope[] = ['READ', 'EVENTS_WRITE', 'ADMIN'];

export function NewToken({ made, close }: { readonly made: () => void; readonly close: () => void }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(['READ']);
  const [expiry, setExpiry] = useState<string>('90');
  const [{ data, error, fetching }, make] = useMutation(MakeTokenDocument);
  const problems = new Map(problemsOf(error).map(({ path, message }) => [path, message]));
  const secret = data?.createToken.secret;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const expiresAt = expiry === 'never' ? null : new Date(Date.now() + Number(expiry) * dayMs).toISOString();
    const answer = await make({
      input: { name: name.trim(), scopes: scopes.filter((scope) => chosen.includes(scope)), expiresAt },
    });
    if (!answer.error) made();
  };
  if (secret)
    return (
      <Dialog title={words.secretTitle} close={undefined}>
        <Stack>
          <Alert variant="outline" icon={<Icon name="key" />}>
            <Text size="sm">{words.secretLead}</Text>
          </Alert>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {secret}
          </Code>
          <Group justify="flex-end">
            <CopyButton label={shell.copy} text={() => secret} />
            <Button onClick={close}>{words.done}</Button>
          </Group>
        </Stack>
      </Dialog>
    );
  return (
    <Dialog title={words.create} close={close}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          {error && problems.size === 0 && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {settings.failed(reasonOf(error))}
            </Text>
          )}
          <TextInput
            label={settings.name}
            required
            data-autofocus
            value={name}
            error={problems.get('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={words.scope}
            value={[...chosen]}
            error={problems.get('scopes')}
            onChange={(next) => setChosen(next)}
          >
            <Stack gap={6} mt={6}>
              {scopes.map((scope) => (
                <Checkbox key={scope} value={scope} label={words.scopes[scope]} />
              ))}
            </Stack>
          </Checkbox.Group>
          <NativeSelect
            label={words.expiry}
            value={expiry}
            error={problems.get('expiresAt')}
            onChange={(event) => setExpiry(event.currentTarget.value)}
            data={Object.entries(words.expiries).map(([value, label]) => ({ value, label }))}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {settings.cancel}
            </Button>
            <Button type="submit" loading={fetching}>
              {words.create}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
