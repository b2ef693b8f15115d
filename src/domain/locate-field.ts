// Where in an event a condition's field was found: `lookUpField` told step by step, for people. It must find the very
// value that `lookUpField` finds.
import { dotted, envelope, type IdentityEvent, type Json, own } from './event.ts';

/**
 * The rules in their order: the payload's key of exactly this name; the dotted path into the payload; the same behind
 * `Data.`; the envelope; the other spelling of the name, as of `user.email` and `user_email`.
 */
export const fieldRules = ['exact_key', 'dotted_path', 'data_prefix', 'envelope', 'alias'] as const;
export type FieldRule = (typeof fieldRules)[number];

export interface FoundField {
  readonly rule: FieldRule;
  /** The place as one would write it in a template, such as `Data.user_email` or `ActorEmail`. */
  readonly at: string;
  readonly value: Json;
}

interface Place {
  readonly rule: FieldRule;
  readonly at: string;
  readonly value: Json | undefined;
}

/** Undefined when the event has no such field. */
export function locateField(event: IdentityEvent, field: string): FoundField | undefined {
  for (const { rule, at, value } of placesOf(event, field)) if (value !== undefined) return { rule, at, value };
  return undefined;
}

function placesOf(event: IdentityEvent, field: string): Place[] {
  const { data } = event;
  const direct = (name: string, rules: readonly [FieldRule, FieldRule]): Place[] => [
    { rule: rules[0], at: `Data.${name}`, value: own(data, name) },
    { rule: rules[1], at: `Data.${name}`, value: dotted(data, name) },
  ];
  const asNamed = direct(field, ['exact_key', 'dotted_path']);
  const prefix = 'Data.';
  if (field.startsWith(prefix)) {
    const name = field.slice(prefix.length);
    return [...asNamed, ...direct(name, ['data_prefix', 'data_prefix']), ...aliases(event, name)];
  }
  const read = Object.hasOwn(envelope, field) ? envelope[field] : undefined;
  if (read) return [...asNamed, { rule: 'envelope', at: field, value: read(event) }];
  return [...asNamed, ...aliases(event, field)];
}

function aliases({ data }: IdentityEvent, name: string): Place[] {
  const other = name.includes('.') ? name.replaceAll('.', '_') : name.replace('_', '.');
  if (other === name) return [];
  return [{ rule: 'alias', at: `Data.${other}`, value: name.includes('.') ? own(data, other) : dotted(data, other) }];
}
