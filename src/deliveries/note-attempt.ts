// What the log and the metrics say of an attempt.
import { traceParts } from '../domain/trace-context.ts';
import type { Log } from '../infra/log.ts';
import type { Metrics } from '../infra/metrics.ts';
import type { AttemptResult } from './attempt-delivery.ts';
import type { RecordedAttempt } from './record-attempt.ts';

/** One wide line per attempt. */
export function noteAttempt(
  { log, metrics }: { readonly log: Log; readonly metrics: Pick<Metrics, 'attemptEnded'> },
  { claim, durationMs, outcome, trace }: AttemptResult,
  recorded: RecordedAttempt,
): void {
  log.info(
    {
      deliveryId: claim.job.deliveryId,
      integrationId: claim.integrationId,
      integration: claim.integrationName,
      eventId: claim.event.id,
      eventType: claim.event.type,
      attempt: claim.job.number,
      manual: claim.job.manual,
      status: recorded.status,
      durationMs,
      responseStatus: outcome.response?.status,
      cause: outcome.failure?.cause,
      error: outcome.failure?.message,
      nextAttemptAt: recorded.nextAttemptAt,
      traceId: trace && traceParts(trace).traceId,
    },
    'attempt',
  );
  metrics.attemptEnded({
    kind: claim.actionType,
    outcome: recorded.status === 'pending' ? 'retry' : recorded.status,
    cause: outcome.failure?.cause,
    durationMs,
  });
}
