// Why an integration fires for an event, or why not: `fires` told step by step. It must never say otherwise than `fires`.
import type { IdentityEvent, Json } from './event.ts';
import { type FieldRule, locateField } from './locate-field.ts';
import { type Condition, conditionHolds, type Matchable, triggerMatches } from './matching.ts';

/** One condition, as it went. */
export interface ConditionTrace {
  /** Where it stands, such as `conditions[2]`. */
  readonly path: string;
  readonly holds: boolean;
  readonly condition: Condition;
  /** What the field was in this event; undefined when there was none. */
  readonly actual: Json | undefined;
  /** How and where the field was found; undefined when it was not. */
  readonly rule: FieldRule | undefined;
  readonly at: string | undefined;
}

export interface MatchTrace {
  readonly fires: boolean;
  readonly enabled: boolean;
  /** The first trigger that the event's type is of. */
  readonly trigger: string | undefined;
  /** All of them, also those behind the first that failed. */
  readonly conditions: readonly ConditionTrace[];
  /** How many of the integration's own list fail. */
  readonly failed: number;
}

export function explainMatch(integration: Matchable, event: IdentityEvent): MatchTrace {
  const { enabled } = integration;
  const trigger = matchingTrigger(integration, event);
  const conditions = integration.conditions.map((condition, index) =>
    traceCondition(condition, event, `conditions[${index}]`),
  );
  const failed = conditions.filter(({ holds }) => !holds).length;
  return { fires: enabled && trigger !== undefined && failed === 0, enabled, trigger, conditions, failed };
}

/** How near an integration came to firing. */
export type Nearness = 'fires' | 'near_miss' | 'conditions' | 'trigger';

/**
 * The same in one word, for many integrations: it fires; it would if it were enabled or one condition held; more
 * conditions fail; no trigger is of the event's type.
 */
export function nearness(integration: Matchable, event: IdentityEvent): Nearness {
  if (matchingTrigger(integration, event) === undefined) return 'trigger';
  let failed = integration.enabled ? 0 : 1;
  for (const condition of integration.conditions) {
    if (failed > 1) return 'conditions';
    if (!conditionHolds(condition, event)) failed += 1;
  }
  return failed === 0 ? 'fires' : failed === 1 ? 'near_miss' : 'conditions';
}

const matchingTrigger = ({ triggers }: Matchable, { type }: IdentityEvent) =>
  triggers.find((trigger) => triggerMatches(trigger, type));

function traceCondition(condition: Condition, event: IdentityEvent, path: string): ConditionTrace {
  const found = locateField(event, condition.field);
  return {
    path,
    holds: conditionHolds(condition, event),
    condition,
    actual: found?.value,
    rule: found?.rule,
    at: found?.at,
  };
}
