// Does a condition hold for an event? Pure, and linear in the event's text whatever the condition says.
import { type Comparison, type Condition, isGroup } from './condition.ts';
import { matchesPattern } from './condition-pattern.ts';
import { type IdentityEvent, type Json, lookUpField } from './event.ts';
import { readTime } from './time.ts';

export function conditionHolds(condition: Condition, event: IdentityEvent): boolean {
  if (!isGroup(condition)) return comparisonHolds(condition, lookUpField(event, condition.field));
  if ('all' in condition) return condition.all.every((one) => conditionHolds(one, event));
  if ('any' in condition) return condition.any.some((one) => conditionHolds(one, event));
  return !conditionHolds(condition.not, event);
}

/** A missing or null field: `neq`, `not_in` and `is_false` hold, every other operator does not. */
export function comparisonHolds(comparison: Comparison, actual: Json | undefined): boolean {
  const { operator } = comparison;
  switch (operator) {
    case 'is_true':
      return isTruthy(actual);
    case 'is_false':
      return !isTruthy(actual);
    case 'exists':
      return actual !== undefined && actual !== null;
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return isOrdered(operator, asText(actual), comparison.value);
    case 'matches': {
      const text = asText(actual);
      return text !== undefined && matchesPattern(comparison, text);
    }
    default:
      return comparison.ignoreCase ? textHolds(inOneCase(comparison), foldCase(actual)) : textHolds(comparison, actual);
  }
}

function textHolds({ operator, value, values }: TextComparison, actual: Json | undefined): boolean {
  const text = asText(actual);
  switch (operator) {
    case 'eq':
      return text === value;
    case 'neq':
      return text !== value;
    case 'contains':
      return Array.isArray(actual) ? actual.some((item) => asText(item) === value) : (text?.includes(value) ?? false);
    case 'starts_with':
      return text?.startsWith(value) ?? false;
    case 'ends_with':
      return text?.endsWith(value) ?? false;
    case 'in':
      return text !== undefined && (values ?? []).includes(text);
    case 'not_in':
      return text === undefined || !(values ?? []).includes(text);
    default:
      return false;
  }
}

type TextComparison = Pick<Comparison, 'operator' | 'value' | 'values'>;

// Keyed by the stored object: folded once for each version of an integration.
const folded = new WeakMap<Comparison, TextComparison>();

function inOneCase(comparison: Comparison): TextComparison {
  const known = folded.get(comparison);
  if (known) return known;
  const { operator, value, values } = comparison;
  const fresh = { operator, value: foldText(value), values: values?.map(foldText) };
  folded.set(comparison, fresh);
  return fresh;
}

/** Upper case, since lower case depends on the neighbours: a sigma at the end of a word is another letter. */
export const foldText = (text: string) => text.toUpperCase();

/** Only what can be compared: a scalar's text, and of a list the texts in it. */
function foldCase(actual: Json | undefined): Json | undefined {
  const fold = (value: Json | undefined) => {
    const text = asText(value);
    return text === undefined ? null : foldText(text);
  };
  return Array.isArray(actual) ? actual.map(fold) : fold(actual);
}

/** Numbers compare as numbers and times as times; what is neither, or one of each, does not compare. */
function isOrdered(operator: 'gt' | 'gte' | 'lt' | 'lte', actual: string | undefined, value: string): boolean {
  const difference =
    actual === undefined ? undefined : (distance(readNumber, actual, value) ?? distance(timeOf, actual, value));
  if (difference === undefined) return false;
  if (operator === 'gt') return difference > 0;
  if (operator === 'gte') return difference >= 0;
  return operator === 'lt' ? difference < 0 : difference <= 0;
}

function distance(read: (text: string) => number | undefined, actual: string, value: string): number | undefined {
  const [from, to] = [read(value), read(actual)];
  return from === undefined || to === undefined ? undefined : Math.sign(to - from);
}

/** A whole number or decimal fraction, as JSON writes them. */
export function readNumber(text: string): number | undefined {
  return /^-?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

export const timeOf = (text: string): number | undefined => readTime(text)?.getTime();

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
