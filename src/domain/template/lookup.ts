/** Field look-ups: own properties of plain data and nothing else, so that `{{.constructor}}` and `{{.__proto__}}` are
 *  missing keys like any other. This is the line that keeps templates away from the program. */
import type { FieldLookup } from './program.ts';
import { boxOf, type NumberMode, typeName } from './value.ts';

/** The field's value, `undefined` where it is missing, or Go's reason why there can be none. */
export type LookupFailure = (field: FieldLookup, reason: string) => never;

export function lookupField(target: unknown, field: FieldLookup, mode: NumberMode, fail: LookupFailure): unknown {
  if (typeof target === 'object' && target !== null && !Array.isArray(target)) {
    if (Object.hasOwn(target, field.name) && !field.hasArgs) {
      return (target as Record<string, unknown>)[field.name];
    }
    if (boxOf(target) === null) {
      return field.hasArgs ? fail(field, `${field.name} is not a method but has arguments`) : undefined;
    }
  }
  if (target === undefined || (target === null && field.unwraps)) return undefined;
  if (target === null) return fail(field, `nil pointer evaluating interface {}.${field.name}`);
  // an element of `range 3` is an int by itself, not a value inside of a list
  const wrapped = field.wrapped && typeof target !== 'bigint';
  const type = wrapped ? 'interface {}' : typeName(target, mode);
  return fail(field, `can't evaluate field ${field.name} in type ${type}`);
}
