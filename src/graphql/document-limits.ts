// How much one operation may ask for: the limits that hold in every door, for fields of today and of tomorrow alike.
// What an operation costs is measured when it is about to run, since the length of its lists may be in its variables.
import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, type parse } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type Measure, measureOperation } from './measure-operation.ts';

/** What is refused beyond these is refused whole, and nothing of it runs. */
export const documentLimits = {
  /** Names, signs and values of a document, before anything else looks at it: validation compares fields in pairs. */
  tokens: 5_000,
  /** Fields within fields. Introspection is not counted: graphql-js has its own rule for it. */
  depth: 20,
  /** Fields of the answer, with lists as long as they may become: see measure-operation.ts. */
  cost: 250_000,
  /** Fields that are given another name, fragments counted each time that they are spread. */
  aliases: 100,
  /** `@skip`, `@include` and their like, counted in the same way. */
  directives: 100,
} as const;

interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variableValues?: Readonly<Record<string, unknown>> | null;
}

export const limitChecks: Plugin = {
  onParse: ({ parseFn, setParseFn }) => {
    const inner = parseFn as typeof parse;
    setParseFn(((source, options) =>
      withinTokens(() => inner(source, { ...options, maxTokens: documentLimits.tokens }))) as typeof parse);
  },
  onExecute: ({ args, setResultAndStopExecution }) => {
    const error = limitError(args as Operation);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
  onSubscribe: ({ args, setResultAndStopExecution }) => {
    const error = limitError(args as Operation);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
};

function withinTokens(work: () => DocumentNode): DocumentNode {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphQLError) || !/contains more than \d+ tokens/i.test(error.message)) throw error;
    throw exceeded('tokens', undefined);
  }
}

/** Operations whose measure no variable can change; documents are parsed once and kept. */
const measured = new WeakMap<DocumentNode, Map<string, Measure>>();

/** What an operation asks for; undefined where it is not told which operation is meant. */
export function measureOf({ schema, document, operationName, variableValues }: Operation): Measure | undefined {
  const name = operationName ?? '';
  const known = measured.get(document)?.get(name);
  if (known) return known;
  const operation = getOperationAST(document, operationName);
  if (!operation) return undefined;
  const measure = measureOperation(schema, document, operation, variableValues ?? {});
  if (!measure.byVariables) {
    const ofDocument = measured.get(document) ?? new Map<string, Measure>();
    measured.set(document, ofDocument.set(name, measure));
  }
  return measure;
}

function limitError(operation: Operation): GraphQLError | undefined {
  const measure = measureOf(operation);
  const what = (['depth', 'aliases', 'directives', 'cost'] as const).find(
    (one) => measure && measure[one] > documentLimits[one],
  );
  return what && measure && exceeded(what, measure[what]);
}

const words = {
  tokens: 'is longer than it may be',
  depth: 'is nested deeper than it may be',
  cost: 'costs more than it may: ask for fewer rows with first or last, or for fewer fields',
  aliases: 'has more aliases than it may have',
  directives: 'has more directives than it may have',
} as const;

/** `{ code: 'LIMIT_EXCEEDED', cost: 312500, limit: 250000 }`: what was measured under its own name. */
function exceeded(what: keyof typeof words, is: number | undefined): GraphQLError {
  const limit = documentLimits[what];
  const numbers =
    is === undefined
      ? `the limit is ${limit} ${what}`
      : `its ${what} ${what.endsWith('s') ? 'are' : 'is'} ${is}, the limit is ${limit}`;
  return new GraphQLError(`the operation ${words[what]}: ${numbers}`, {
    extensions: { code: 'LIMIT_EXCEEDED', ...(is !== undefined && { [what]: is }), exceeded: what, limit },
  });
}
