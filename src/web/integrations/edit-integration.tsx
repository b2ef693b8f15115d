// The addresses of the editor: a new integration, with or without something to begin with, and a stored one.
import { Alert, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { EditedIntegrationDocument, EditorCatalogueDocument } from '../gql/integration-editor.ts';
import { anyText, useAddress, uuid } from '../parts/address.ts';
import { Empty } from '../parts/empty.tsx';
import { Failed } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { editor } from '../words/editor.ts';
import { copyOf, draftOf, emptyDraft } from './draft.ts';
import { IntegrationEditor } from './integration-editor.tsx';
import { draftFromStarter } from './starters.ts';

/** `copy`: of which integration it is one; `event`: a stored one, for Try it. */
const parts = { start: anyText, copy: uuid, trigger: anyText, event: uuid };

export function NewIntegration() {
  const { values } = useAddress(parts);
  const [{ data: catalogue, error }, reload] = useQuery({
    query: EditorCatalogueDocument,
    requestPolicy: 'cache-first',
  });
  const [copied] = useQuery({
    query: EditedIntegrationDocument,
    variables: { id: values.copy ?? '' },
    pause: values.copy === undefined,
    requestPolicy: 'network-only',
  });
  const source = copied.data?.integration;
  if (error) return <Failed things={editor.thing} error={error} retry={reload} />;
  if (!catalogue || (values.copy !== undefined && copied.fetching)) return <Late />;
  const initial = source
    ? copyOf(source, editor.copyName(source.name), catalogue.actionKinds)
    : values.trigger
      ? { ...emptyDraft, triggers: [values.trigger] }
      : draftFromStarter(values.start, catalogue);
  return (
    <Stack>
      {source && (
        <Alert variant="outline" icon={<Icon name="copy" />}>
          {editor.copied}
        </Alert>
      )}
      <IntegrationEditor
        key={JSON.stringify(values)}
        catalogue={catalogue}
        stored={undefined}
        storedDraft={emptyDraft}
        initial={initial}
        event={values.event}
      />
    </Stack>
  );
}

export function EditIntegration() {
  const { integrationId: id = '' } = useParams({ strict: false });
  const { values } = useAddress(parts);
  const [{ data: catalogue, error: noCatalogue }, reloadCatalogue] = useQuery({
    query: EditorCatalogueDocument,
    requestPolicy: 'cache-first',
  });
  // Read once: the version that is edited is the one that was there when editing began.
  const [{ data, error, stale }, reload] = useQuery({
    query: EditedIntegrationDocument,
    variables: { id },
    requestPolicy: 'network-only',
  });
  const [first, setFirst] = useState<typeof data>();
  if (data && !stale && first?.integration?.id !== id && data.integration?.id === id) setFirst(data);
  if (noCatalogue) return <Failed things={editor.thing} error={noCatalogue} retry={reloadCatalogue} />;
  if (error && !first) return <Failed things={editor.thing} error={error} retry={reload} />;
  if (data && data.integration === null)
    return (
      <Empty icon="search" title={editor.notFound}>
        <ButtonLink to="/integrations" variant="default">
          {editor.all}
        </ButtonLink>
      </Empty>
    );
  const stored = first?.integration?.id === id ? first.integration : undefined;
  if (!catalogue || !stored) return <Late />;
  return (
    <IntegrationEditor
      key={id}
      catalogue={catalogue}
      stored={stored}
      storedDraft={draftOf(stored)}
      initial={draftOf(stored)}
      event={values.event}
    />
  );
}
