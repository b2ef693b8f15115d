// Going on: what becomes of what has waited.
import { Button, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { reasonOf } from '../app/api.ts';
import { ResumeItDocument } from '../gql/integration-health.ts';
import { Dialog } from '../parts/dialog.tsx';
import { health } from '../words/health.ts';

const words = health.resume;
type Choice = keyof typeof words.choices;

interface ResumeProps {
  readonly id: string;
  readonly name: string;
  readonly waiting: number;
  readonly done: () => void;
  readonly close: () => void;
}

export function ResumeDialog({ id, name, waiting, done, close }: ResumeProps) {
  const [choice, setChoice] = useState<Choice>('send');
  const [rate, setRate] = useState('5');
  const [{ error, fetching }, resume] = useMutation(ResumeItDocument);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await resume({
      id,
      backlog: choice === 'drop' ? 'DROP' : 'KEEP',
      ratePerSec: choice === 'rate' ? Number(rate) : null,
    });
    if (answer.error) return;
    done();
    close();
  };
  return (
    <Dialog title={words.title(name)} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Text size="sm">{words.lead(waiting)}</Text>
          <Radio.Group aria-label={words.backlog} value={choice} onChange={(next) => setChoice(next as Choice)}>
            <Stack gap="xs">
              {(Object.keys(words.choices) as Choice[]).map((name) => (
                <Radio key={name} value={name} label={words.choices[name]} />
              ))}
            </Stack>
          </Radio.Group>
          {choice === 'rate' && (
            <TextInput
              label={words.perSec}
              inputMode="decimal"
              w={160}
              value={rate}
              onChange={(event) => setRate(event.currentTarget.value.replaceAll(/[^\d.]/g, ''))}
            />
          )}
          {error && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {health.notDone(reasonOf(error))}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {health.cancel}
            </Button>
            <Button type="submit" loading={fetching}>
              {words.open}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
