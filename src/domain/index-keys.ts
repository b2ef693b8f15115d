// By what an integration can be looked up: values of fields of which one must be in the event for it to fire.
import { type Comparison, type Condition, isGroup } from './condition.ts';
import { foldText } from './condition-holds.ts';

/** The field's text is this value (`whole`), or begins (`start`) or ends with it (`end`). */
export interface Key {
  readonly field: string;
  readonly place: 'whole' | 'start' | 'end';
  readonly value: string;
  /** The value is in one case (`foldText`), and so must the text be that is looked up. */
  readonly folded: boolean;
}

/** One of these is there whenever the conditions hold. */
type Keys = readonly Key[];

/** Each way to file these conditions, the most selective first. Empty when nothing about them can be looked up. */
export function keyChoices(conditions: readonly Condition[]): readonly Keys[] {
  return conditions.flatMap(choicesOf).sort((a, b) => weight(b) - weight(a));
}

function choicesOf(condition: Condition): readonly Keys[] {
  if (!isGroup(condition)) {
    const keys = keysOf(condition);
    return keys ? [keys] : [];
  }
  if ('all' in condition) return keyChoices(condition.all);
  if ('not' in condition) return [];
  // Each branch on its own can make the group hold: all of them have to be found.
  const branches = condition.any.map((one) => keyChoices([one])[0]);
  return branches.every((keys) => keys !== undefined) ? [branches.flat()] : [];
}

function keysOf({ field, operator, value, values, ignoreCase }: Comparison): Keys | undefined {
  const folded = ignoreCase === true;
  const key = (place: Key['place'], text: string): Key => ({
    field,
    place,
    value: folded ? foldText(text) : text,
    folded,
  });
  switch (operator) {
    case 'eq':
      return [key('whole', value)];
    case 'in':
      return (values ?? []).map((one) => key('whole', one));
    case 'starts_with':
      return [key('start', value)];
    case 'ends_with':
      return [key('end', value)];
    default:
      return undefined;
  }
}

/** A whole value tells more than a part, a long part more than a short one; a list tells as much as its weakest. */
const weight = (keys: Keys) =>
  keys.reduce((least, { place, value }) => Math.min(least, place === 'whole' ? 10_000 : value.length), 10_000) -
  keys.length;
