// The checks of a client's document that GraphQL itself leaves out or words in a way that repeats the client's values:
// how deep it is nested, the values written in it, and the values of its variables. Works in every door.
import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  Lexer,
  Source,
  specifiedRules,
  TokenKind,
  typeFromAST,
  type ValidationContext,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { type Problem, problemSummary } from '../domain/refusal.ts';
import { inputProblems, literalProblems } from './input-problems.ts';

/** Brackets within brackets, at most: beyond this, parsing and validating would exhaust the stack. */
const maxNesting = 200;

export const documentChecks: Plugin = {
  onParse: ({ params }) => {
    if (nesting(String(params.source)) > maxNesting)
      throw refusedDocument(`the document is nested deeper than ${maxNesting} levels`);
  },
  onValidate: ({ setValidationFn }) => {
    setValidationFn(((schema: GraphQLSchema, document: DocumentNode, rules: typeof specifiedRules = specifiedRules) =>
      validate(schema, document, [...rules.filter((rule) => rule !== ValuesOfCorrectTypeRule), writtenValuesRule], {
        maxErrors: 50,
        hideSuggestions: false,
      })) as never);
  },
  onExecute: ({ args, setResultAndStopExecution }) => {
    const error = variablesError(args as Operation);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
  onSubscribe: ({ args, setResultAndStopExecution }) => {
    const error = variablesError(args as Operation);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
};

interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variableValues?: Readonly<Record<string, unknown>> | null;
}

function variablesError({ schema, document, operationName, variableValues }: Operation): GraphQLError | undefined {
  const operation = getOperationAST(document, operationName);
  const problems = (operation?.variableDefinitions ?? []).flatMap(({ variable, type: typeNode, defaultValue }) => {
    const type = typeFromAST(schema, typeNode);
    const name = variable.name.value;
    const given = variableValues && Object.hasOwn(variableValues, name) ? variableValues[name] : undefined;
    if (!type || !isInputType(type) || (given === undefined && defaultValue)) return [];
    return inputProblems(type, given, { at: pathOf(name) });
  });
  return problems.length > 0 ? badInput(problems) : undefined;
}

function writtenValuesRule(context: ValidationContext): ASTVisitor {
  const report = (problems: readonly Problem[], node: unknown) => {
    if (problems.length > 0) context.reportError(badInput(problems, node));
  };
  return {
    Argument: (node) => {
      const type = context.getInputType();
      if (type) report(literalProblems(type, node.value, pathOf(node.name.value)), node.value);
    },
    VariableDefinition: (node) => {
      const type = context.getInputType();
      if (type && node.defaultValue)
        report(literalProblems(type, node.defaultValue, pathOf(node.variable.name.value)), node.defaultValue);
    },
  };
}

/** The argument that stands for a whole body is no part of the path, so that paths are those of REST. */
const pathOf = (name: string) => (name === 'input' ? [] : [name]);

const badInput = (problems: readonly Problem[], node?: unknown) =>
  new GraphQLError(problemSummary(problems), {
    ...(node !== undefined && { nodes: [node as never] }),
    extensions: { code: 'BAD_USER_INPUT', problems },
  });

const refusedDocument = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

const opening = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Of a text that is no document, how deep it is where that shows. */
function nesting(text: string): number {
  // Most documents have fewer brackets than that, and need not be read twice.
  if ((text.match(/[[{(]/g)?.length ?? 0) <= maxNesting) return 0;
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  let deepest = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      if (opening.has(token.kind)) deepest = Math.max(deepest, ++depth);
      else if (closing.has(token.kind)) depth--;
    }
  } catch {
    // The parser tells what is wrong here.
  }
  return deepest;
}
