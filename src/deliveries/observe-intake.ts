// What the metrics and the traces say of the events of a request.
import type { IdentityEvent } from '../domain/event.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Metrics } from '../infra/metrics.ts';
import { currentRequest } from '../infra/request-scope.ts';
import type { Tracing } from '../infra/tracing.ts';
import type { Receipt } from './enqueue-deliveries.ts';

export interface ObserveTools {
  readonly metrics: Pick<Metrics, 'eventsReceived'>;
  readonly tracing: Tracing;
}

/**
 * Counts what became of the events of one request: of those that are refused, all are.
 * @param work gets the trace that the events are in.
 */
export async function observeIntake(
  { metrics, tracing }: ObserveTools,
  door: 'client' | 'source',
  count: number,
  work: (trace: string | undefined) => Promise<readonly Receipt[]>,
): Promise<readonly Receipt[]> {
  const attributes = { 'iam.door': door, 'iam.events': count };
  const span = tracing.start('receive events', { kind: 'server', parent: currentRequest()?.trace, attributes });
  try {
    const receipts = await work(span.trace);
    const duplicates = receipts.filter(({ duplicate }) => duplicate).length;
    const matched = receipts.filter(({ duplicate, deliveryIds }) => !duplicate && deliveryIds.length > 0).length;
    const unmatched = receipts.length - duplicates - matched;
    if (duplicates > 0) metrics.eventsReceived(door, 'duplicate', duplicates);
    if (matched > 0) metrics.eventsReceived(door, 'matched', matched);
    if (unmatched > 0) metrics.eventsReceived(door, 'unmatched', unmatched);
    span.end(undefined, { 'iam.duplicates': duplicates, 'iam.matched': matched });
    return receipts;
  } catch (error) {
    const outcome = error instanceof Refusal && error.code !== 'UNAVAILABLE' ? 'refused' : 'unavailable';
    metrics.eventsReceived(door, outcome, count);
    span.end(outcome);
    throw error;
  }
}

/** Requests that are stored together: each has a span in its own trace, which the attempts of its events follow. */
export async function traceStoring<T>(
  tracing: Tracing,
  requests: readonly (readonly IdentityEvent[])[],
  store: (requests: readonly (readonly IdentityEvent[])[]) => Promise<T>,
): Promise<T> {
  if (!tracing.isOn) return store(requests);
  const traced = requests.map((events) => {
    const attributes = { 'iam.events': events.length, 'iam.requests_together': requests.length };
    return {
      events,
      span: tracing.start('store events', { kind: 'internal', parent: events[0]?.trace ?? undefined, attributes }),
    };
  });
  try {
    const result = await store(
      traced.map(({ events, span }) => events.map((event) => ({ ...event, trace: span.trace }))),
    );
    for (const { span } of traced) span.end();
    return result;
  } catch (error) {
    for (const { span } of traced) span.end('unavailable');
    throw error;
  }
}
