// What was changed in the integration after the last attempt began: a retry would use it.
import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useQuery } from 'urql';
import { type DeliveryDetailFragment, SettingsSinceDocument } from '../gql/delivery-drawer.ts';
import partClasses from '../parts/parts.module.css';
import { Time } from '../parts/time.tsx';
import { delivery as words } from '../words/delivery.ts';
import classes from './deliveries.module.css';

export function SettingsSince({ delivery }: { readonly delivery: DeliveryDetailFragment }) {
  const last = delivery.attempts.at(-1);
  const [{ data }] = useQuery({
    query: SettingsSinceDocument,
    variables: { integrationId: delivery.integrationId, after: last?.startedAt ?? '' },
    pause: last === undefined || delivery.status === 'SUCCESS',
    requestPolicy: 'cache-and-network',
  });
  const entries = (data?.auditLog.edges ?? []).map(({ node }) => node).filter(({ changes }) => changes.length > 0);
  const [newest] = entries;
  if (!newest || delivery.status === 'SUCCESS') return null;
  const changes = entries
    .toReversed()
    .flatMap((entry) => entry.changes.map((change) => ({ ...change, key: entry.id })));
  return (
    <details className={classes.attempt}>
      <summary>
        <Text component="span" size="sm" fw={550}>
          {words.since.title}
        </Text>
        <Text component="span" size="sm" c="dimmed">
          {words.since.by(newest.actorName)} <Time at={newest.at} />
        </Text>
      </summary>
      <dl className={classes.since}>
        {changes.map(({ key, path, before, after, secret }) => (
          <Fragment key={`${key} ${path}`}>
            <dt>{path.replaceAll(/\[[0-9a-f-]{36}\]/g, '')}</dt>
            <dd className={partClasses.breaking}>
              {secret ? words.since.secret : words.since.change(shown(before), shown(after))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}

const shown = (value: unknown): string =>
  value === null || value === undefined
    ? words.since.nothing
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
