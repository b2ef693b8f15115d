// Why an integration fires for an event, or why not: `fires` told step by step. It must never say otherwise than `fires`.
import { type Comparison, type Condition, isGroup } from './condition.ts';
import { conditionHolds } from './condition-holds.ts';
import type { IdentityEvent, Json } from './event.ts';
import { type FieldRule, locateField } from './locate-field.ts';
import { type Matchable, triggerMatches } from './matching.ts';

/** One condition, as it went: a comparison, or a group that stands before its members. */
export interface ConditionTrace {
  /** Where it stands, such as `conditions[2]`, or `conditions[2].any[0]` in a group. */
  readonly path: string;
  readonly holds: boolean;
  readonly group: 'all' | 'any' | 'not' | undefined;
  /** Undefined for a group. */
  readonly comparison: Comparison | undefined;
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
  /** All of them, also those behind the first that failed, groups before their members. */
  readonly conditions: readonly ConditionTrace[];
  /** How many of the integration's own list fail. */
  readonly failed: number;
}

export function explainMatch(integration: Matchable, event: IdentityEvent): MatchTrace {
  const { enabled } = integration;
  const trigger = matchingTrigger(integration, event);
  const own = integration.conditions.map((condition, index) => trace(condition, event, `conditions[${index}]`));
  const failed = own.filter(([first]) => !first?.holds).length;
  const conditions = own.flat();
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

function trace(condition: Condition, event: IdentityEvent, path: string): ConditionTrace[] {
  const holds = conditionHolds(condition, event);
  if (isGroup(condition)) {
    const [group, members] = membersOf(condition);
    const itself = { path, holds, group, comparison: undefined, actual: undefined, rule: undefined, at: undefined };
    const pathOf = (index: number) => (group === 'not' ? `${path}.not` : `${path}.${group}[${index}]`);
    return [itself, ...members.flatMap((member, index) => trace(member, event, pathOf(index)))];
  }
  const found = locateField(event, condition.field);
  const { value: actual, rule, at } = found ?? {};
  return [{ path, holds, group: undefined, comparison: condition, actual, rule, at }];
}

function membersOf(group: Exclude<Condition, Comparison>): ['all' | 'any' | 'not', readonly Condition[]] {
  if ('all' in group) return ['all', group.all];
  return 'any' in group ? ['any', group.any] : ['not', [group.not]];
}
