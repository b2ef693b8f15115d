// Log-in by token.
import { Alert, Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { shell } from '../words/shell.ts';
import { goToProvider, type OidcLogin, oidcLogin, providerRefusal } from './oidc.ts';
import { signIn } from './session.ts';
import classes from './shell.module.css';

export function SignInPage() {
  return (
    <main className={classes.signIn}>
      <Paper className={classes.signInCard} withBorder p="xl" radius="lg">
        <Stack gap="lg">
          <div>
            <Title order={1}>{shell.product}</Title>
            <Text c="dimmed" size="sm">
              {shell.signIn.lead}
            </Text>
          </div>
          <TokenForm />
        </Stack>
      </Paper>
    </main>
  );
}

export function TokenForm() {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState(() => {
    const refusal = providerRefusal.get();
    if (refusal) return refusal.kind === 'said' ? shell.signIn.said(refusal.error) : shell.signIn[refusal.kind];
    return undefined;
  });
  const [isBusy, setIsBusy] = useState(false);
  const [provider, setProvider] = useState<OidcLogin>();
  useEffect(() => void oidcLogin().then(setProvider), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() === '') return setProblem(shell.signIn.empty);
    setIsBusy(true);
    const refusal = await signIn(token.trim());
    setIsBusy(false);
    setProblem(refusal && shell.signIn[refusal]);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {provider && (
          <>
            <Button onClick={() => void goToProvider(provider)}>
              {shell.signIn.provider(new URL(provider.issuer).host)}
            </Button>
            <Text size="sm" c="dimmed" ta="center">
              {shell.signIn.or}
            </Text>
          </>
        )}
        {problem && (
          <Alert color="red" variant="outline" icon={<Icon name="alert" />} role="alert">
            {problem}
          </Alert>
        )}
        <PasswordInput
          label={shell.signIn.token}
          description={shell.signIn.where}
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="current-password"
          data-autofocus
          required
        />
        <Button type="submit" loading={isBusy}>
          {shell.signIn.submit}
        </Button>
      </Stack>
    </form>
  );
}
