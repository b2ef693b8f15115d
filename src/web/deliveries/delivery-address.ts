// The filters of deliveries as an address says them, and as the service takes them.
import type { DeliveryFilter } from '../gql/delivery-list.ts';
import { anyText, moment, oneOf, type Part, uuid, type Values } from '../parts/address.ts';

const spans = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const;

export type Span = keyof typeof spans;

const span: Part<Span> = (text) => (Object.hasOwn(spans, text) ? (text as Span) : undefined);

/** A part of the address for each filter. The states are the API's words. */
export const deliveryParts = {
  status: oneOf('pending', 'running', 'success', 'failed'),
  integration: uuid,
  type: anyText,
  cause: anyText,
  since: span,
  error: anyText,
  event: anyText,
  /** When it ended, from … */
  from: moment,
  /** … to before … */
  until: moment,
};

export type DeliveryAddress = Values<typeof deliveryParts>;

/** @param now what `since` counts back from. */
export function filterOf(address: DeliveryAddress, now = new Date()): DeliveryFilter {
  const { status, integration, type, cause, since, error, event, from, until } = address;
  return {
    ...(status && { status: [status.toUpperCase() as 'PENDING' | 'RUNNING' | 'SUCCESS' | 'FAILED'] }),
    ...(integration && { integrationId: integration }),
    ...(type && { eventType: [type] }),
    ...(cause && { cause: [cause] }),
    ...(error && { errorContains: error }),
    ...(event && { eventId: event }),
    ...(from && { finishedAfter: from }),
    ...(until && { finishedBefore: until }),
    ...(since && { createdAfter: new Date(now.getTime() - spans[since]).toISOString() }),
  };
}
