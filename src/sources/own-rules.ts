// A source's own rules: what an administrator says about messages, before the kind's own table is asked.

import type { Condition } from '../domain/condition.ts';
import { conditionHolds } from '../domain/condition-holds.ts';
import { eventView, type IdentityEvent, type JsonObject } from '../domain/event.ts';
import { isEventTypeName, unmappedType } from '../domain/event-types.ts';
import type { Problem } from '../domain/refusal.ts';
import { compile, TemplateError } from '../domain/template/template.ts';
import { timeOf } from './read-values.ts';
import type { Message } from './source-kind.ts';

export interface OwnRule {
  /** All must hold, of the provider's document; the field `event_type` is the provider's own type. */
  readonly match: readonly Condition[];
  /** One of our event types, or `unmapped` to keep a message without firing anything. */
  readonly type: string;
  /** Templates over the provider's document, by the name of the field that they give; an empty result gives none. */
  readonly data: Readonly<Record<string, string>>;
  /** Templates that replace what the kind found: `id`, `actor_id`, `actor_email`, `ip_address`, `fired_at`. */
  readonly envelope: Readonly<Record<string, string>>;
}

const maxRules = 100;
const maxFields = 100;
const maxTemplate = 4_096;

const render = (template: string, view: JsonObject) => compile(template, { missing: 'empty' })(view);

/**
 * The message as the first rule that fits it says; as it was when none does.
 * @param payload without the values of secret fields: what templates can see.
 */
export function applyRules(rules: readonly OwnRule[], message: Message, payload: JsonObject, now: Date): Message {
  const event = viewOf(message, payload, now);
  const rule = rules.find(({ match }) => match.every((condition) => conditionHolds(condition, event)));
  if (!rule) return message;
  const view = eventView(event);
  const given = (templates: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(templates).flatMap(([name, template]) => {
        const text = tryRender(template, view);
        return text === '' ? [] : [[name, text]];
      }),
    );
  const { id, actor_id, actor_email, ip_address, fired_at } = given(rule.envelope);
  return {
    ...message,
    key: id ?? message.key,
    actor: { id: actor_id ?? message.actor?.id, email: actor_email ?? message.actor?.email },
    ipAddress: ip_address ?? message.ipAddress,
    at: fired_at === undefined ? message.at : (timeOf(fired_at) ?? message.at),
    facts: rule.type === unmappedType ? [] : [{ type: rule.type, data: given(rule.data) }],
  };
}

/** A template that fails gives nothing: the provider is not told of it, and the event still comes. */
function tryRender(template: string, view: JsonObject): string {
  try {
    return render(template, view).trim();
  } catch (error) {
    if (error instanceof TemplateError) return '';
    throw error;
  }
}

const viewOf = (message: Message, data: JsonObject, now: Date): IdentityEvent => ({
  uid: '',
  id: message.key,
  type: message.type ?? '',
  actorId: message.actor?.id ?? null,
  actorEmail: message.actor?.email ?? null,
  ipAddress: message.ipAddress ?? null,
  firedAt: message.at ?? now,
  data,
  depth: 0,
  causedBy: null,
});

/** A rule as a client sends it. */
export interface RuleInput extends Omit<OwnRule, 'match'> {
  readonly match: readonly unknown[];
}

/** The rule for conditions, with paths such as `conditions[0].field`. */
export type CheckConditions = (given: readonly unknown[]) => {
  readonly valid: readonly Condition[];
  readonly problems: readonly Problem[];
};

/** Rules with problems mean nothing. */
export function readRules(
  given: readonly RuleInput[],
  check: CheckConditions,
): { rules: readonly OwnRule[]; problems: readonly Problem[] } {
  if (given.length > maxRules)
    return { rules: [], problems: [{ path: 'rules', message: `more than ${maxRules} rules` }] };
  const problems: Problem[] = [];
  const rules = given.map((rule, index) => {
    const path = `rules[${index}]`;
    const match = check(rule.match);
    const below = (problem: Problem) => ({ ...problem, path: problem.path.replace(/^conditions/, `${path}.match`) });
    problems.push(...match.problems.map(below), ...problemsOfRule(rule, path));
    return { ...rule, match: match.valid };
  });
  return { rules, problems };
}

function problemsOfRule({ type, data, envelope }: RuleInput, path: string): Problem[] {
  const problems: Problem[] = [];
  if (type !== unmappedType && !isEventTypeName(type))
    problems.push({ path: `${path}.type`, message: `must be an event type, or ${unmappedType}` });
  if (Object.keys(data).length > maxFields)
    problems.push({ path: `${path}.data`, message: `more than ${maxFields} fields` });
  for (const [field, template] of Object.entries(data).slice(0, maxFields))
    problems.push(...problemsOfTemplate(template, `${path}.data.${field.slice(0, 80)}`));
  for (const [field, template] of Object.entries(envelope))
    problems.push(...problemsOfTemplate(template, `${path}.${camelCase(field)}`));
  return problems;
}

function problemsOfTemplate(template: string, path: string): Problem[] {
  if (template.length > maxTemplate) return [{ path, message: `must have at most ${maxTemplate} characters` }];
  try {
    compile(template, { missing: 'empty' });
    return [];
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [{ path, message: `line ${error.line}: ${error.message}` }];
  }
}

/** As the input spells it. */
const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
