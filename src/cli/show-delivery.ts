// Deliveries for people: rows of a table, a line as it happens, and one with its attempts.
import { attemptBody, deliveryBody } from '../rest/delivery-body.ts';
import { snakeKeys } from '../rest/spelling.ts';
import type { DeliveryBodyFragment, GetDeliveryQuery } from './gql/operations.ts';
import { coloured } from './output.ts';
import { plainText } from './plain-text.ts';
import { type Column, drawTable } from './table.ts';

export const localTime = (time: string): string => time.replace('T', ' ').replace(/\.\d+Z$/, 'Z');

const attemptsOf = ({ attemptCount, maxAttempts }: DeliveryBodyFragment) => `${attemptCount}/${maxAttempts}`;

export const deliveryColumns: readonly Column<DeliveryBodyFragment>[] = [
  { title: 'id', text: ({ id }) => id, whole: true },
  { title: 'created', text: ({ createdAt }) => localTime(createdAt), whole: true },
  { title: 'status', text: ({ status }) => status.toLowerCase(), style: coloured, whole: true },
  { title: 'tries', text: attemptsOf, whole: true },
  { title: 'event', text: ({ eventType }) => eventType },
  { title: 'integration', text: ({ integrationName }) => integrationName },
  { title: 'action', text: ({ actionType }) => actionType },
  { title: 'error', text: ({ error }) => error },
];

/** One line, in columns that do not wait for other lines. */
export function deliveryLine(delivery: DeliveryBodyFragment): string {
  const { id, updatedAt, status, eventType, integrationName, actionType, error } = delivery;
  const word = status.toLowerCase();
  const state = `${coloured(word)}${' '.repeat(Math.max(0, 7 - word.length))}`;
  const what = [eventType, integrationName, actionType, ...(error ? [error] : [])]
    .map((text) => plainText(text))
    .join('  ');
  return `${localTime(updatedAt)}  ${id}  ${state}  ${attemptsOf(delivery)}  ${what}`;
}

type FullDelivery = NonNullable<GetDeliveryQuery['delivery']>;
type FullAttempt = FullDelivery['attempts'][number];

/** As GET /integrations/{id}/deliveries/{deliveryId} answers. */
export const fullDeliveryBody = ({ attempts, digest, ...delivery }: FullDelivery) => ({
  ...deliveryBody(delivery),
  ...(digest && { digest: snakeKeys(digest) }),
  attempts: attempts.map(attemptBody),
});

const attemptColumns: readonly Column<FullAttempt>[] = [
  { title: 'try', text: ({ number }) => number },
  { title: 'started', text: ({ startedAt }) => localTime(startedAt) },
  { title: 'took', text: ({ durationMs }) => `${durationMs} ms` },
  { title: 'request', text: ({ request }) => request && `${request.method} ${request.url}` },
  { title: 'answer', text: ({ response }) => response?.status },
  { title: 'error', text: ({ error }) => error },
];

export function deliveryWords(delivery: FullDelivery): string {
  const { attempts } = delivery;
  const fields: [string, string | null][] = [
    ['id', delivery.id],
    ['status', coloured(delivery.status.toLowerCase())],
    ['integration', `${plainText(delivery.integrationName)} (${delivery.integrationId})`],
    ['event', `${delivery.eventType} (${plainText(delivery.eventId)})`],
    ['action', `${delivery.actionType} (${delivery.actionId})`],
    ['attempts', attemptsOf(delivery)],
    ['created', localTime(delivery.createdAt)],
    ['next attempt', delivery.nextAttemptAt && localTime(delivery.nextAttemptAt)],
    ['finished', delivery.finishedAt && localTime(delivery.finishedAt)],
    ['error', delivery.error && plainText(delivery.error)],
  ];
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`${`${name}:`.padEnd(14)}${value}`]));
  const table = attempts.length > 0 ? `\n\n${drawTable(attempts, attemptColumns, process.stdout.columns)}` : '';
  return lines.join('\n') + table;
}
