// One entry of the audit log, with each field that differs.
import { Text } from '@mantine/core';
import type { AuditPageQuery } from '../gql/audit.ts';
import { TextLink } from '../parts/link.tsx';
import partClasses from '../parts/parts.module.css';
import { Time } from '../parts/time.tsx';
import { settings } from '../words/settings.ts';
import classes from './settings.module.css';

const words = settings.audit;

type Entry = AuditPageQuery['auditLog']['edges'][number]['node'];

export function AuditRow({ row }: { readonly row: Entry }) {
  return (
    <tr>
      <td>
        <Time at={row.at} />
      </td>
      <td>
        <Text size="sm">{row.actorName}</Text>
        {row.door && row.address && (
          <Text size="xs" c="dimmed">
            {words.from(row.door, row.address)}
          </Text>
        )}
      </td>
      <td className={partClasses.wide}>
        <Text size="sm" component="span" fw={600}>
          {words.action(row.action)}
        </Text>{' '}
        <ObjectLink {...row} />
      </td>
      <td className={partClasses.wide}>{row.changes.length > 0 && <Changes changes={row.changes} />}</td>
    </tr>
  );
}

function ObjectLink({ objectType, objectId, objectName }: Entry) {
  const name = objectName ?? objectId;
  if (objectType === 'Integration')
    return (
      <TextLink to="/integrations/$integrationId" params={{ integrationId: objectId }} size="sm">
        {name}
      </TextLink>
    );
  if (objectType === 'Delivery')
    return (
      <TextLink to="/deliveries/$deliveryId" params={{ deliveryId: objectId }} size="sm">
        {name}
      </TextLink>
    );
  if (objectType === 'Task')
    return (
      <TextLink to="/tasks/$taskId" params={{ taskId: objectId }} size="sm">
        {name}
      </TextLink>
    );
  return (
    <Text size="sm" component="span">
      {name}
    </Text>
  );
}

const Changes = ({ changes }: Pick<Entry, 'changes'>) => (
  <details>
    <summary className={classes.summary}>{words.changes(changes.length)}</summary>
    <dl className={classes.changes}>
      {changes.map(({ path, before, after, secret }) => (
        <div key={path}>
          <dt>{path}</dt>
          {secret ? (
            <dd>{words.secret}</dd>
          ) : (
            <dd>
              <span>{words.before}</span>
              <span className={partClasses.breaking}>{shown(before)}</span>
              <span>{words.after}</span>
              <span className={partClasses.breaking}>{shown(after)}</span>
            </dd>
          )}
        </div>
      ))}
    </dl>
  </details>
);

function shown(value: unknown): string {
  if (value === null || value === undefined) return words.gone;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
