// The REST body of a task as GraphQL's input. What does not fit the input's types is passed on as it is, for the
// input's own check to name.
import type { Problem } from '../domain/refusal.ts';
import { camelKeys, isObject } from './spelling.ts';

const readOnly = new Set(['id', 'version', 'next_runs', 'managed_by', 'managed_key']);
/** What null stands for; for all other fields it is no value. */
const defaults: Record<string, unknown> = { description: '', script: '', config: [], cron: '', enabled: true };

export function taskInput(body: unknown, target: 'create' | 'update', problems: Problem[]): Record<string, unknown> {
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return target === 'create' ? { name: '-' } : {};
  }
  const fields = Object.entries(body).filter(([name]) => !readOnly.has(name));
  const input = camelKeys(Object.fromEntries(fields), '', problems);
  for (const [name, value] of Object.entries(input)) {
    if (value === null && Object.hasOwn(defaults, name)) input[name] = defaults[name];
    else if (value === null && target === 'update' && name === 'name') {
      problems.push({ path: name, message: 'is required' });
      delete input[name];
    }
  }
  for (const name of ['overlap', 'missed'])
    if (typeof input[name] === 'string') input[name] = (input[name] as string).toUpperCase();
  return input;
}

/** `{"input": …}`, or no body at all. */
export function runInput(body: unknown, problems: Problem[]): unknown {
  if (body === undefined || body === null || body === '') return null;
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return null;
  }
  for (const name of Object.keys(body))
    if (name !== 'input') problems.push({ path: name.slice(0, 80), message: 'is not a known field' });
  return body.input ?? null;
}
