// One condition of a REST body as GraphQL's input, with all that it holds.
import { maxGroupDepth } from '../domain/condition.ts';
import type { Problem } from '../domain/refusal.ts';
import { camelKeys, isObject, within } from './spelling.ts';

/** @param depth how many groups it is in. What is too deep in any case is passed on as it is. */
export function conditionInput(condition: unknown, at: string, problems: Problem[], depth = 0): unknown {
  if (!isObject(condition) || depth > maxGroupDepth + 1) return condition;
  const { operator, value, values, all, any, not, ...rest } = camelKeys(condition, at, problems);
  const members = (list: unknown, name: string) =>
    Array.isArray(list)
      ? within<unknown>(list).map((one, index) => conditionInput(one, `${at}.${name}[${index}]`, problems, depth + 1))
      : list;
  return {
    ...rest,
    ...(operator !== undefined && { operator: typeof operator === 'string' ? operator.toUpperCase() : operator }),
    ...(value !== undefined && { value: scalarText(value) }),
    ...(values !== undefined && { values: Array.isArray(values) ? within<unknown>(values).map(scalarText) : values }),
    ...(all !== undefined && { all: members(all, 'all') }),
    ...(any !== undefined && { any: members(any, 'any') }),
    ...(not !== undefined && { not: conditionInput(not, `${at}.not`, problems, depth + 1) }),
  };
}

/** The specification shows numbers too; conditions compare text. */
const scalarText = (value: unknown) => (['number', 'boolean'].includes(typeof value) ? String(value) : value);
