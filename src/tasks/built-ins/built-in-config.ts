// Reads and checks the settings of a built-in task by their description.
import { checkUrlShape } from '../../infra/outbound/url-shape.ts';
import type { BuiltInConfig, ConfigField, ConfigProblem } from './built-in-kind.ts';
import { TaskError } from './task-error.ts';

/** The settings of one run, with defaults. A key that no field has is a fault of ours. */
export interface ConfigReader {
  text(key: string): string;
  number(key: string): number;
  flag(key: string): boolean;
}

export function checkConfig(fields: readonly ConfigField[], config: BuiltInConfig): ConfigProblem[] {
  const known = new Set(fields.map(({ key }) => key));
  const unknown = Object.keys(config).filter((key) => !known.has(key));
  return [
    ...fields.flatMap((field) => {
      const message = problemOf(field, given(config, field));
      return message === undefined ? [] : [{ key: field.key, message }];
    }),
    ...unknown.map((key) => ({ key, message: `this task has no such setting; it has ${[...known].join(', ')}` })),
  ];
}

/** @throws TaskError for a setting that `checkConfig` would complain of. */
export function readConfig(fields: readonly ConfigField[], config: BuiltInConfig): ConfigReader {
  const text = (key: string) => {
    const field = fields.find((one) => one.key === key);
    if (!field) throw new Error(`no field ${key}`);
    const value = given(config, field);
    const problem = problemOf(field, value);
    if (problem !== undefined) throw new TaskError(`${key}: ${problem}`);
    return value;
  };
  return { text, number: (key) => Number(text(key)), flag: (key) => text(key) === 'true' };
}

function given(config: BuiltInConfig, { key, default: usual = '' }: ConfigField): string {
  const value = Object.hasOwn(config, key) ? String(config[key] ?? '').trim() : '';
  return value === '' ? usual : value;
}

function problemOf({ kind, required, min, max }: ConfigField, value: string): string | undefined {
  if (value === '') return required ? 'is required' : undefined;
  if (kind === 'boolean') return value === 'true' || value === 'false' ? undefined : 'must be true or false';
  if (kind === 'url') return checkUrlShape(value).failure?.message;
  if (kind !== 'number') return undefined;
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value)) return 'must be a number';
  if ((min !== undefined && number < min) || (max !== undefined && number > max))
    return max === undefined ? `must be at least ${min}` : `must be from ${min ?? 0} to ${max}`;
  return undefined;
}
