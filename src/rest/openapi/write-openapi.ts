// /openapi.json: the route table, the exports and the few other paths as OpenAPI 3.1. Written when it is first asked for.
import { eventTypes } from '../../domain/event-types.ts';
import type { SharedApi } from '../../graphql/execute.ts';
import { type ExportRoute, exportRoutes } from '../export-routes.ts';
import type { Schema } from '../route-docs.ts';
import { routes } from '../routes.ts';
import { createAnswerSchemas } from './answer-schema.ts';
import { type DescribedRow, operationOf, problemContent, tagOf } from './operation.ts';
import { otherPaths } from './other-paths.ts';
import { createRequestSchemas } from './request-schema.ts';
import { ownSchemas } from './rest-types.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Schema;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly [part: string]: unknown };
  readonly [part: string]: unknown;
}

export function writeOpenApi(api: SharedApi, version: string): OpenApiDocument {
  const schemas: Record<string, Schema> = { ...ownSchemas };
  for (const { name, description, payloadSchema } of eventTypes) {
    const { $schema: _, ...rest } = payloadSchema;
    schemas[name] = { ...rest, description };
  }
  const parts = {
    answers: createAnswerSchemas(api.schema, schemas),
    requests: createRequestSchemas(api.schema, schemas),
    scopesOf: api.scopesOf,
  };
  const paths: Record<string, Record<string, object>> = {};
  const add = (path: string, method: string, operation: object) => {
    const key = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[key] = { ...paths[key], [method.toLowerCase()]: operation };
  };
  for (const row of routes) add(row.path, row.method, operationOf(row, parts));
  for (const row of exportRoutes) add(row.path, 'GET', operationOf(exportAsRoute(row), parts));
  for (const [path, methods] of Object.entries(otherPaths))
    for (const [method, operation] of Object.entries(methods)) add(path, method, operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'iam-integrations',
      version,
      summary: 'Turns identity events into action.',
      description:
        'Bodies are JSON in snake_case, times RFC 3339 in UTC. Errors are `application/problem+json` with the path of ' +
        'each bad field. Lists come newest first, in pages: `next_cursor` of one is `cursor` of the next, and the header ' +
        '`link` leads there. `PUT` changes what is given and leaves the rest; a secret is shown as a mask, and the mask ' +
        'sent back keeps it. The same in GraphQL, with subscriptions, at `/graphql`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This service.' }],
    security: [{ token: [] }],
    tags: [...new Set(Object.keys(paths).map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The admin token, one that `createToken` made, or of an identity provider. With each path are the scopes that it needs.',
        },
      },
      responses: { Problem: { description: 'An error.', content: problemContent } },
    },
  };
}

const exportAsRoute = ({ path, document, docs }: ExportRoute): DescribedRow => ({
  method: 'GET',
  path,
  document: document as DescribedRow['document'],
  docs,
});
