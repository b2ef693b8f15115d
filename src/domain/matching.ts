// Does an integration fire for an event? Triggers and conditions, and nothing else: no I/O, no clock.
import type { Condition } from './condition.ts';
import { conditionHolds } from './condition-holds.ts';
import type { IdentityEvent } from './event.ts';
import { unmappedType } from './event-types.ts';

export interface Matchable {
  readonly enabled: boolean;
  readonly triggers: readonly string[];
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
}

/** A trigger is an event type, a group of types (`user.*`), or `*` for all. What is unmapped triggers nothing. */
export function triggerMatches(trigger: string, eventType: string): boolean {
  if (eventType === unmappedType) return false;
  if (trigger === '*' || trigger === eventType) return true;
  return trigger.endsWith('.*') && eventType.startsWith(trigger.slice(0, -1));
}

export function fires(integration: Matchable, event: IdentityEvent): boolean {
  return (
    integration.enabled &&
    integration.triggers.some((trigger) => triggerMatches(trigger, event.type)) &&
    integration.conditions.every((condition) => conditionHolds(condition, event))
  );
}
