// Which deliveries an event makes, in memory: one for each action of each integration that it fires, at once or when
// the integration's quiet rules say so.
import { findActionKind } from '../actions/registry.ts';
import type { IdentityEvent } from '../domain/event.ts';
import { isTooDeep } from '../domain/loop-protection.ts';
import { timeOfId } from '../domain/time-ids.ts';
import { newId } from '../infra/new-id.ts';
import type { AttemptJob } from '../infra/queue.ts';
import type { Statement } from '../infra/road.ts';
import { type Line, lockLines, orderingValue } from './lines.ts';
import { isQuiet, type Match, type QuietIntegration } from './quiet-rules.ts';

/** The integrations as this step needs them. */
export interface IntegrationsForMatching {
  readonly version: bigint;
  /** Those that the event fires. */
  firing(event: IdentityEvent): readonly (QuietIntegration & { readonly orderingKey: string | null })[];
}

export interface PlannedDelivery {
  readonly id: string;
  readonly event_uid: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly integration_id: string;
  readonly integration_name: string;
  readonly action_id: string;
  readonly action_type: string;
  readonly max_attempts: number;
  /** Waits without a job until its integration is resumed. */
  readonly paused: boolean;
  /** Of the line that it stands in, if it does: see lines.ts. */
  readonly ordering_key: string | undefined;
  /** The millisecond that the id begins with, so that lists by time can use the index of ids. */
  readonly created_at: Date;
}

interface PlannedMatch extends Match {
  readonly orderingKey: string | undefined;
}

export interface Plan {
  readonly deliveries: readonly PlannedDelivery[];
  /** For the quiet rules to decide on, in the transaction that stores the events. */
  readonly quiet: readonly Match[];
  /** To run before the events are stored. */
  readonly locks: readonly Statement[];
  /** To be moved on after the events are stored. */
  readonly lines: readonly Line[];
}

export function planDeliveries(set: IntegrationsForMatching, events: readonly IdentityEvent[]): Plan {
  const matches = events.flatMap((event) =>
    isTooDeep(event)
      ? []
      : set.firing(event).map((integration) => ({
          event,
          integration,
          orderingKey: orderingValue(integration.orderingKey, event),
        })),
  );
  const deliveries = matches.filter(({ integration }) => !isQuiet(integration)).flatMap(deliveriesOf);
  const lines = deliveries.flatMap(({ integration_id, action_id, ordering_key }): Line[] =>
    ordering_key === undefined ? [] : [{ integrationId: integration_id, actionId: action_id, key: ordering_key }],
  );
  return {
    deliveries,
    quiet: matches.filter(({ integration }) => isQuiet(integration)),
    locks: [...keepPaused(matches), ...(lines.length > 0 ? [lockLines(lines)] : [])],
    lines,
  };
}

const deliveriesOf = ({ event, integration, orderingKey }: PlannedMatch): PlannedDelivery[] =>
  integration.actions.map((action) => {
    const id = newId();
    return {
      id,
      created_at: timeOfId(id),
      event_uid: event.uid,
      event_id: event.id,
      event_type: event.type,
      integration_id: integration.id,
      integration_name: integration.name,
      action_id: action.id,
      action_type: action.type,
      max_attempts: findActionKind(action.type)?.retries(action.config).maxAttempts ?? 1,
      paused: integration.paused,
      ordering_key: orderingKey,
    };
  });

/**
 * What is stored without a job is queued by the resume of its integration. A resume that runs at the same time either
 * waits for this transaction and finds its deliveries, or has ended before it and shows in the version of the set.
 */
function keepPaused(matches: readonly Match[]): readonly Statement[] {
  const ids = new Set(matches.filter(({ integration }) => integration.paused).map(({ integration }) => integration.id));
  if (ids.size === 0) return [];
  return [{ text: 'SELECT FROM integrations WHERE id = ANY($1) ORDER BY id FOR SHARE', params: [[...ids]] }];
}

export const firstAttempt = (delivery: PlannedDelivery): AttemptJob => ({
  deliveryId: delivery.id,
  number: 1,
  manual: false,
  integrationId: delivery.integration_id,
});
