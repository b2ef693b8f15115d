// REST bodies are snake_case with enums in lower case, GraphQL is camelCase with enums in upper case.
import type { Problem } from '../domain/refusal.ts';

export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** GraphQL's arguments and enums under the names that REST has for them. */
export const restProblem = ({ path, message }: Problem): Problem => ({
  path: renamedArguments[path] ?? snakeCase(path),
  message: /^must be one of [A-Z_, ]+$/.test(message) && !path.endsWith('method') ? message.toLowerCase() : message,
});

const renamedArguments: Record<string, string> = { after: 'cursor', first: 'limit' };

/** Renames the keys of one object; values stay as they are. */
export const snakeKeys = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [snakeCase(name), value]));

export const withoutNulls = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

/** Where an object comes from; said only of those that a configuration created. */
export const managedBody = ({ managedBy, managedKey }: { managedBy: string | null; managedKey: string | null }) =>
  managedBy === null ? {} : { managed_by: managedBy, managed_key: managedKey };

/** As GraphQL spells them; a name that no REST body has, such as one of GraphQL's own, is a problem. */
export function camelKeys(fields: object, at: string, problems: Problem[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (!/[A-Z]/.test(name)) return [[camelCase(name), value]];
      problems.push(unknownField(at, name));
      return [];
    }),
  );
}

export const unknownField = (at: string, name: string): Problem => ({
  path: `${at === '' ? '' : `${at}.`}${name.slice(0, 80)}`,
  message: 'is not a known field',
});

/** No list of the service may have more than 1,000 items: one more, for the list's own rule to refuse, is enough. */
export const within = <Item>(items: readonly Item[]) => items.slice(0, 1_001);

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
