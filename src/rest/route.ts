// A row of the route table: a documented path, the typed document that it stands for, and the translation of both
// sides. A row decides nothing that the document does not.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

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
  /** @throws Refusal for what cannot be translated. */
  variables(request: RestRequest): Variables;
  /** The input type and variable to check before the document runs, for problems by path. */
  readonly input?: {
    readonly type: string;
    readonly of: (variables: Variables) => readonly [path: string, value: unknown][];
  };
  /** A path of the document's input as the REST body spells it. Default: snake case. */
  readonly pathOf?: (path: string, body: unknown) => string;
  answer(data: Data, request: RestRequest): RestAnswer;
}

/** Keeps a row's own types inside it while the table holds all rows alike. */
export const route = <Data, Variables>(row: Route<Data, Variables>): Route => row as unknown as Route;
