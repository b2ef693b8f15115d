// The documented REST body of an integration as GraphQL's input. What does not fit the input's types is passed on as it
// is, for the input's own check to name; what only the flat REST body can get wrong is named here.
import type { Problem } from '../domain/refusal.ts';
import { actionInput } from './action-input.ts';
import { conditionInput } from './condition-input.ts';
import { camelKeys, isObject, restProblem, within } from './spelling.ts';

const readOnly = new Set([
  'id',
  'version',
  'created_at',
  'updated_at',
  'paused_at',
  'paused_reason',
  'breakers',
  'warnings',
  'managed_by',
  'managed_key',
]);

/** What null stands for; for all other fields it is no value. */
const defaults: Record<string, unknown> = { description: '', enabled: true, conditions: [] };

export interface Target {
  /** `create`: every action is a new one. `update`: what is left out stays, actions keep their ids. */
  readonly for: 'create' | 'update';
}

export function integrationInput(body: unknown, target: Target, problems: Problem[]): Record<string, unknown> {
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return target.for === 'create' ? { name: '-', triggers: [], actions: [] } : {};
  }
  const fields = Object.entries(body).filter(([name]) => !readOnly.has(name));
  const input = camelKeys(Object.fromEntries(fields), '', problems);
  for (const [name, value] of Object.entries(input)) {
    if (value === null && Object.hasOwn(defaults, name)) input[name] = defaults[name];
    else if (value === null && target.for === 'update' && required.has(name)) {
      problems.push({ path: name, message: 'is required' });
      delete input[name];
    }
  }
  const { actions, conditions } = input;
  if (Array.isArray(actions))
    input.actions = within<unknown>(actions).map((action, index) =>
      actionInput(action, `actions[${index}]`, target, problems),
    );
  if (Array.isArray(conditions))
    input.conditions = within<unknown>(conditions).map((condition, index) =>
      conditionInput(condition, `conditions[${index}]`, problems),
    );
  for (const rule of ['threshold', 'digest', 'breaker'])
    if (isObject(input[rule])) input[rule] = camelKeys(input[rule], rule, problems);
  return input;
}

const required = new Set(['name', 'triggers', 'actions']);

/** `actions[0].maxRetries` as `actions[0].max_retries`; a header's number as its name. */
export function integrationProblem(problem: Problem, body: unknown): Problem {
  const header = /^actions\[(\d+)\]\.headers\[(\d+)\](?:\.value|\.name)?$/.exec(problem.path);
  const name = header && headerName(body, Number(header[1]), Number(header[2]));
  if (!header || typeof name !== 'string') return restProblem(problem);
  return { path: `actions[${header[1]}].headers.${name.slice(0, 80)}`, message: problem.message };
}

function headerName(body: unknown, action: number, header: number): string | undefined {
  const actions = isObject(body) ? body.actions : undefined;
  const at: unknown = Array.isArray(actions) ? actions[action] : undefined;
  if (!isObject(at) || !isObject(at.headers)) return undefined;
  const names = headerNames.get(at.headers) ?? Object.keys(at.headers);
  headerNames.set(at.headers, names);
  return names[header];
}

/** The names of one object in order, for all the problems of one body. */
const headerNames = new WeakMap<object, string[]>();
