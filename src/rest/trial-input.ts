// The body of a request that tries an integration: the integration itself below `integration`, an event below `event`,
// and a few plain fields.
import type { Problem } from '../domain/refusal.ts';
import { conditionInput } from './condition-input.ts';
import type * as gql from './gql/operations.ts';
import { integrationInput, integrationProblem } from './integration-input.ts';
import { optionalFields } from './optional-fields.ts';
import { camelKeys, isObject, restProblem, snakeCase, within } from './spelling.ts';

type Plain = Parameters<typeof optionalFields>[1];

const choice: Plain = { id: 'string', event_id: 'string', event_type: 'string' };

/** @param plain further fields that the request may have. */
export function trialInput(body: unknown, plain: Plain, problems: Problem[]) {
  if (!isObject(body) && body !== undefined && body !== null) problems.push({ path: '', message: 'must be an object' });
  const { integration, event, ...rest } = isObject(body) ? body : {};
  const fields = optionalFields(rest, { ...choice, ...plain }, problems);
  const own: Problem[] = [];
  const input =
    integration == null ? null : integrationInput(integration, { for: rest.id == null ? 'create' : 'update' }, own);
  problems.push(...own.map((problem) => below('integration', problem)));
  const given = isObject(event) ? camelKeys(event, 'event', problems) : (event ?? null);
  return {
    ...fields,
    input: input as gql.UpdateIntegrationInput | null,
    event: given as gql.PublishEventInput | null,
  };
}

/** The arguments that are no part of an integration, as GraphQL names them. */
const others =
  /^(id|event|eventId|eventIds|eventType|integrationId|send|last|since|examples|first|offset|dryRun|again|filter)\b/;

/** A problem of an integration by its place below `integration`. */
export function trialProblem(problem: Problem, body: unknown): Problem {
  if (problem.path === 'input') return { ...problem, path: 'integration' };
  if (others.test(problem.path)) return restProblem(problem);
  const own = { ...problem, path: problem.path.replace(/^input\./, '') };
  return below('integration', integrationProblem(own, isObject(body) ? body.integration : undefined));
}

const below = (at: string, { path, message }: Problem): Problem => ({
  path: path === '' ? at : `${at}.${path}`,
  message,
});

export function matchInput(body: unknown, problems: Problem[]) {
  if (!isObject(body)) problems.push({ path: '', message: 'must be an object' });
  const { triggers = [], conditions = [], ...rest } = isObject(body) ? body : {};
  const isTexts = Array.isArray(triggers) && triggers.every((one) => typeof one === 'string');
  if (!isTexts) problems.push({ path: 'triggers', message: 'must be a list of texts' });
  if (!Array.isArray(conditions)) problems.push({ path: 'conditions', message: 'must be a list' });
  return {
    ...optionalFields(rest, { last: 'number', examples: 'number' }, problems),
    triggers: isTexts ? within(triggers as string[]) : [],
    conditions: (Array.isArray(conditions)
      ? within<unknown>(conditions).map((one, index) => conditionInput(one, `conditions[${index}]`, problems))
      : []) as gql.ConditionInput[],
  };
}

/** Which events a backfill is for. */
export function backfillInput(body: unknown, problems: Problem[]) {
  if (!isObject(body)) problems.push({ path: '', message: 'must be an object' });
  const { event_ids, filter, dry_run, again, rate_per_sec = null, ...rest } = isObject(body) ? body : {};
  problems.push(...Object.keys(rest).map((name) => ({ path: name.slice(0, 80), message: 'is not a known field' })));
  const flag = (path: string, value: unknown) => {
    if (value !== undefined && value !== null && typeof value !== 'boolean')
      problems.push({ path, message: 'must be true or false' });
    return typeof value === 'boolean' ? value : null;
  };
  if (rate_per_sec !== null && typeof rate_per_sec !== 'number')
    problems.push({ path: 'rate_per_sec', message: 'must be a number' });
  const isIds = Array.isArray(event_ids) && event_ids.every((one) => typeof one === 'string');
  if (event_ids != null && !isIds) problems.push({ path: 'event_ids', message: 'must be a list of texts' });
  return {
    eventIds: isIds ? within(event_ids as string[]) : null,
    filter: filter == null ? null : eventFilterInput(filter, problems),
    dryRun: flag('dry_run', dry_run),
    again: flag('again', again),
    ratePerSec: typeof rate_per_sec === 'number' ? rate_per_sec : null,
  };
}

/** The names that the query of `GET /events` has, as a JSON object. */
const filterNames: Record<string, string> = {
  since: 'receivedAfter',
  until: 'receivedBefore',
  stopped_by: 'stoppedBy',
};

function eventFilterInput(filter: unknown, problems: Problem[]): gql.EventFilter | null {
  if (!isObject(filter)) {
    problems.push({ path: 'filter', message: 'must be an object' });
    return null;
  }
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [filterNames[name] ?? name, value]));
}

/** A problem of a backfill by the names of its body. */
export function backfillProblem({ path, message }: Problem): Problem {
  const names = Object.fromEntries(Object.entries(filterNames).map(([rest, graphql]) => [graphql, rest]));
  const [first = '', second, ...more] = path.split('.');
  const renamed = second === undefined ? [] : [names[second] ?? snakeCase(second)];
  return { path: [snakeCase(first), ...renamed, ...more].join('.'), message };
}
