/** Go's eq, ne, lt, le, gt, ge: only like with like, lists and maps not at all, nothing equal to nothing alone. */
import { compareStrings } from './bytes.ts';
import { Failure } from './template-error.ts';
import { complexOf, intOf, type Kind, kindOf, type NumberMode, numberOf, typeName } from './value.ts';

/** a equals any of the others; it stops at the first match, so a mismatch of types after it is no error. */
export function equal(a: unknown, others: readonly unknown[], mode: NumberMode): boolean {
  if (others.length === 0) throw new Failure('missing argument for comparison');
  for (const other of others) if (equalTwo(a, other, mode)) return true;
  return false;
}

export function equalTwo(a: unknown, b: unknown, mode: NumberMode): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  const left = kindOf(a, mode);
  const right = kindOf(b, mode);
  if (left === 'invalid' || right === 'invalid') return left === right;
  if (isInteger(left) && isInteger(right)) return intOf(a) === intOf(b);
  if (isReference(left) && isReference(right)) return equalReferences(a, b, left, right, mode);
  if (left !== right) throw new Failure(incompatible(a, b, mode));
  switch (left) {
    case 'float64':
      return numberOf(a) === numberOf(b);
    case 'complex128': {
      const x = complexOf(a);
      const y = complexOf(b);
      return x.re === y.re && x.im === y.im;
    }
    default:
      return a === b;
  }
}

function equalReferences(a: unknown, b: unknown, left: Kind, right: Kind, mode: NumberMode): boolean {
  if (left === 'time.Time' && right === 'time.Time') return JSON.stringify(a) === JSON.stringify(b);
  if (left !== right) {
    throw new Failure(`non-comparable types: ${typeName(a, mode)} and ${typeName(b, mode)}`);
  }
  throw new Failure(`non-comparable type: ${typeName(b, mode)}`);
}

function isInteger(kind: Kind): boolean {
  return kind === 'int' || kind === 'uint8';
}

function isReference(kind: Kind): boolean {
  return kind === 'list' || kind === 'map' || kind === 'time.Time';
}

function incompatible(a: unknown, b: unknown, mode: NumberMode): string {
  return `incompatible types for comparison: ${typeName(a, mode)} and ${typeName(b, mode)}`;
}

/** Strings in the order of their bytes, numbers of the same kind; anything else is an error. */
export function less(a: unknown, b: unknown, mode: NumberMode): boolean {
  const left = basicKind(a, mode);
  const right = basicKind(b, mode);
  if (isInteger(left) && isInteger(right)) {
    return typeof a === 'number' && typeof b === 'number' ? a < b : intOf(a) < intOf(b);
  }
  if (left !== right) throw new Failure(incompatible(a, b, mode));
  if (left === 'string') return compareStrings(a as string, b as string) < 0;
  if (left === 'float64') return numberOf(a) < numberOf(b);
  throw new Failure('invalid type for comparison');
}

function basicKind(value: unknown, mode: NumberMode): Kind {
  const kind = kindOf(value, mode);
  if (kind === 'invalid' || isReference(kind)) throw new Failure('invalid type for comparison');
  return kind;
}

export function lessOrEqual(a: unknown, b: unknown, mode: NumberMode): boolean {
  return less(a, b, mode) || equalTwo(a, b, mode);
}
