// A row of the route table: a documented path, the typed document that it stands for, and the translation of both
// sides. A row decides nothing that the document does not.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { Problem } from '../domain/refusal.ts';
import type { RouteDocs } from './route-docs.ts';

export interface RestRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  /** Path and query as sent. */
  readonly url: string;
}

export interface RestAnswer {
  readonly status: number;
  /** Undefined: an empty body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route<Data = unknown, Variables = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With Fastify's `:name` parameters. */
  readonly path: string;
  readonly document: TypedDocumentNode<Data, Variables>;
  /** What /openapi.json says of it. */
  readonly docs: RouteDocs;
  /**
   * What cannot be translated goes to `problems`, and something harmless stands in for it, so that everything that is
   * wrong with a request is told at once.
   */
  variables(request: RestRequest, problems: Problem[]): Variables;
  /** The input type and variable to check before the document runs, for problems by path. */
  readonly input?: {
    readonly type: string;
    readonly of: (variables: Variables) => readonly [path: string, value: unknown][];
  };
  /** A problem of the document's input as the REST body spells it. Default: `restProblem`. */
  readonly problemOf?: (problem: Problem, body: unknown, request: RestRequest) => Problem;
  answer(data: Data, request: RestRequest): RestAnswer;
}

/** Keeps a row's own types inside it while the table holds all rows alike. */
export const route = <Data, Variables>(row: Route<Data, Variables>): Route => row as unknown as Route;
