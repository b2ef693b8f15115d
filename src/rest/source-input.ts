// The REST body of an event source as GraphQL's input. What does not fit the input's types is passed on as it is, for
// the input's own check to name.
import type { Problem } from '../domain/refusal.ts';
import { conditionInput } from './condition-input.ts';
import { camelKeys, isObject, within } from './spelling.ts';

const readOnly = new Set(['id', 'version', 'path', 'stats', 'created_at', 'updated_at', 'managed_by', 'managed_key']);
/** What null stands for; for all other fields it is no value. */
const defaults: Record<string, unknown> = { description: '', rules: [], enabled: true };

export function sourceInput(body: unknown, target: 'create' | 'update', problems: Problem[]): Record<string, unknown> {
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return target === 'create' ? { name: '-', kind: '-', settings: {} } : {};
  }
  const isKept = (name: string) => !readOnly.has(name) && !(target === 'update' && name === 'kind');
  const fields = Object.entries(body).filter(([name]) => isKept(name));
  const input = camelKeys(Object.fromEntries(fields), '', problems);
  for (const [name, value] of Object.entries(input)) {
    if (value === null && Object.hasOwn(defaults, name)) input[name] = defaults[name];
    else if (value === null && target === 'update') {
      problems.push({ path: name, message: 'is required' });
      delete input[name];
    }
  }
  if (Array.isArray(input.rules))
    input.rules = within<unknown>(input.rules).map((rule, index) => ruleInput(rule, `rules[${index}]`, problems));
  return input;
}

function ruleInput(rule: unknown, at: string, problems: Problem[]): unknown {
  if (!isObject(rule)) return rule;
  const { match, ...fields } = camelKeys(rule, at, problems);
  if (!Array.isArray(match)) return match === undefined ? fields : { ...fields, match };
  return {
    ...fields,
    match: within<unknown>(match).map((one, index) => conditionInput(one, `${at}.match[${index}]`, problems)),
  };
}

/** `{"document": …}`, or no body at all. */
export function trialInput(body: unknown, problems: Problem[]): unknown {
  if (body === undefined || body === null) return null;
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return null;
  }
  for (const name of Object.keys(body))
    if (name !== 'document') problems.push({ path: name.slice(0, 80), message: 'is not a known field' });
  return body.document ?? null;
}
