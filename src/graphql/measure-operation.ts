// What an operation asks for, without running it. Its cost is how many fields the answer may have: each field counts 1,
// and what stands in a list counts as often as the list may be long. That is its `first` or `last`, or the number of
// its `ids`. Another list of rows counts as ten, and a list that is part of a row, such as headers, as one. A field for
// which this is wrong says so: `extensions: { cost: 100 }` for itself, `{ times: 0 }` for what stands in it.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { defaultPageSize, maxPageSize } from './keyset-page.ts';

export interface Measure {
  readonly depth: number;
  readonly cost: number;
  readonly aliases: number;
  readonly directives: number;
  /** Other variables may give another cost. */
  readonly byVariables: boolean;
}

/** What a list of rows counts as where its field has neither `first` nor `ids`. */
const rowsAssumed = 10;
const nothing: Measure = { depth: 0, cost: 0, aliases: 0, directives: 0, byVariables: false };

export function measureOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  const defaults = new Map<string, ValueNode | undefined>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    defaults.set(variable.name.value, defaultValue);

  /** A fragment is walked once, however often it is spread: spreads within spreads would multiply. */
  const ofFragments = new Map<string, Measure>();
  const ofFragment = (name: string): Measure => {
    const known = ofFragments.get(name);
    if (known) return known;
    ofFragments.set(name, nothing); // of one that spreads itself, which validation refuses
    const fragment = fragments.get(name);
    const type = fragment && schema.getType(fragment.typeCondition.name.value);
    const measure = fragment ? ofSelections(type, fragment.selectionSet, 1) : nothing;
    ofFragments.set(name, measure);
    return measure;
  };

  /** The value of an argument, written or from a variable; a list gives its length. */
  const numberOf = (value: ValueNode | undefined): { readonly number?: number; readonly byVariables: boolean } => {
    if (value?.kind === 'Variable') {
      const name = value.name.value;
      const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
      const number = given === undefined ? numberOf(defaults.get(name)).number : sizeOf(given);
      return { ...(number !== undefined && { number }), byVariables: true };
    }
    if (value?.kind === 'IntValue') return { number: Number(value.value), byVariables: false };
    if (value?.kind === 'ListValue') return { number: value.values.length, byVariables: false };
    return { byVariables: false };
  };

  const lengthOf = (field: GraphQLField<unknown, unknown>, node: FieldNode) => {
    const written = (name: string) => numberOf(node.arguments?.find((one) => one.name.value === name)?.value);
    const [first, last, ids] = [written('first'), written('last'), written('ids')];
    const byVariables = first.byVariables || last.byVariables || ids.byVariables;
    const names = new Set(field.args.map(({ name }) => name));
    if (names.has('ids')) return { length: ids.number ?? rowsAssumed, byVariables };
    if (!names.has('first')) return { length: undefined, byVariables };
    const otherwise = sizeOf(field.args.find(({ name }) => name === 'first')?.defaultValue) ?? defaultPageSize;
    // What is out of range is refused by the list itself.
    const most = Math.max(maxPageSize, otherwise * 10);
    return { length: Math.min(Math.max(first.number ?? last.number ?? otherwise, 1), most), byVariables };
  };

  const ofField = (type: unknown, node: FieldNode, edges: number): Measure => {
    const name = node.name.value;
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    const own = {
      aliases: node.alias ? 1 : 0,
      directives: node.directives?.length ?? 0,
    };
    if (name.startsWith('__')) {
      const inner = node.selectionSet ? ofSelections(undefined, node.selectionSet, 1) : nothing;
      return { ...sum([inner], own), depth: 0, cost: inner.cost + 1 };
    }
    const { length, byVariables } = field ? lengthOf(field, node) : { length: undefined, byVariables: false };
    const named = field && getNamedType(field.type);
    const isList = field !== undefined && isListType(getNullableType(field.type));
    const isRow = isObjectType(named) && named.extensions.pothosPrismaModel !== undefined;
    const isConnection = isObjectType(named) && 'edges' in named.getFields();
    const within = node.selectionSet
      ? ofSelections(named, node.selectionSet, isConnection ? (length ?? 1) : 1)
      : nothing;
    const long = isList ? (name === 'edges' ? edges : (length ?? (isRow ? rowsAssumed : 1))) : 1;
    const times = numberIn(field, 'times') ?? long;
    const measure = sum([within], own);
    return {
      ...measure,
      depth: within.depth + 1,
      cost: (numberIn(field, 'cost') ?? 1) + within.cost * times,
      byVariables: byVariables || within.byVariables,
    };
  };

  const ofSelections = (type: unknown, { selections }: SelectionSetNode, edges: number): Measure =>
    sum(
      selections.map((selection) => {
        const directives = selection.directives?.length ?? 0;
        if (selection.kind === 'Field') return ofField(type, selection, edges);
        if (selection.kind === 'FragmentSpread') {
          const inner = edges === 1 ? ofFragment(selection.name.value) : ofEdgesFragment(selection.name.value, edges);
          return sum([inner], { aliases: 0, directives });
        }
        const condition = selection.typeCondition?.name.value;
        const inner = ofSelections(
          condition === undefined ? type : schema.getType(condition),
          selection.selectionSet,
          edges,
        );
        return sum([inner], { aliases: 0, directives });
      }),
    );

  /** A fragment on a connection: how long its edges are depends on where it is spread. */
  const ofEdgesFragment = (name: string, edges: number): Measure => {
    const fragment = fragments.get(name);
    const key = `${name} ${edges}`;
    const known = ofFragments.get(key);
    if (known || !fragment) return known ?? nothing;
    ofFragments.set(key, nothing);
    const measure = ofSelections(schema.getType(fragment.typeCondition.name.value), fragment.selectionSet, edges);
    ofFragments.set(key, measure);
    return measure;
  };

  const root = schema.getRootType(operation.operation);
  return sum([ofSelections(root, operation.selectionSet, 1)], {
    aliases: 0,
    directives: operation.directives?.length ?? 0,
  });
}

function sum(parts: readonly Measure[], own = { aliases: 0, directives: 0 }): Measure {
  let [depth, cost, byVariables] = [0, 0, false];
  let { aliases, directives } = own;
  for (const part of parts) {
    depth = Math.max(depth, part.depth);
    cost += part.cost;
    aliases += part.aliases;
    directives += part.directives;
    byVariables ||= part.byVariables;
  }
  return { depth, cost, aliases, directives, byVariables };
}

function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function numberIn(field: GraphQLField<unknown, unknown> | undefined, name: 'cost' | 'times'): number | undefined {
  const said = field?.extensions[name];
  return typeof said === 'number' ? said : undefined;
}
