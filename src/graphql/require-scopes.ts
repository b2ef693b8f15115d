// Who may run what: the one place, for every door, where the scopes of a caller are held against a document. Nothing of
// a document runs when the caller lacks a scope for any part of it. Queries and subscriptions need `read`, mutations
// `admin`; a field that needs another scope says so: `extensions: { scope: 'events:write' }`.
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { missingScope, type Scope, scopes } from '../domain/scopes.ts';
import type { Context } from './context.ts';

interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly contextValue?: unknown;
}

const defaults: Record<OperationDefinitionNode['operation'], Scope> = {
  query: 'read',
  subscription: 'read',
  mutation: 'admin',
};

export const scopeChecks: Plugin<Context> = {
  onExecute: ({ args, setResultAndStopExecution }) => {
    const error = refusal(args as Operation);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
  onSubscribe: ({ args, setResultAndStopExecution }) => {
    const error = refusal(args as Operation);
    if (error) setResultAndStopExecution({ errors: [error] });
  },
};

function refusal({ schema, document, operationName, contextValue }: Operation): GraphQLError | undefined {
  const { principal } = contextValue as Context;
  const lack = missingScope(principal.scopes, neededScopes(schema, document, operationName));
  return lack === undefined ? undefined : new GraphQLError(lack, { extensions: { code: 'FORBIDDEN' } });
}

/** What has been found for a document; documents are parsed once and kept. */
const found = new WeakMap<DocumentNode, Map<string, ReadonlySet<Scope>>>();

/** The scopes that all fields of an operation need together. */
export function neededScopes(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
): ReadonlySet<Scope> {
  const known = found.get(document) ?? new Map<string, ReadonlySet<Scope>>();
  found.set(document, known);
  const name = operationName ?? '';
  const needed = known.get(name) ?? collect(schema, document, name);
  known.set(name, needed);
  return needed;
}

function collect(schema: GraphQLSchema, document: DocumentNode, name: string): ReadonlySet<Scope> {
  const operation = getOperationAST(document, name === '' ? undefined : name);
  const needed = new Set<Scope>();
  const root = operation && schema.getRootType(operation.operation);
  // Which operation is meant is not told: execution refuses it.
  if (!root) return needed;
  const entered = new Set<string>();
  const enter = (type: unknown, selections: SelectionSetNode) => {
    for (const selection of selections.selections) {
      if (selection.kind === 'FragmentSpread') {
        if (entered.has(selection.name.value)) continue;
        entered.add(selection.name.value);
        for (const definition of document.definitions)
          if (definition.kind === 'FragmentDefinition' && definition.name.value === selection.name.value)
            enter(schema.getType(definition.typeCondition.name.value), definition.selectionSet);
      } else if (selection.kind === 'InlineFragment') {
        const condition = selection.typeCondition?.name.value;
        enter(condition === undefined ? type : schema.getType(condition), selection.selectionSet);
      } else if ((isObjectType(type) || isInterfaceType(type)) && !selection.name.value.startsWith('__')) {
        const field = type.getFields()[selection.name.value];
        if (!field) continue;
        const scope = scopeOf(field.extensions, type === root ? defaults[operation.operation] : undefined);
        if (scope) needed.add(scope);
        if (selection.selectionSet) enter(getNamedType(field.type), selection.selectionSet);
      }
    }
  };
  enter(root satisfies GraphQLObjectType, operation.selectionSet);
  return needed;
}

function scopeOf(extensions: Readonly<Record<string, unknown>>, otherwise: Scope | undefined): Scope | undefined {
  const said = extensions.scope;
  if (said === undefined) return otherwise;
  const scope = scopes.find((one) => one === said);
  if (!scope) throw new Error(`no such scope: ${String(said)}`);
  return scope;
}
