// References to the environment in a configuration: `${NAME}` in any text but scripts, which have such signs of their
// own. `$${NAME}` is the text `${NAME}`.
import { isObject } from '../../rest/spelling.ts';
import type { FieldPath } from './places.ts';
import type { ReadOptions } from './read-configuration.ts';

const reference = /(\$?)\$\{([A-Z_][A-Z0-9_]*)\}/g;

/** The value with what the environment says; a variable that is not set is a complaint at its place. */
export function withReferences(
  value: unknown,
  options: ReadOptions,
  complain: (at: FieldPath, message: string) => void,
  at: FieldPath = [],
): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withReferences(item, options, complain, [...at, index]));
  if (isObject(value)) {
    const fields = Object.entries(value).map(([name, one]) => [
      name,
      name === 'script' && at[0] === 'tasks' ? one : withReferences(one, options, complain, [...at, name]),
    ]);
    return Object.fromEntries(fields.filter(([, one]) => one !== leftOut));
  }
  if (typeof value !== 'string') return value;
  const unset = [...value.matchAll(reference)].flatMap(([, escaped, name = '']) =>
    escaped === '' && options.env[name] === undefined ? [name] : [],
  );
  if (unset.length > 0) {
    // A header without a value is none: its mask says the same.
    if (options.keepSecrets && mayBeSecret(at)) return at.at(-2) === 'headers' ? '********' : leftOut;
    for (const name of unset) complain(at, `the environment has no ${name}`);
    return value;
  }
  return value.replace(reference, (whole, escaped: string, name: string) =>
    escaped === '' ? (options.env[name] ?? '') : whole.slice(1),
  );
}

const leftOut = Symbol('left out');

/** Fields that the service keeps when they are left out, because they may hold a secret. */
const mayBeSecret = (at: FieldPath) =>
  /\.(auth\.(token|password|client_secret)|webhook_url|headers\.[^.]+|config\.\d+\.value|settings\.[^.]+)$/.test(
    at.join('.'),
  );

/** A text of the service as it stands in a file. */
export const escapeReferences = (text: string): string => text.replace(/\$(?=\$*\{[A-Z_][A-Z0-9_]*\})/g, '$$$$');
