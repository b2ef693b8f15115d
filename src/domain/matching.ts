// Does an integration fire for an event? Triggers and conditions, and nothing else: no I/O, no clock.
import type { IdentityEvent, Json } from './event.ts';
import { lookUpField } from './event.ts';

/** The specification's seven operators. */
export const operators = ['eq', 'neq', 'contains', 'starts_with', 'ends_with', 'is_true', 'is_false'] as const;
export type Operator = (typeof operators)[number];

export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  /** Compared as text; not used by is_true and is_false. */
  readonly value: string;
  /** Where it is shown and explained; all conditions are ANDed, so it changes no result. */
  readonly order: number;
}

export interface Matchable {
  readonly enabled: boolean;
  readonly triggers: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A trigger is an event type, a group of types (`user.*`), or `*` for all. */
export function triggerMatches(trigger: string, eventType: string): boolean {
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

/** A missing or null field: `neq` and `is_false` hold, every other operator does not. */
export function conditionHolds({ field, operator, value }: Condition, event: IdentityEvent): boolean {
  const actual = lookUpField(event, field);
  switch (operator) {
    case 'eq':
      return asText(actual) === value;
    case 'neq':
      return asText(actual) !== value;
    case 'contains':
      return Array.isArray(actual)
        ? actual.some((item) => asText(item) === value)
        : (asText(actual)?.includes(value) ?? false);
    case 'starts_with':
      return asText(actual)?.startsWith(value) ?? false;
    case 'ends_with':
      return asText(actual)?.endsWith(value) ?? false;
    case 'is_true':
      return isTruthy(actual);
    case 'is_false':
      return !isTruthy(actual);
  }
}

/** The scalar's text: 5 equals "5", true equals "true". Lists, objects and nothing have none. */
export function asText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Go's truth: false, 0, "", null and empty lists and objects are false. */
export function isTruthy(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  return typeof value === 'object' ? Object.keys(value).length > 0 : true;
}
