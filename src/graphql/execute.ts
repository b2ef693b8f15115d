// The GraphQL server itself (Yoga) and the one way in which other doors of this process run a document on it.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type DocumentNode, type ExecutionResult, GraphQLInputObjectType, type GraphQLSchema } from 'graphql';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Problem } from '../domain/refusal.ts';
import { missingScope } from '../domain/scopes.ts';
import { bucketsWanted, figuresWanted } from '../figures/read-figures.ts';
import { lintMany } from '../integrations/lint/lint-many.ts';
import { createErrorAnswer } from './answer-errors.ts';
import type { Context, Principal, Services } from './context.ts';
import { limitChecks } from './document-limits.ts';
import { inBatches } from './in-batches.ts';
import { inputProblems } from './input-problems.ts';
import { integrationsOfTasks } from './integrations-of-tasks.ts';
import { lastDeliveries } from './last-deliveries.ts';
import { lastRuns } from './last-runs.ts';
import { documentChecks } from './refuse-document.ts';
import { neededScopes, scopeChecks } from './require-scopes.ts';
import { schema } from './schema.ts';

/** What a door knows of a request before the context is made. */
export interface DoorContext {
  readonly principal: Principal;
}

export type GraphQLServer = YogaServerInstance<DoorContext, Context>;

/** Runs a typed document in process, through the same plugins and context as a request over HTTP. */
export type Execute = <Data, Variables>(
  principal: Principal,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) => Promise<ExecutionResult<Data>>;

const playgroundHint = `# Set the header below to the admin token that the service printed at its start.
query Integrations {
  integrations(first: 10) { totalCount edges { node { id name triggers enabled } } }
}
subscription Live {
  deliveryUpdated { id status attemptCount eventType integration { name } }
}`;

export function createGraphQLServer(services: Services): GraphQLServer {
  return createYoga<DoorContext, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    logging: false,
    multipart: false,
    plugins: [scopeChecks, documentChecks, limitChecks],
    // One operation in a request: what is batched would pass the limits many times over.
    batching: false,
    maskedErrors: { maskError: createErrorAnswer(services.log) },
    // Loaded when a browser asks: the page takes 50 MB of memory.
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    graphiql: {
      title: 'iam-integrations playground',
      defaultQuery: playgroundHint,
      headers: JSON.stringify({ authorization: 'Bearer ' }),
      defaultTab: 'headers',
    } as never,
    context: ({ principal }) => ({
      services,
      principal,
      revealed: new Map(),
      bucketsOf: inBatches((wanted) => bucketsWanted(services.database, wanted, new Date())),
      healthOf: inBatches((wanted) => figuresWanted(services.database, wanted, new Date())),
      warningsOf: inBatches((integrations) => lintMany(services, integrations)),
      lastDeliveryOf: inBatches((ids) => lastDeliveries(services.database, ids)),
      lastRunOf: inBatches((ids) => lastRuns(services.database, ids)),
      integrationsOfTask: inBatches((ids) => integrationsOfTasks(services.database, ids)),
    }),
  });
}

/** Which scopes a caller lacks for a typed document, in words; undefined when none. */
export const lackOfScopes = ({ scopes }: Principal, document: TypedDocumentNode<unknown, never>): string | undefined =>
  missingScope(scopes, neededScopes(schema, document));

export function createExecute(server: GraphQLServer): Execute {
  return async (principal, document, variables) => {
    const { schema: current, execute, contextFactory } = server.getEnveloped({ principal } as never);
    return execute({
      schema: current,
      document,
      variableValues: variables,
      contextValue: await contextFactory(),
    });
  };
}

/** What all doors share, for what is derived from it. */
export interface SharedApi {
  readonly schema: GraphQLSchema;
  /** The scopes that a document needs. */
  scopesOf(document: DocumentNode): readonly string[];
}

export const sharedApi: SharedApi = { schema, scopesOf: (document) => [...neededScopes(schema, document)] };

/** What is wrong with a JSON value for an input type of the schema, by path. Lists must be lists. */
export function problemsOfInput(typeName: string, value: unknown): readonly Problem[] {
  const type = schema.getType(typeName);
  if (!(type instanceof GraphQLInputObjectType)) throw new Error(`no such input type: ${typeName}`);
  return inputProblems(type, value, { coerceLists: false });
}
