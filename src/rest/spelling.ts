// REST bodies are snake_case, GraphQL is camelCase.

export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Renames the keys of one object; values stay as they are. */
export const snakeKeys = (fields: object): Record<string, unknown> => renamed(fields, snakeCase);
export const camelKeys = (fields: object): Record<string, unknown> => renamed(fields, camelCase);

function renamed(fields: object, rename: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [rename(name), value]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
