// The rows of the table for tokens.
import type { Problem } from '../domain/refusal.ts';
import * as gql from './gql/operations.ts';
import { one, pageAnswer, pageVariables } from './paging.ts';
import { found } from './problem.ts';
import { flag } from './query-values.ts';
import { type RestRequest, type Route, route } from './route.ts';
import { camelKeys, isObject, restProblem } from './spelling.ts';
import { scopeText, tokenBody } from './token-body.ts';
import { tokenDocs as docs } from './token-docs.ts';

const scopeNames = Object.keys(scopeText) as gql.Scope[];

function tokenInput(body: unknown, problems: Problem[]): gql.CreateTokenInput {
  if (!isObject(body)) {
    problems.push({ path: '', message: 'must be a JSON object' });
    return { name: '-', scopes: ['READ'] };
  }
  const input = camelKeys(body, '', problems);
  // What is no scope is passed on as it is, for the input's own check to name.
  const named = (text: unknown) => scopeNames.find((name) => scopeText[name] === text) ?? text;
  if (Array.isArray(input.scopes)) input.scopes = input.scopes.slice(0, 100).map(named);
  return input as gql.CreateTokenInput;
}

const id = ({ params }: RestRequest) => params.id ?? '';

export const tokenRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/tokens',
    document: gql.ListTokensDocument,
    docs: docs.list,
    variables: (request) => {
      const { name, active } = request.query;
      return { ...pageVariables(request), filter: { name: one(name) ?? null, active: flag('active', one(active)) } };
    },
    answer: ({ tokens }, request) => pageAnswer(tokens, request, tokenBody),
  }),
  route({
    method: 'POST',
    path: '/tokens',
    document: gql.CreateTokenDocument,
    docs: docs.create,
    variables: ({ body }, problems) => ({ input: tokenInput(body, problems) }),
    input: { type: 'CreateTokenInput', of: ({ input }) => [['', input]] },
    problemOf: (problem) =>
      problem.path.startsWith('scopes[')
        ? { ...problem, message: `must be one of ${Object.values(scopeText).join(', ')}` }
        : restProblem(problem),
    answer: ({ createToken: { secret, token } }) => ({
      status: 201,
      body: { secret, ...tokenBody(token) },
      headers: { location: `/tokens/${token.id}`, 'cache-control': 'no-store' },
    }),
  }),
  route({
    method: 'GET',
    path: '/tokens/:id',
    document: gql.GetTokenDocument,
    docs: docs.get,
    variables: (request) => ({ id: id(request) }),
    answer: ({ token }) => ({ status: 200, body: tokenBody(found(token, 'token')) }),
  }),
  route({
    method: 'DELETE',
    path: '/tokens/:id',
    document: gql.RevokeTokenDocument,
    docs: docs.revoke,
    variables: (request) => ({ id: id(request) }),
    answer: () => ({ status: 204 }),
  }),
  route({
    method: 'GET',
    path: '/viewer',
    document: gql.GetViewerDocument,
    docs: docs.viewer,
    variables: () => ({}),
    answer: ({ viewer: { kind, name, scopes, expiresAt } }) => ({
      status: 200,
      body: {
        kind: kind.toLowerCase(),
        name,
        scopes: scopes.map((scope) => scopeText[scope]),
        expires_at: expiresAt,
      },
    }),
  }),
];
