// A sample event, from a form that the type's own schema makes: it is a real event, and what reacts to it runs.
import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { problemsOf, reasonOf } from '../app/api.ts';
import { SampleTypesDocument, SendSampleDocument } from '../gql/events.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Failed } from '../parts/failed.tsx';
import { Late } from '../parts/late.tsx';
import { ButtonLink } from '../parts/link.tsx';
import { editor } from '../words/editor.ts';
import { events } from '../words/events.ts';
import { PayloadFields } from './payload-fields.tsx';
import { fieldsOf, payloadOf, type Sample, type SampleType, textsOf } from './sample-values.ts';

const words = events.sample;

export function SendSample({ close }: { readonly close: () => void }) {
  const [{ data, error }, reload] = useQuery({ query: SampleTypesDocument, requestPolicy: 'cache-first' });
  return (
    <Dialog title={events.send} close={close} size="lg">
      {error && <Failed things={events.things} error={error} retry={reload} />}
      {!data && !error && <Late />}
      {data && <SampleForm types={data.eventTypes} close={close} />}
    </Dialog>
  );
}

function SampleForm({ types, close }: { readonly types: readonly SampleType[]; readonly close: () => void }) {
  const [typeName, setTypeName] = useState(types[0]?.name ?? '');
  const type = types.find(({ name }) => name === typeName);
  const sample = type?.sample as Sample | undefined;
  const [changed, setChanged] = useState<Readonly<Record<string, string>>>({});
  const [json, setJson] = useState<string>();
  const [{ data, error, fetching }, send] = useMutation(SendSampleDocument);
  const [isBadJson, setIsBadJson] = useState(false);
  const fields = type ? fieldsOf(type) : [];
  const texts = { ...textsOf(fields, sample?.data), ...changed };
  const envelope = (name: 'actor_email' | 'actor_id' | 'ip_address') => changed[`.${name}`] ?? sample?.[name] ?? '';
  const problems = new Map(problemsOf(error).map(({ path, message }) => [path, message]));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const payload = json === undefined ? payloadOf(fields, texts) : objectIn(json);
    setIsBadJson(payload === undefined);
    if (payload === undefined) return;
    await send({
      input: {
        type: typeName,
        actorEmail: envelope('actor_email') || null,
        actorId: envelope('actor_id') || null,
        ipAddress: envelope('ip_address') || null,
        data: payload,
      },
    });
  };
  const common = (name: 'actor_email' | 'actor_id' | 'ip_address', path: string) => ({
    value: envelope(name),
    error: problems.get(path),
    onChange: (event: { currentTarget: { value: string } }) =>
      setChanged({ ...changed, [`.${name}`]: event.currentTarget.value }),
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {words.note}
        </Text>
        <NativeSelect
          label={words.type}
          description={type?.description}
          data-autofocus
          value={typeName}
          onChange={(event) => {
            setTypeName(event.currentTarget.value);
            setChanged({});
            setJson(undefined);
          }}
          data={grouped(types)}
        />
        <Group grow>
          <TextInput label={words.actorEmail} {...common('actor_email', 'actorEmail')} />
          <TextInput label={words.actorId} {...common('actor_id', 'actorId')} />
          <TextInput label={words.ipAddress} {...common('ip_address', 'ipAddress')} />
        </Group>
        <Group justify="space-between">
          <Text size="sm" fw={600}>
            {words.payload}
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() =>
              setJson(json === undefined ? JSON.stringify(payloadOf(fields, texts), undefined, 2) : undefined)
            }
          >
            {json === undefined ? words.asJson : words.asForm}
          </Button>
        </Group>
        {json === undefined ? (
          <PayloadFields
            fields={fields}
            texts={texts}
            problems={problems}
            change={(name, text) => setChanged({ ...changed, [name]: text })}
          />
        ) : (
          <Textarea
            aria-label={words.payload}
            autosize
            minRows={6}
            maxRows={18}
            ff="monospace"
            value={json}
            error={isBadJson ? words.badJson : problems.get('data')}
            onChange={(event) => setJson(event.currentTarget.value)}
          />
        )}
        {error && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {words.failed(reasonOf(error))}
          </Text>
        )}
        {data && (
          <Group gap="xs" role="status">
            <Text size="sm">{words.sent(data.publishEvent.event.type, data.publishEvent.deliveryCount)}</Text>
            <ButtonLink
              to="/events/$eventId"
              params={{ eventId: data.publishEvent.event.uid }}
              size="compact-xs"
              variant="default"
              onClick={close}
            >
              {data.publishEvent.deliveryCount === 0 ? words.why : words.see}
            </ButtonLink>
          </Group>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={fetching}>
            {data ? words.again : words.send}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** By category, as the select of a browser shows groups. */
function grouped(types: readonly SampleType[]) {
  const categories = [...new Set(types.map(({ category }) => category))];
  return categories.map((category) => ({
    group: editor.triggers.categories[category] ?? category,
    items: types.filter((type) => type.category === category).map(({ name }) => name),
  }));
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
