// Any sender of Standard Webhooks: what has the name of one of our event types is that event, with its data as payload.
import type { JsonObject } from '../../domain/event.ts';
import type { FieldValue } from '../../domain/event-types/payload-fields.ts';
import { isEventTypeName } from '../../domain/event-types.ts';
import { checkStandardWebhook, standardWebhookHeaders } from '../credentials/standard-webhooks.ts';
import { readDocument } from '../read-documents.ts';
import { objectAt, text, timeOf } from '../read-values.ts';
import { requiredText, type Setting } from '../setting.ts';
import type { SourceKind } from '../source-kind.ts';

export const standardWebhookSettings = (where: string): readonly Setting[] => [
  {
    name: 'secret',
    label: 'Signing secret',
    description: `It begins with whsec_. ${where}`,
    type: 'secret',
    required: true,
    example: 'whsec_…',
  },
  {
    name: 'tolerance_secs',
    label: 'Tolerance in seconds',
    description: 'How far the time of a signature may be from ours.',
    type: 'seconds',
    required: true,
    default: 300,
  },
];

export const openStandardWebhook: SourceKind['open'] = async (request, settings, { now }) => {
  const secret = requiredText(settings, 'secret');
  const id = checkStandardWebhook(request, { secret, toleranceSecs: Number(settings.tolerance_secs), now });
  return { items: [{ ...readDocument(request.body), id }] };
};

export const standardWebhooks: SourceKind = {
  name: 'standard-webhooks',
  title: 'Standard Webhooks',
  description: 'Messages of any sender that signs as Standard Webhooks or Svix do.',
  success: 200,
  settings: standardWebhookSettings('The sender shows it.'),
  open: openStandardWebhook,
  map: ({ value, hash, id }) => {
    const type = text(value, 'type') ?? null;
    const data = objectAt(value, 'data') as Record<string, FieldValue>;
    return {
      type,
      key: id ?? hash,
      at: timeOf(value.timestamp),
      payload: value,
      facts: type !== null && isEventTypeName(type) ? [{ type, data }] : [],
    };
  },
  samples: (at) => {
    const event = (type: string, data: JsonObject): JsonObject => ({ type, timestamp: at.toISOString(), data });
    return [
      event('user.created', { user_id: 'u-1', user_email: 'ivy@example.com', user_name: 'ivy' }),
      event('invoice.paid', { id: 'in_1' }),
    ];
  },
  sign: async (document, { settings, at, id }) => {
    const body = JSON.stringify(document);
    const signature = standardWebhookHeaders('webhook', requiredText(settings, 'secret'), `msg_${id}`, at, body);
    return { method: 'POST', body, headers: { 'content-type': 'application/json', ...signature } };
  },
};
