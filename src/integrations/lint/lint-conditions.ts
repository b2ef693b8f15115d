// Conditions that mean something else than they say, or can never hold together.
import { type Comparison, type Condition, comparisonsOf, isGroup } from '../../domain/condition.ts';
import { comparisonHolds } from '../../domain/condition-holds.ts';
import type { Json } from '../../domain/event.ts';
import { pathText } from '../../domain/refusal.ts';
import type { Linted, Warning } from './lint-integration.ts';

export function lintConditions({ conditions, types }: Linted): Warning[] {
  const domains = comparisonsOf(conditions).flatMap(({ comparison, path }): Warning[] =>
    isDomainIn(comparison)
      ? [
          {
            code: 'contains_domain',
            path: pathText([...path, 'operator']),
            message: `contains also holds for ann${comparison.value}.evil.test: ends_with is what is meant`,
          },
        ]
      : [],
  );
  return [...domains, ...contradictions(conditions, types)];
}

const isDomainIn = ({ operator, value }: Comparison) =>
  operator === 'contains' && /^@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value);

interface Needed {
  readonly comparison: Comparison;
  readonly path: readonly (string | number)[];
}

/** Of comparisons that must all hold, those of one field that no value meets. */
function contradictions(conditions: readonly Condition[], types: readonly string[]): Warning[] {
  const byField = Map.groupBy(neededOf(conditions, ['conditions']), ({ comparison }) => oneSpelling(comparison.field));
  return [...byField].flatMap(([field, needed]): Warning[] => {
    const all = needed.map(({ comparison }) => comparison);
    const last = needed.at(-1);
    if (!last || !isContradiction(field === 'EventType' ? [...all, isOneOf(types)] : all)) return [];
    const with_ = needed.length > 1 ? 'together with the other conditions on this field' : 'with these triggers';
    return [{ code: 'never_fires', path: pathText(last.path), message: `can never hold ${with_}: it will never fire` }];
  });
}

const isOneOf = (types: readonly string[]): Comparison => ({
  field: 'EventType',
  operator: 'in',
  value: '',
  values: types,
  order: 0,
});

/** `Data.user.email`, `user.email` and `user_email` are one field. */
const oneSpelling = (field: string) => field.replace(/^Data\./, '').replaceAll('.', '_');

function neededOf(conditions: readonly Condition[], at: readonly (string | number)[]): Needed[] {
  return conditions.flatMap((condition, index) => {
    const path = [...at, index];
    if (!isGroup(condition)) return [{ comparison: condition, path }];
    return 'all' in condition ? neededOf(condition.all, [...path, 'all']) : [];
  });
}

function isContradiction(all: readonly Comparison[]): boolean {
  const has = (operator: Comparison['operator']) => all.some((one) => one.operator === operator);
  if (has('is_true') && has('is_false')) return true;
  if (partsExclude(all, 'starts_with', (long, short) => long.startsWith(short))) return true;
  if (partsExclude(all, 'ends_with', (long, short) => long.endsWith(short))) return true;
  // Where one names all values that there can be, it is enough to try them.
  const naming = all.find((one) => !one.ignoreCase && (one.operator === 'eq' || one.operator === 'in'));
  if (!naming) return false;
  const texts = naming.operator === 'eq' ? [naming.value] : (naming.values ?? []);
  return !texts.flatMap(valuesOf).some((value) => all.every((one) => comparisonHolds(one, value)));
}

/** What has this text in an event. */
const valuesOf = (text: string): Json[] => [
  text,
  ...(String(Number(text)) === text ? [Number(text)] : []),
  ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
];

function partsExclude(
  all: readonly Comparison[],
  operator: 'starts_with' | 'ends_with',
  holds: (long: string, short: string) => boolean,
): boolean {
  const parts = all
    .filter((one) => one.operator === operator && !one.ignoreCase)
    .map(({ value }) => value)
    .sort((a, b) => b.length - a.length);
  const [longest] = parts;
  return longest !== undefined && parts.some((part) => !holds(longest, part));
}
