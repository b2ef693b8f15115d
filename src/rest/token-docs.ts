// What the rows for tokens say of themselves.
import { pageParameters, type RouteDocs } from './route-docs.ts';

export const tokenDocs = {
  list: {
    summary: 'List tokens',
    query: { name: 'TokenFilter.name', active: 'TokenFilter.active', ...pageParameters },
    answers: { 200: { page: 'tokens' } },
  },
  create: {
    summary: 'Make a token',
    description: 'The answer has its secret, which is shown here and never again.',
    body: {
      of: { input: 'CreateTokenInput' },
      examples: { publisher: { name: 'publisher', scopes: ['events:write'], expires_at: '2099-01-01T00:00:00Z' } },
    },
    answers: { 201: { one: 'createToken' } },
    headers: ['location'],
  },
  get: { summary: 'Get a token', answers: { 200: { one: 'token' } } },
  revoke: { summary: 'Revoke a token', answers: { 204: 'empty' }, conflict: 'It is revoked already.' },
  viewer: { summary: 'Get who asks, and what they may do', answers: { 200: { one: 'viewer' } } },
} as const satisfies Record<string, RouteDocs>;
