// What a condition is: one comparison of a field, or a group of conditions.

/** The specification's seven first. */
export const operators = [
  'eq',
  'neq',
  'contains',
  'starts_with',
  'ends_with',
  'is_true',
  'is_false',
  'in',
  'not_in',
  'gt',
  'gte',
  'lt',
  'lte',
  'exists',
  'matches',
] as const;
export type Operator = (typeof operators)[number];

export interface Comparison {
  readonly field: string;
  readonly operator: Operator;
  /** Compared as text, by `gt` and its like as a number or a time; not used by is_true, is_false, exists, in, not_in. */
  readonly value: string;
  /** Of `in` and `not_in`. */
  readonly values?: readonly string[] | undefined;
  /** Upper and lower case are the same. Default: false. */
  readonly ignoreCase?: boolean | undefined;
  /** Where it is shown and explained; it changes no result. */
  readonly order: number;
}

/** Exactly one of `all`, `any` and `not`. */
export type Group = { readonly order: number } & (
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
);

/** An entry of an integration's list, whose entries must all hold. */
export type Condition = Comparison | Group;

/** Groups within groups, at most. */
export const maxGroupDepth = 5;
/** Comparisons and groups of one integration together, at most. */
export const maxConditions = 100;
/** Values of one `in`, at most. */
export const maxValues = 1_000;

export const isGroup = (condition: Condition): condition is Group => !('field' in condition);

type Path = readonly (string | number)[];

/** Every comparison of a list, also those in groups, with its path such as `['conditions', 2, 'any', 0]`. */
export const comparisonsOf = (conditions: readonly Condition[]) =>
  conditions.flatMap((condition, index) => comparisonsAt(condition, ['conditions', index]));

function comparisonsAt(condition: Condition, path: Path): { readonly comparison: Comparison; readonly path: Path }[] {
  if (!isGroup(condition)) return [{ comparison: condition, path }];
  if ('not' in condition) return comparisonsAt(condition.not, [...path, 'not']);
  const name = 'all' in condition ? 'all' : 'any';
  const members = 'all' in condition ? condition.all : condition.any;
  return members.flatMap((member, index) => comparisonsAt(member, [...path, name, index]));
}
