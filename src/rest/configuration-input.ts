// A configuration as the REST body and the files of the command line have it, as GraphQL's input: each object as the
// body of its own path, with a key beside its name.
import type { Problem } from '../domain/refusal.ts';
import { integrationInput, integrationProblem } from './integration-input.ts';
import { connectionInput } from './scim-connection-input.ts';
import { sourceInput } from './source-input.ts';
import { camelKeys, isObject, restProblem, snakeCase, within } from './spelling.ts';
import { taskInput } from './task-input.ts';

type Translate = (body: unknown, problems: Problem[]) => Record<string, unknown>;

const lists: Readonly<Record<string, Translate>> = {
  integrations: (body, problems) => integrationInput(body, { for: 'create' }, problems),
  tasks: (body, problems) => taskInput(body, 'create', problems),
  scimConnections: connectionInput,
  sources: (body, problems) => sourceInput(body, 'create', problems),
};

/** The lists of a configuration, as bodies spell them. */
export const listNames = Object.keys(lists).map(snakeCase);

export function configurationInput(body: unknown, problems: Problem[]): Record<string, unknown> {
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return {};
  }
  const input = camelKeys(body, '', problems);
  for (const [list, translate] of Object.entries(lists)) {
    const objects = input[list];
    if (!Array.isArray(objects)) continue;
    input[list] = within<unknown>(objects).map((object, index) => {
      const own: Problem[] = [];
      const translated = translate(object, own);
      const at = `${snakeCase(list)}[${index}]`;
      problems.push(...own.map(({ path, message }) => ({ path: path === '' ? at : `${at}.${path}`, message })));
      return translated;
    });
  }
  return input;
}

/** `scimConnections[0].baseUrl` as `scim_connections[0].base_url`; what only an integration can get wrong as there. */
export function configurationProblem(problem: Problem, body: unknown): Problem {
  const [, list = '', index = '', rest = ''] = /^([A-Za-z]+)\[(\d+)\]\.?(.*)$/.exec(problem.path) ?? [];
  if (!Object.hasOwn(lists, list)) return restProblem(problem);
  const objects = isObject(body) ? body[snakeCase(list)] : undefined;
  const object: unknown = Array.isArray(objects) ? objects[Number(index)] : undefined;
  const own = { path: rest, message: problem.message };
  const { path, message } = list === 'integrations' ? integrationProblem(own, object) : restProblem(own);
  return { path: `${snakeCase(list)}[${index}]${path === '' ? '' : `.${path}`}`, message };
}
