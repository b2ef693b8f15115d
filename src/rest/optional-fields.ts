// The body of a command: none, or an object of a few optional fields.
import type { Problem } from '../domain/refusal.ts';
import { camelCase, isObject, unknownField } from './spelling.ts';

const words = { string: 'must be text', number: 'must be a whole number', boolean: 'must be true or false' } as const;

/** The fields that are given, under GraphQL's names. What is wrong goes to `problems`. */
export function optionalFields(
  body: unknown,
  types: Readonly<Record<string, keyof typeof words>>,
  problems: Problem[],
): Record<string, never> {
  if (body === undefined || body === null) return {};
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be an object' });
    return {};
  }
  const given = Object.entries(body).filter(([name, value]) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) problems.push(unknownField('', name));
    else if (value !== null && (typeof value !== type || (type === 'number' && !Number.isInteger(value))))
      problems.push({ path: name, message: words[type] });
    return true;
  });
  return Object.fromEntries(given.map(([name, value]) => [camelCase(name), value])) as Record<string, never>;
}
