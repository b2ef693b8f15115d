// What valid conditions are: comparisons with what their operator needs, and groups of them to a depth.
import { z } from 'zod';
import type { FieldPath } from '../actions/action-kind.ts';
import {
  type Comparison,
  type Condition,
  type Group,
  maxConditions,
  maxGroupDepth,
  maxValues,
  type Operator,
  operators,
} from '../domain/condition.ts';
import { readNumber, timeOf } from '../domain/condition-holds.ts';
import { patternProblem } from '../domain/condition-pattern.ts';
import { type Problem, pathText } from '../domain/refusal.ts';
import { issuesOf, notStorable, storableText } from './schema-problems.ts';

const text = z.string().max(4_096).refine(storableText, notStorable);
const order = z.int().min(0).max(10_000).default(0);

const comparison = z.strictObject({
  field: text.min(1, 'must not be empty').max(256),
  operator: z.enum(operators, {
    error: ({ input }) => (input === undefined ? 'is required' : `must be one of ${operators.join(', ')}`),
  }),
  value: text.default(''),
  values: z.array(text).min(1, 'must have at least one value').max(maxValues).optional(),
  ignoreCase: z.boolean().optional(),
  order,
});

const groupNames = ['all', 'any', 'not'] as const;

/** Of a list with problems, `valid` means nothing. */
export function validateConditions(given: readonly unknown[]): { valid: Condition[]; problems: readonly Problem[] } {
  const check: Check = { problems: [], count: 0 };
  if (given.length > maxConditions) complain(check, ['conditions'], `must have at most ${maxConditions} items`);
  // Of a list that is too long in any case, its first items are enough to say so.
  const valid = readList(check, given.slice(0, maxConditions), ['conditions'], 0);
  if (check.count > maxConditions)
    complain(check, ['conditions'], `must be at most ${maxConditions} conditions and groups in all`);
  return { valid, problems: check.problems };
}

interface Check {
  readonly problems: Problem[];
  /** Conditions and groups so far. */
  count: number;
}

const complain = ({ problems }: Check, at: FieldPath, message: string) =>
  void problems.push({ path: pathText(at), message });

function readList(check: Check, given: readonly unknown[], at: FieldPath, depth: number): Condition[] {
  const read = given.flatMap((one, index) => readCondition(check, one, [...at, index], depth) ?? []);
  return read.sort((a, b) => a.order - b.order);
}

/** @param depth how many groups it is in. */
function readCondition(check: Check, given: unknown, at: FieldPath, depth: number): Condition | undefined {
  check.count += 1;
  if (check.count > maxConditions) return undefined;
  const fields = typeof given === 'object' && given !== null ? given : {};
  const names = groupNames.filter((name) => Object.hasOwn(fields, name));
  const [name] = names;
  if (name !== undefined) return readGroup(check, fields as Record<string, unknown>, name, at, depth);
  const parsed = comparison.safeParse(given);
  if (!parsed.success) {
    check.problems.push(...issuesOf(parsed.error, at));
    return undefined;
  }
  const { values, ignoreCase, ...rest } = parsed.data;
  const valid = { ...rest, ...(values && { values }), ...(ignoreCase && { ignoreCase }) };
  const problems = operatorProblems(valid).map(([field, message]) => ({ path: pathText([...at, field]), message }));
  check.problems.push(...problems);
  return valid;
}

function readGroup(
  check: Check,
  { order: given, ...fields }: Record<string, unknown>,
  name: (typeof groupNames)[number],
  at: FieldPath,
  depth: number,
): Group | undefined {
  const parsed = order.safeParse(given);
  check.problems.push(...issuesOf(parsed.error, [...at, 'order']));
  if (Object.keys(fields).length > 1) {
    complain(check, at, `must be either a field with an operator, or one of ${groupNames.join(', ')}`);
    return undefined;
  }
  if (depth >= maxGroupDepth) {
    complain(check, at, `groups are nested deeper than ${maxGroupDepth} levels`);
    return undefined;
  }
  const common = { order: parsed.data ?? 0 };
  const inner = fields[name];
  if (name === 'not') {
    const member = readCondition(check, inner, [...at, name], depth + 1);
    return member && { not: member, ...common };
  }
  const list = Array.isArray(inner) ? inner : [];
  if (list.length === 0) complain(check, [...at, name], 'must have at least one condition');
  const members = readList(check, list, [...at, name], depth + 1);
  return name === 'all' ? { all: members, ...common } : { any: members, ...common };
}

const takesValues: readonly Operator[] = ['in', 'not_in'];
const takesOrder: readonly Operator[] = ['gt', 'gte', 'lt', 'lte'];
const hasNoCase: readonly Operator[] = ['is_true', 'is_false', 'exists', ...takesOrder];

function operatorProblems({ operator, value, values, ignoreCase, ...rest }: Comparison): [string, string][] {
  const problems: [string, string][] = [];
  if (takesValues.includes(operator)) {
    if (!values) problems.push(['values', 'is required']);
    if (value !== '') problems.push(['value', `does not belong to ${operator}: give values`]);
  } else if (values) problems.push(['values', 'belongs to in and not_in only']);
  if (takesOrder.includes(operator) && readNumber(value) === undefined && timeOf(value) === undefined)
    problems.push(['value', 'must be a number, or a time as in RFC 3339']);
  const pattern = operator === 'matches' ? patternProblem({ value, ignoreCase, ...rest }) : undefined;
  if (pattern !== undefined) problems.push(['value', pattern]);
  if (ignoreCase && hasNoCase.includes(operator)) problems.push(['ignoreCase', `does not belong to ${operator}`]);
  return problems;
}
