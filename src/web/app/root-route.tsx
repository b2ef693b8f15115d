// The route that all screens hang on, and what stands there when there is no screen or one breaks.
import { Alert, Button, Code, Stack, Text } from '@mantine/core';
import { createRootRoute, type ErrorComponentProps } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { Screen } from '../parts/screen.tsx';
import { shell } from '../words/shell.ts';
import { Shell } from './shell.tsx';

export const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Broken,
  pendingComponent: Late,
});

export function NotFound() {
  return (
    <Screen title={shell.notFound.title}>
      <Empty icon="search" title={shell.notFound.lead}>
        <ButtonLink to="/integrations" variant="default">
          {shell.notFound.home}
        </ButtonLink>
      </Empty>
    </Screen>
  );
}

/** A fault of the page itself. What is around it goes on working. */
export function Broken({ error }: ErrorComponentProps) {
  return (
    <Alert color="red" variant="outline" icon={<Icon name="alert" />} title={shell.failed.broken} role="alert">
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{shell.failed.brokenAdvice}</Text>
        <Code>{String(error)}</Code>
        <Button variant="default" size="xs" onClick={() => window.location.reload()}>
          {shell.failed.reload}
        </Button>
      </Stack>
    </Alert>
  );
}
