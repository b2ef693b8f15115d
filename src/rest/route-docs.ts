// What a row of the route table says of itself for /openapi.json: the one field that a new row needs beside its work.
// Descriptions and schemas come from the GraphQL document and types that the row names, so that they cannot drift.

/** JSON Schema (2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

/** A parameter: a field of a GraphQL type (`DeliveryFilter.status`), or what it is where there is none. */
export type ParameterDocs = string | { readonly description: string; readonly schema: Schema };

export interface BodyDocs {
  /** Its schema: an input type of GraphQL, or arguments of the row's field, under the names of REST. */
  readonly of:
    | { readonly input: string }
    | { readonly args: readonly string[]; readonly named?: Readonly<Record<string, string>> }
    | { readonly schema: Schema };
  /** A request without a body does the same as one with an empty object. Default: false. */
  readonly optional?: boolean;
  /** Requests that the service takes, by name; the first is sent by a test, and so are the others. */
  readonly examples: Readonly<Record<string, unknown>>;
  /** Further media types, each with its schema and an example. */
  readonly media?: Readonly<Record<string, { readonly schema: Schema; readonly example: unknown }>>;
}

export type AnswerDocs =
  /** One field of the document's answer. */
  | { readonly one: string }
  /** A page of a connection. @param total it has the number of all rows, too. */
  | { readonly page: string; readonly total?: boolean }
  /** A list, whole. */
  | { readonly items: string }
  /** A file in these media types. */
  | { readonly file: readonly string[] }
  /** What the row makes by itself, beside the schema of a field. */
  | { readonly schema: (field: (name: string) => Schema) => Schema }
  | 'empty';

export interface RouteDocs {
  /** A few words: what it does. */
  readonly summary: string;
  /** Default: what the schema says of the document's field. */
  readonly description?: string;
  /** Of the query, by name. */
  readonly query?: Readonly<Record<string, ParameterDocs>>;
  /** It takes `If-Match`, which refuses a stale change. */
  readonly ifMatch?: boolean;
  readonly body?: BodyDocs;
  /** By status. */
  readonly answers: Readonly<Record<number, AnswerDocs>>;
  /** When it answers 409. Default: never. */
  readonly conflict?: string;
  /** The answer's headers beside `link`: what they hold. */
  readonly headers?: readonly ('etag' | 'location')[];
}

/** The parameters of a list that comes in pages. */
export const pageParameters: Readonly<Record<string, ParameterDocs>> = {
  limit: {
    description: 'Rows at most, 1 to 250.',
    schema: { type: 'integer', minimum: 1, maximum: 250, default: 50 },
  },
  cursor: { description: '`next_cursor` of the page before.', schema: { type: 'string' } },
};
