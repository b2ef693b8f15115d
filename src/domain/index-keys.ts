// By what an integration can be looked up: values of fields of which one must be in the event for it to fire.
import type { Condition } from './matching.ts';

/** The field's text is this value (`whole`), or begins (`start`) or ends with it (`end`). */
export interface Key {
  readonly field: string;
  readonly place: 'whole' | 'start' | 'end';
  readonly value: string;
}

const places: Partial<Record<Condition['operator'], Key['place']>> = {
  eq: 'whole',
  starts_with: 'start',
  ends_with: 'end',
};

/**
 * Each way to file these conditions, the most selective first: a list of keys of which one holds whenever all the
 * conditions do. Empty when nothing about them can be looked up.
 */
export function keyChoices(conditions: readonly Condition[]): readonly (readonly Key[])[] {
  return conditions
    .flatMap(({ field, operator, value }): Key[] => {
      const place = places[operator];
      return place ? [{ field, place, value }] : [];
    })
    .sort((a, b) => weight(b) - weight(a))
    .map((key) => [key]);
}

/** A whole value tells more than a part, a long part more than a short one. */
const weight = ({ place, value }: Key) => (place === 'whole' ? 10_000 : value.length);
