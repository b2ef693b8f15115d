// POST /events takes one event, `{"events": […]}`, or CloudEvents in any of their content modes, and answers alike.
import type { Problem } from '../domain/refusal.ts';
import { cloudEventInput, cloudEventProblem, contentModeOf } from './cloud-event-input.ts';
import type { RestRequest } from './route.ts';
import { camelKeys, isObject, restProblem, unknownField, within } from './spelling.ts';

const isBatch = (body: unknown): body is { events: unknown } => isObject(body) && Object.hasOwn(body, 'events');

export function eventInput(request: RestRequest, problems: Problem[]): unknown[] {
  const { body } = request;
  const mode = contentModeOf(request);
  if (mode) return cloudEventInput(request, mode, problems);
  if (!isBatch(body)) return [oneEvent(body, '', problems)];
  const others = Object.keys(body).filter((name) => name !== 'events');
  problems.push(...others.map((name) => unknownField('', name)));
  if (Array.isArray(body.events))
    return within<unknown>(body.events).map((event, index) => oneEvent(event, `events[${index}]`, problems));
  problems.push({ path: 'events', message: 'must be a list of events' });
  return [];
}

function oneEvent(event: unknown, at: string, problems: Problem[]): unknown {
  if (isObject(event)) return camelKeys(event, at, problems);
  problems.push({ path: at, message: 'must be an object' });
  return standIn;
}

/** Nothing is wrong with it; the request that it stands in is refused. */
const standIn = { type: 'user.created' };

/** `events[0].firedAt` as `events[0].fired_at`, or `fired_at` when one event was sent alone. */
export const eventProblem = (problem: Problem, body: unknown, request: RestRequest): Problem => {
  const mode = contentModeOf(request);
  if (mode) return cloudEventProblem(problem, mode);
  const { path, message } = restProblem(problem);
  return { path: isBatch(body) ? path : path.replace(/^events\[0\]\.?/, ''), message };
};

interface ReceiptFields {
  readonly eventId: string;
  readonly duplicate: boolean;
  readonly deliveryCount: number;
}

export function receiptBody(receipts: readonly ReceiptFields[], request: RestRequest) {
  const events = receipts.map((receipt) => ({
    id: receipt.eventId,
    duplicate: receipt.duplicate,
    deliveries: receipt.deliveryCount,
  }));
  const mode = contentModeOf(request);
  return (mode ? mode === 'batch' : isBatch(request.body)) ? { events } : events[0];
}
