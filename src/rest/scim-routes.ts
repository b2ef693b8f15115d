// The rows of the table for connections to SCIM directories, and for trying a script.
import type { Problem } from '../domain/refusal.ts';
import { etagOf, versionOfIfMatch } from './etag.ts';
import * as gql from './gql/operations.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { connectionBody } from './scim-connection-body.ts';
import { scimDocs as docs } from './scim-docs.ts';
import { camelKeys, isObject, snakeKeys, unknownField } from './spelling.ts';

const id = ({ params }: RestRequest) => params.id ?? '';

/** Enums are written in lower case here, and in upper case there. */
const spelled = (name: string, value: unknown) =>
  name === 'secretIn' && typeof value === 'string' ? value.toUpperCase() : value;

const readOnly = new Set(['id', 'version', 'managed_by', 'managed_key', 'created_at', 'updated_at']);

/** `auth` is `{"type": "bearer", "token"}` or `{"type": "client_credentials", …}`. */
function connectionInput(body: unknown, problems: Problem[]): Record<string, unknown> {
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return {};
  }
  const { auth, ...rest } = camelKeys(
    Object.fromEntries(Object.entries(body).filter(([name]) => !readOnly.has(name))),
    '',
    problems,
  );
  if (auth === undefined || auth === null) return rest;
  const { type, ...fields } = isObject(auth) ? auth : {};
  if (type !== 'bearer' && type !== 'client_credentials') {
    problems.push({ path: 'auth.type', message: 'must be one of bearer, client_credentials' });
    return rest;
  }
  const given = Object.entries(camelKeys(fields, 'auth', problems)).map(([name, value]) => [
    name,
    spelled(name, value),
  ]);
  return { ...rest, auth: { [type === 'bearer' ? type : 'clientCredentials']: Object.fromEntries(given) } };
}

/** A problem by its place in the body: `auth` has no layer for its type. */
const problemOf = ({ path, message }: Problem): Problem => ({
  path: path
    .replace(/\bauth\.(bearer|clientCredentials)\b/, 'auth')
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  message,
});

const dryRunFields = ['source', 'event', 'event_type', 'config', 'input', 'timeout_secs'];

/** `config` is an object of texts. */
function dryRunInput(body: unknown, problems: Problem[]): gql.DryRunScriptMutationVariables {
  const given = isObject(body) ? body : {};
  if (!isObject(body)) problems.push({ path: '', message: 'must be a JSON object' });
  for (const name of Object.keys(given)) if (!dryRunFields.includes(name)) problems.push(unknownField('', name));
  const { source, event = null, event_type = null, config = {}, input = null, timeout_secs = null } = given;
  if (typeof source !== 'string') problems.push({ path: 'source', message: 'must be text' });
  if (event_type !== null && typeof event_type !== 'string')
    problems.push({ path: 'event_type', message: 'must be text' });
  if (timeout_secs !== null && !Number.isInteger(timeout_secs))
    problems.push({ path: 'timeout_secs', message: 'must be a whole number' });
  const settings = Object.entries(isObject(config) ? config : {});
  if (!isObject(config) || settings.some(([, value]) => typeof value !== 'string'))
    problems.push({ path: 'config', message: 'must be an object of texts' });
  return {
    source: typeof source === 'string' ? source : '',
    event,
    eventType: typeof event_type === 'string' ? event_type : null,
    config: settings.map(([key, value]) => ({ key, value: String(value) })),
    input,
    timeoutSecs: Number.isInteger(timeout_secs) ? (timeout_secs as number) : null,
  };
}

export const scimRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/scim-connections',
    document: gql.ListScimConnectionsDocument,
    docs: docs.list,
    variables: () => ({}),
    answer: ({ scimConnections }) => ({ status: 200, body: { items: scimConnections.map(connectionBody) } }),
  }),
  route({
    method: 'POST',
    path: '/scim-connections',
    document: gql.CreateScimConnectionDocument,
    docs: docs.create,
    variables: ({ body }, problems) => ({ input: connectionInput(body, problems) as gql.CreateScimConnectionInput }),
    input: { type: 'CreateScimConnectionInput', of: ({ input }) => [['', input]] },
    problemOf,
    answer: ({ createScimConnection: created }) => ({
      status: 201,
      body: connectionBody(created),
      headers: { location: `/scim-connections/${created.id}`, etag: etagOf(created.version) },
    }),
  }),
  route({
    method: 'PUT',
    path: '/scim-connections/:id',
    document: gql.UpdateScimConnectionDocument,
    docs: docs.update,
    variables: (request, problems) => {
      const version = versionOfIfMatch(request, 'SCIM connection');
      const input = connectionInput(request.body, problems) as gql.UpdateScimConnectionInput;
      return { id: id(request), input: version === undefined ? input : { ...input, version } };
    },
    input: { type: 'UpdateScimConnectionInput', of: ({ input }) => [['', input]] },
    problemOf,
    answer: ({ updateScimConnection: updated }) => ({
      status: 200,
      body: connectionBody(updated),
      headers: { etag: etagOf(updated.version) },
    }),
  }),
  route({
    method: 'DELETE',
    path: '/scim-connections/:id',
    document: gql.DeleteScimConnectionDocument,
    docs: docs.delete,
    variables: (request) => ({ id: id(request), version: versionOfIfMatch(request, 'SCIM connection') ?? null }),
    answer: () => ({ status: 204 }),
  }),
  route({
    method: 'POST',
    path: '/tasks/dry-run',
    document: gql.DryRunScriptDocument,
    docs: docs.dryRun,
    variables: ({ body }, problems) => dryRunInput(body, problems),
    answer: ({ dryRunScript }) => ({ status: 200, body: snakeKeys(dryRunScript) }),
  }),
];
