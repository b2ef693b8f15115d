// Paths beside the route table: supervisors, receivers of tokens, identity providers, and this description itself.
import type { Schema } from '../route-docs.ts';

const problem = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const json = (description: string, schema: Schema) => ({ description, content: { 'application/json': { schema } } });
const text = { type: 'string' };

const readiness = {
  type: 'object',
  properties: {
    status: { enum: ['ready', 'not ready'] },
    reasons: { type: 'array', items: text, description: 'Why it is not ready.' },
    parts: { type: 'object', additionalProperties: text, description: 'Each part of the service.' },
  },
  required: ['status', 'reasons', 'parts'],
};

const open = { security: [], parameters: [] };

const source = {
  tags: ['events'],
  security: [],
  parameters: [
    { name: 'source', in: 'path', required: true, description: 'The name of an event source.', schema: text },
  ],
};

/** By path and method. */
export const otherPaths: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  '/events/:source': {
    post: {
      ...source,
      operationId: 'receiveFromProvider',
      summary: 'What an identity provider sends',
      description:
        'Needs no token of ours: each kind of source checks its provider’s own signature over the exact bytes. What it takes and answers is the provider’s protocol: see docs/sources.md.',
      requestBody: { required: true, content: { '*/*': { schema: {} } } },
      responses: {
        '200': { description: 'Taken, or known already.' },
        '202': { description: 'Taken, as RFC 8935 has it for security event tokens.' },
        '401': { description: 'The credential is wrong or missing.', ...problem },
        '404': { description: 'There is no such source, or it is switched off.', ...problem },
      },
    },
    get: {
      ...source,
      operationId: 'verifyAddressForOkta',
      summary: 'The handshake of Okta',
      description: 'Only with the header x-okta-verification-challenge, which is given back.',
      responses: {
        '200': json('The challenge.', {
          type: 'object',
          properties: { verification: text },
          required: ['verification'],
        }),
        '404': { description: 'There is no such source.', ...problem },
      },
    },
  },
  '/healthz': {
    get: {
      ...open,
      operationId: 'getHealthz',
      summary: 'Whether the process lives',
      tags: ['supervision'],
      responses: {
        '200': json('It does.', { type: 'object', properties: { status: { const: 'ok' } }, required: ['status'] }),
      },
    },
  },
  '/readyz': {
    get: {
      ...open,
      operationId: 'getReadyz',
      summary: 'Whether requests may come',
      tags: ['supervision'],
      responses: { '200': json('They may.', readiness), '503': json('Not now.', readiness) },
    },
  },
  '/metrics': {
    get: {
      operationId: 'getMetrics',
      parameters: [],
      summary: 'Numbers for Prometheus',
      description: 'Also with METRICS_TOKEN, which opens nothing else. See docs/observability.md.',
      tags: ['supervision'],
      responses: {
        '200': { description: 'In Prometheus’ text format.', content: { 'text/plain': { schema: text } } },
        '401': { description: 'No token, or not a good one.', ...problem },
      },
    },
  },
  '/.well-known/jwks.json': {
    get: {
      ...open,
      operationId: 'getJwks',
      summary: 'The public keys of security event tokens',
      tags: ['well-known'],
      responses: {
        '200': json('A JSON Web Key Set.', {
          type: 'object',
          properties: { keys: { type: 'array', items: { type: 'object' } } },
          required: ['keys'],
        }),
      },
    },
  },
  '/.well-known/ssf-configuration': {
    get: {
      ...open,
      operationId: 'getSsfConfiguration',
      summary: 'This service as a transmitter of security events',
      tags: ['well-known'],
      responses: {
        '200': json('As in Shared Signals.', {
          type: 'object',
          properties: { issuer: text, jwks_uri: text },
          required: ['issuer', 'jwks_uri'],
        }),
      },
    },
  },
  '/auth/config': {
    get: {
      ...open,
      operationId: 'getAuthConfig',
      summary: 'How the admin page logs in',
      description: 'What it needs of an identity provider; null when there is none to log in with. See docs/access.md.',
      tags: ['reference'],
      responses: {
        '200': json('The provider.', {
          type: 'object',
          properties: { oidc: { type: ['object', 'null'] } },
          required: ['oidc'],
        }),
      },
    },
  },
  '/openapi.json': {
    get: {
      ...open,
      operationId: 'getOpenApi',
      summary: 'This description',
      tags: ['reference'],
      responses: { '200': json('OpenAPI 3.1.', { type: 'object', required: ['openapi', 'paths'] }) },
    },
  },
  '/docs': {
    get: {
      ...open,
      operationId: 'getDocs',
      summary: 'This description as a page',
      tags: ['reference'],
      responses: { '200': { description: 'The page.', content: { 'text/html': { schema: text } } } },
    },
  },
};
