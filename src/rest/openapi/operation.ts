// One path of /openapi.json: its parameters, its body, and each of its answers, from what the row says of itself.
import type { SharedApi } from '../../graphql/execute.ts';
import type { Route } from '../route.ts';
import type { AnswerDocs, BodyDocs, RouteDocs, Schema } from '../route-docs.ts';
import type { AnswerSchemas } from './answer-schema.ts';
import type { RequestSchemas } from './request-schema.ts';

export const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

export interface Parts {
  readonly answers: AnswerSchemas;
  readonly requests: RequestSchemas;
  readonly scopesOf: SharedApi['scopesOf'];
}

export const tagOf = (path: string) => (path.startsWith('/.well-known') ? 'well-known' : (path.split('/')[1] ?? ''));

/** A row's documents are only looked at here. */
export type DescribedRow = Pick<Route, 'method' | 'path' | 'document' | 'docs'>;

export function operationOf({ method, path, document, docs }: DescribedRow, parts: Parts) {
  const { answers, requests, scopesOf } = parts;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const description = docs.description ?? answers.description(document, rootName(docs) ?? answers.mainField(document));
  return {
    operationId: operationId(method, path),
    summary: docs.summary,
    ...(description !== undefined && { description }),
    tags: [tagOf(path)],
    security: [{ token: scopesOf(document) }],
    parameters: [
      ...names.map((name) => ({
        name,
        in: 'path',
        required: true,
        description: pathWords(name),
        schema: { type: 'string' },
      })),
      ...Object.entries(docs.query ?? {}).map(([name, parameter]) => {
        const own = requests.parameter(name, parameter);
        const isList = own.schema.type === 'array';
        return { name, in: 'query', ...own, ...(isList && { style: 'form', explode: false }) };
      }),
      ...(docs.ifMatch ? [ifMatch] : []),
    ],
    ...(docs.body && { requestBody: requestBody(docs.body, document, docs, parts) }),
    responses: {
      ...Object.fromEntries(
        Object.entries(docs.answers).map(([status, answer]) => [status, response(answer, document, docs, answers)]),
      ),
      ...Object.fromEntries(errorsOf(docs, names.length > 0).map((status) => [status, problemResponse(status, docs)])),
    },
  };
}

/** The document's field that the row is about. */
function rootName({ answers }: RouteDocs): string | undefined {
  for (const answer of Object.values(answers) as AnswerDocs[])
    if (typeof answer === 'object')
      return 'one' in answer
        ? answer.one
        : 'page' in answer
          ? answer.page
          : 'items' in answer
            ? answer.items
            : undefined;
  return undefined;
}

export const operationId = (method: string, path: string) =>
  [method.toLowerCase(), ...path.split(/[/:.-]+/).filter((part) => part !== '')]
    .map((part, index) => (index === 0 ? part : part[0]?.toUpperCase() + part.slice(1)))
    .join('');

const pathWords = (name: string) =>
  name === 'id'
    ? 'Its id.'
    : `The id of the ${name.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}.`;

const ifMatch = {
  name: 'if-match',
  in: 'header',
  description: 'The `etag` of what the change was made from: 409 when somebody else has changed it since.',
  schema: { type: 'string' },
};

function requestBody(
  body: BodyDocs,
  document: DescribedRow['document'],
  docs: RouteDocs,
  { answers, requests }: Parts,
) {
  const { of } = body;
  const schema =
    'input' in of
      ? requests.input(of.input)
      : 'schema' in of
        ? of.schema
        : requests.args(
            answers.fieldNamed(document, rootName(docs) ?? answers.mainField(document)).args,
            of.args,
            of.named ?? {},
          );
  const examples = Object.fromEntries(Object.entries(body.examples).map(([name, value]) => [name, { value }]));
  return {
    required: !body.optional,
    content: {
      'application/json': { schema, examples },
      ...Object.fromEntries(
        Object.entries(body.media ?? {}).map(([type, { schema: own, example }]) => [type, { schema: own, example }]),
      ),
    },
  };
}

const headerWords = {
  etag: 'The version, for `if-match`.',
  location: 'The path of what was made.',
};

function response(answer: AnswerDocs, document: DescribedRow['document'], docs: RouteDocs, answers: AnswerSchemas) {
  if (answer === 'empty') return { description: 'Done; an empty body.' };
  if ('file' in answer)
    return {
      description: 'The file, as it is written.',
      content: Object.fromEntries(answer.file.map((type) => [type, { schema: { type: 'string' } }])),
    };
  const link = 'page' in answer ? { link: { description: 'The next page.', schema: { type: 'string' } } } : {};
  const headers = {
    ...link,
    ...Object.fromEntries(
      (docs.headers ?? []).map((name) => [name, { description: headerWords[name], schema: { type: 'string' } }]),
    ),
  };
  return {
    description: 'Done.',
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { 'application/json': { schema: answerSchema(answer, document, answers) } },
  };
}

function answerSchema(
  answer: Exclude<AnswerDocs, 'empty' | { file: unknown }>,
  document: DescribedRow['document'],
  answers: AnswerSchemas,
): Schema {
  if ('one' in answer) return answers.field(document, answer.one);
  if ('items' in answer) return listOf({ items: answers.field(document, answer.items) });
  if ('schema' in answer) return answer.schema((name) => answers.field(document, name));
  return listOf({
    items: { type: 'array', items: answers.node(document, answer.page) },
    next_cursor: { type: ['string', 'null'], description: 'Null: this is the last page.' },
    ...(answer.total && { total: { type: 'integer', description: 'Rows on all pages.' } }),
  });
}

const listOf = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const problemWords: Record<number, string> = {
  400: 'Something is wrong with the request: `errors` has the path of each bad field.',
  401: 'No token, or not a good one.',
  403: 'The token lacks a scope that this needs.',
  404: 'There is no such thing.',
  413: 'The body is larger than 8 MiB.',
  415: 'The body is not JSON.',
  429: 'Too many requests of this token: come again after `retry-after` seconds.',
  500: 'Something went wrong on our side.',
  503: 'The database cannot be reached: come again after `retry-after` seconds.',
};

function errorsOf(docs: RouteDocs, hasPath: boolean): number[] {
  return [
    ...(docs.body || docs.query || docs.ifMatch ? [400] : []),
    ...[401, 403, 429],
    ...(hasPath ? [404] : []),
    ...(docs.conflict !== undefined || docs.ifMatch ? [409] : []),
    ...(docs.body ? [413, 415] : []),
    ...[500, 503],
  ];
}

const problemResponse = (status: number, { conflict, ifMatch: hasIfMatch }: RouteDocs) => ({
  description:
    status === 409
      ? [conflict, hasIfMatch ? 'Somebody else has changed it meanwhile.' : undefined].filter(Boolean).join(' ')
      : problemWords[status],
  content: problemContent,
});
