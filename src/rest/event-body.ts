// POST /events takes one event or `{"events": […]}`, and answers in the same shape.
import { refuseIfAny } from '../domain/refusal.ts';
import { camelKeys, isObject, snakeCase } from './spelling.ts';

const isBatch = (body: unknown): body is { events: unknown } => isObject(body) && Object.hasOwn(body, 'events');

export function eventInput(body: unknown): unknown[] {
  if (!isBatch(body)) return [isObject(body) ? camelKeys(body) : body];
  const others = Object.keys(body).filter((name) => name !== 'events');
  refuseIfAny(others.map((name) => ({ path: name, message: 'is not a known field' })));
  if (!Array.isArray(body.events)) refuseIfAny([{ path: 'events', message: 'must be a list of events' }]);
  return (body.events as unknown[]).map((event) => (isObject(event) ? camelKeys(event) : event));
}

/** `events[0].firedAt` as `events[0].fired_at`, or `fired_at` when one event was sent alone. */
export const eventPath = (path: string, body: unknown): string =>
  snakeCase(isBatch(body) ? path : path.replace(/^events\[0\]\.?/, ''));

interface ReceiptFields {
  readonly eventId: string;
  readonly duplicate: boolean;
  readonly deliveryCount: number;
}

export function receiptBody(receipts: readonly ReceiptFields[], body: unknown) {
  const events = receipts.map((receipt) => ({
    id: receipt.eventId,
    duplicate: receipt.duplicate,
    deliveries: receipt.deliveryCount,
  }));
  return isBatch(body) ? { events } : events[0];
}
