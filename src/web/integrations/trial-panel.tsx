// Trying a draft: with which event, what its conditions say, and sending it once for real.
import { Alert, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from 'urql';
import { problemsOf, reasonOf } from '../app/api.ts';
import {
  type CreateIntegrationInput,
  RecentEventsDocument,
  SendTestDocument,
  type SendTestMutation,
} from '../gql/integration-editor.ts';
import { ChangeButton } from '../parts/change-button.tsx';
import { durationText } from '../parts/format-time.ts';
import { Icon } from '../parts/icon.tsx';
import { Body } from '../parts/json.tsx';
import partClasses from '../parts/parts.module.css';
import { editor } from '../words/editor.ts';
import { integrations } from '../words/integrations.ts';
import classes from './editor.module.css';
import { type PickedEvent, pickedOfValue, valueOfPicked } from './picked-event.ts';

const words = editor.trial;

interface TrialProps {
  readonly id: string | undefined;
  readonly enabled: boolean;
  readonly types: readonly string[];
  readonly event: PickedEvent;
  readonly fires: boolean | undefined;
  readonly input: () => CreateIntegrationInput;
  readonly pick: (event: PickedEvent) => void;
  /** What the service says is wrong with the draft. */
  readonly complain: (problems: ReturnType<typeof problemsOf>) => void;
}

export function TrialPanel({ id, enabled, types, event, fires, input, pick, complain }: TrialProps) {
  const [{ data: recent }] = useQuery({
    query: RecentEventsDocument,
    variables: { types: [...types] },
    pause: types.length === 0,
  });
  const [{ data, error, fetching }, send] = useMutation(SendTestDocument);
  const isElsewhere =
    event.eventId !== undefined && !recent?.events.edges.some(({ node }) => node.uid === event.eventId);
  const test = async () => {
    const answer = await send({ id, input: input(), ...event });
    complain(problemsOf(answer.error));
  };
  return (
    <Paper
      className={`${partClasses.card} ${partClasses.section} ${classes.trial}`}
      component="section"
      aria-label={words.section}
    >
      <Stack gap="sm">
        <Title order={2}>{words.section}</Title>
        <Text size="sm" c="dimmed">
          {words.lead}
        </Text>
        <NativeSelect
          label={words.event}
          value={valueOfPicked(event)}
          onChange={(change) => pick(pickedOfValue(change.currentTarget.value))}
          data={[
            ...(isElsewhere ? [{ value: valueOfPicked(event), label: words.picked }] : []),
            ...(recent?.events.edges ?? []).map(({ node }) => ({
              value: `id:${node.uid}`,
              label: words.stored(
                node.type,
                `${node.receivedAt.slice(0, 19).replace('T', ' ')} ${node.actorEmail ?? ''}`,
              ),
            })),
            ...types.map((type) => ({ value: type, label: words.sampleOf(type) })),
          ]}
          disabled={types.length === 0}
        />
        {fires && (
          <Text size="sm" className={classes.good}>
            <Icon name="check" size={13} /> {words.fires}
          </Text>
        )}
        <ChangeButton leftSection={<Icon name="send" />} variant="light" loading={fetching} onClick={() => void test()}>
          {words.send}
        </ChangeButton>
        <div role="status">
          {error && (
            <Alert color="red" variant="outline" icon={<Icon name="alert" />}>
              {words.notPossible(reasonOf(error))}
            </Alert>
          )}
          {!error && data && <Results test={data.testIntegration} />}
        </div>
        {!enabled && (
          <Text size="sm" className={classes.wait}>
            {words.off}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

function Results({ test }: { readonly test: SendTestMutation['testIntegration'] }) {
  return (
    <Stack gap="sm">
      {!test.explanation.fires && (
        <Text size="sm" className={classes.wait}>
          {words.wouldNot} {test.explanation.reason}
        </Text>
      )}
      {test.attempts.map(({ id, type, error, response, request, durationMs }) => {
        const answer = response ? words.sent.answered(response.status) : words.sent.done;
        return (
          <div key={id}>
            <Text size="sm" fw={600} className={error ? classes.bad : classes.good}>
              <Icon name={error ? 'cross' : 'check'} size={13} /> {integrations.actionTypes[type] ?? type}
              {': '}
              {error ? words.sent.bad(error) : words.sent.good(answer, durationText(durationMs))}
            </Text>
            {request && (
              <details>
                <Text component="summary" size="xs" c="dimmed">
                  {words.request}
                </Text>
                <Text ff="monospace" size="xs" className={partClasses.breaking}>
                  {request.method} {request.url}
                </Text>
                <Body text={request.body} />
              </details>
            )}
            {response && response.body !== '' && (
              <details>
                <Text component="summary" size="xs" c="dimmed">
                  {words.answer}
                </Text>
                <Body text={response.body} />
              </details>
            )}
          </div>
        );
      })}
    </Stack>
  );
}
