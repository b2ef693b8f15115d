// What stands above a saved integration: that it listens, what is worth a look, and a way to see it work.
import { Alert, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { type EditedFragment, PublishSampleDocument } from '../gql/integration-editor.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { editor as words } from '../words/editor.ts';
import type { Catalogue } from './draft.ts';
import { typesOf } from './event-fields.ts';

interface NoteProps {
  /** Undefined: it was not saved just now. */
  readonly saved: EditedFragment | undefined;
  readonly stored: EditedFragment;
  readonly eventTypes: Catalogue['eventTypes'];
}

interface Sample {
  readonly type: string;
  readonly actor_id: string | null;
  readonly actor_email: string | null;
  readonly ip_address: string | null;
  readonly data: unknown;
}

export function SavedNote({ saved, stored, eventTypes }: NoteProps) {
  const [{ data, error, fetching }, publish] = useMutation(PublishSampleDocument);
  const type = typesOf(stored.triggers, eventTypes)[0];
  const send = () => {
    if (!type) return;
    const { actor_id, actor_email, ip_address, data: payload } = type.sample as Sample;
    void publish({
      input: { type: type.name, actorId: actor_id, actorEmail: actor_email, ipAddress: ip_address, data: payload },
    });
  };
  const secrets = (saved?.actions ?? []).flatMap((action) =>
    'signingSecret' in action && action.signingSecret ? [action.signingSecret] : [],
  );
  return (
    <Stack gap="sm">
      <Group gap="sm">
        {saved && (
          <Text size="sm" c="var(--ours-good)" role="status">
            <Icon name="check" size={13} /> {saved.enabled ? words.saved(saved.triggers) : words.savedOff}
          </Text>
        )}
        {type && (
          <ChangeButton
            scope="EVENTS_WRITE"
            size="xs"
            variant="default"
            loading={fetching}
            onClick={send}
            leftSection={<Icon name="send" size={14} />}
          >
            {words.sendSample}
          </ChangeButton>
        )}
        <ButtonLink to="/deliveries" search={{ integration: stored.id }} size="xs" variant="default">
          {words.seeDeliveries}
        </ButtonLink>
        <ButtonLink to="/settings/audit" search={{ object: stored.id }} size="xs" variant="subtle">
          {words.seeChanges}
        </ButtonLink>
        {data && (
          <Text size="sm" role="status">
            {words.sampleSent(data.publishEvent.deliveryCount)}
          </Text>
        )}
        {error && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {words.notSaved(reasonOf(error))}
          </Text>
        )}
      </Group>
      {secrets.map((secret) => (
        <Alert key={secret} variant="outline" icon={<Icon name="key" />} title={words.signingSecret}>
          <Code>{secret}</Code>
        </Alert>
      ))}
      {stored.warnings.length > 0 && (
        <Alert color="yellow" variant="outline" icon={<Icon name="alert" />} title={words.warnings}>
          {stored.warnings.map(({ code, path, message }) => (
            <Text key={`${code}${path}`} size="sm">
              {path && `${path}: `}
              {message}
            </Text>
          ))}
        </Alert>
      )}
    </Stack>
  );
}
