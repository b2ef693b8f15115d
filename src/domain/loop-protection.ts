// When a failure is itself news, and when telling of it would go round in circles. Structural: decided by what kind of
// event was being delivered, never by counting or by configuration.
import type { IdentityEvent } from './event.ts';

export const deliveryFailedType = 'event_action.delivery_failed';
export const taskRunFailedType = 'task.run_failed';

/** The failed delivery of a failure notification is recorded and logged, and raises nothing further. */
export const mayReportFailure = (deliveredEventType: string) => deliveredEventType !== deliveryFailedType;

/** The failed run of a task that was the handler of a failed run is recorded and logged, and raises nothing further. */
export const mayReportRun = (startedByEventType: string | undefined) => startedByEventType !== taskRunFailedType;

/** An event that so many failures led to is kept, and nothing comes of it any more. */
export const maxDepth = 8;

export const isTooDeep = (event: { depth: number }) => event.depth > maxDepth;

/** What the specification's payload for a delivery that exhausted its attempts is made of. */
export interface FailedDelivery {
  readonly integrationId: string;
  readonly integrationName: string;
  readonly eventType: string;
  readonly deliveryId: string;
  readonly attemptCount: number;
  readonly error: string;
}

/** The event that tells of a delivery's final failure. */
export function deliveryFailedEvent(
  failed: FailedDelivery,
  cause: { uid: string; depth: number; trace?: string | null | undefined },
  uid: string,
  at: Date,
): IdentityEvent {
  return {
    uid,
    id: uid,
    type: deliveryFailedType,
    actorId: null,
    actorEmail: null,
    ipAddress: null,
    firedAt: at,
    data: {
      integration_id: failed.integrationId,
      integration_name: failed.integrationName,
      event_type: failed.eventType,
      delivery_id: failed.deliveryId,
      attempt_count: failed.attemptCount,
      error: failed.error,
    },
    depth: cause.depth + 1,
    causedBy: { eventUid: cause.uid, deliveryId: failed.deliveryId },
    trace: cause.trace,
  };
}

/** What the specification's payload for a run that ended with an error is made of. */
export interface FailedRun {
  readonly taskId: string;
  readonly taskName: string;
  readonly taskType: string;
  readonly triggeredBy: string;
  readonly output: string;
  readonly runId: string;
}

/**
 * The event that tells of a task's failed run.
 * @param cause what started the run; undefined for a run by cron or by hand.
 */
export function taskRunFailedEvent(
  failed: FailedRun,
  cause: { eventUid: string; deliveryId: string; depth: number } | undefined,
  uid: string,
  at: Date,
): IdentityEvent {
  return {
    uid,
    id: uid,
    type: taskRunFailedType,
    actorId: null,
    actorEmail: null,
    ipAddress: null,
    firedAt: at,
    data: {
      task_id: failed.taskId,
      task_name: failed.taskName,
      task_type: failed.taskType,
      triggered_by: failed.triggeredBy,
      output: failed.output,
      run_id: failed.runId,
    },
    depth: cause ? cause.depth + 1 : 0,
    causedBy: cause ? { eventUid: cause.eventUid, deliveryId: cause.deliveryId } : null,
  };
}
