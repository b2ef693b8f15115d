// One attempt: when, how long, what was sent and what was answered.
import { Text, Title } from '@mantine/core';
import { Fragment } from 'react';
import type { DeliveryDetailFragment } from '../gql/delivery-drawer.ts';
import { Badge } from '../parts/badge.tsx';
import { durationText } from '../parts/format-time.ts';
import { Body } from '../parts/json.tsx';
import partClasses from '../parts/parts.module.css';
import { Time } from '../parts/time.tsx';
import { deliveries } from '../words/deliveries.ts';
import { delivery as words } from '../words/delivery.ts';
import classes from './deliveries.module.css';
import { RunLink } from './run-link.tsx';

type Attempt = DeliveryDetailFragment['attempts'][number];

export function AttemptDetails({ attempt, isOpen }: { readonly attempt: Attempt; readonly isOpen: boolean }) {
  const { request, response, error, taskRuns } = attempt;
  return (
    <details className={classes.attempt} open={isOpen}>
      <summary>
        <Badge tone={error ? 'bad' : 'good'} icon={error ? 'cross' : 'check'}>
          {words.attempt(attempt.number)}
        </Badge>
        <Time at={attempt.startedAt} precise />
        <Text component="span" size="sm" c="dimmed">
          {words.took(durationText(attempt.durationMs))}
          {attempt.manual && `, ${words.manual}`}
          {response && `, ${deliveries.answered(response.status)}`}
        </Text>
      </summary>
      <div className={classes.attemptBody}>
        {error && (
          <Text size="sm" className={classes.error}>
            {error}
          </Text>
        )}
        {request && (
          <section>
            <Title order={4} size="sm">
              {words.request}
            </Title>
            <Text ff="monospace" size="sm" className={partClasses.breaking}>
              {request.method} {request.url}
            </Text>
            <Headers list={request.headers} />
            <TextBody text={request.body} />
          </section>
        )}
        {request && (
          <section>
            <Title order={4} size="sm">
              {words.response}
            </Title>
            {response ? (
              <>
                <Headers list={response.headers} />
                <TextBody text={response.body} />
                {response.truncated && (
                  <Text size="xs" c="dimmed">
                    {words.cut}
                  </Text>
                )}
              </>
            ) : (
              <Text size="sm">{words.noResponse}</Text>
            )}
          </section>
        )}
        {taskRuns.map((run) => (
          <section key={run.id}>
            <Title order={4} size="sm">
              {words.runs}: <RunLink run={run}>{run.taskName}</RunLink>
            </Title>
            {run.error && (
              <Text size="sm" className={classes.error}>
                {run.error}
              </Text>
            )}
            <TextBody text={run.output} />
          </section>
        ))}
      </div>
    </details>
  );
}

function Headers({ list }: { readonly list: readonly { readonly name: string; readonly value: string }[] }) {
  if (list.length === 0) return null;
  return (
    <details>
      <Text component="summary" size="sm" c="dimmed">
        {words.headers(list.length)}
      </Text>
      <dl className={classes.headers}>
        {list.map(({ name, value }) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

function TextBody({ text }: { readonly text: string }) {
  if (text !== '') return <Body text={text} />;
  return (
    <Text size="sm" c="dimmed">
      {words.emptyBody}
    </Text>
  );
}
