// The schema of an answer, from the row's own document: what it selects is what the body shows.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Schema } from '../route-docs.ts';
import { snakeCase } from '../spelling.ts';
import { actionTypes, inRestWords, isHeaders, leafSchema, nullable, shapes } from './rest-types.ts';

export interface AnswerSchemas {
  /** Of a field of the document's root, without null: what is not there is a 404. */
  field(document: DocumentNode, name: string): Schema;
  /** Of the rows of a connection. */
  node(document: DocumentNode, name: string): Schema;
  /** The last field of the document's root: the one that it is about. */
  mainField(document: DocumentNode): string;
  /** What the schema says of the field. */
  description(document: DocumentNode, name: string): string | undefined;
  /** Of the arguments of the field. */
  fieldNamed(document: DocumentNode, name: string): ReturnType<typeof rootField>;
}

/** @param components where named schemas go. */
export function createAnswerSchemas(schema: GraphQLSchema, components: Record<string, Schema>): AnswerSchemas {
  const field: AnswerSchemas['field'] = (document, name) => {
    const { type, selection } = rootField(schema, document, name);
    const writer = createWriter(schema, components, fragmentsOf(document));
    return writer.typed(withoutNull(type), selection);
  };
  return {
    field,
    node: (document, name) => {
      const { type, selection } = rootField(schema, document, name);
      const writer = createWriter(schema, components, fragmentsOf(document));
      const [edges, edgeSelection] = writer.inner(getNamedType(type) as GraphQLCompositeType, selection, 'edges');
      return writer.typed(...nodeOf(writer, edges, edgeSelection));
    },
    mainField,
    description: (document, name) => {
      const { description } = rootField(schema, document, name);
      return description == null ? undefined : inRestWords(description);
    },
    fieldNamed: (document, name) => rootField(schema, document, name),
  };
}

type Writer = ReturnType<typeof createWriter>;

function nodeOf(writer: Writer, edges: GraphQLOutputType, selection: SelectionSetNode | undefined) {
  const [type, own] = writer.inner(getNamedType(edges) as GraphQLCompositeType, selection, 'node');
  return [withoutNull(type), own] as const;
}

const withoutNull = (type: GraphQLOutputType) => (isNonNullType(type) ? type.ofType : type);

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function rootField(schema: GraphQLSchema, document: DocumentNode, name: string) {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  const field = root?.getFields()[name];
  const node = operation?.selectionSet.selections.find((one) => one.kind === Kind.FIELD && one.name.value === name);
  if (!field || node?.kind !== Kind.FIELD) throw new Error(`the document has no field ${name}`);
  return { type: field.type, selection: node.selectionSet, description: field.description, args: field.args };
}

function mainField(document: DocumentNode): string {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const last = operation?.selectionSet.selections.at(-1);
  return last?.kind === Kind.FIELD ? last.name.value : '';
}

/** One selected field, or several of the same name in different places. */
interface Selected {
  readonly type: GraphQLOutputType;
  readonly selection: SelectionSetNode | undefined;
  readonly description: string | null | undefined;
}

function createWriter(
  schema: GraphQLSchema,
  components: Record<string, Schema>,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
) {
  /** All that is selected of a type, through fragments. */
  function selected(type: GraphQLCompositeType, set: SelectionSetNode | undefined): Map<string, Selected> {
    const found = new Map<string, Selected>();
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        const field = 'getFields' in type ? type.getFields()[node.name.value] : undefined;
        if (field)
          found.set(node.name.value, {
            type: field.type,
            selection: node.selectionSet,
            description: field.description,
          });
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      const on = fragment?.typeCondition?.name.value ?? type.name;
      const isFor = on === type.name || (isAbstractType(schema.getType(on)) && isObjectType(type));
      if (isFor) for (const [name, field] of selected(type, fragment?.selectionSet)) found.set(name, field);
    }
    return found;
  }

  function object(type: GraphQLCompositeType, set: SelectionSetNode | undefined): Schema {
    const shape = shapes[type.name] ?? {};
    if (shape.whole) return shape.whole;
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const [name, field] of selected(type, set)) {
      if (shape.hidden?.includes(name)) continue;
      if (shape.merged?.includes(name)) {
        const part = object(getNamedType(field.type) as GraphQLCompositeType, field.selection);
        Object.assign(properties, part.properties);
        required.push(...(part.required as string[]));
        continue;
      }
      const key = shape.named?.[name] ?? snakeCase(name);
      const isOptional =
        shape.optional === 'nullable' ? !isNonNullType(field.type) : (shape.optional ?? []).includes(name);
      const kind = name === 'type' ? actionTypes[type.name] : undefined;
      const own =
        kind !== undefined
          ? { const: kind }
          : typed(field.type, field.selection, isOptional && !shape.nullable?.includes(name));
      properties[key] =
        field.description == null || '$ref' in own ? own : { description: inRestWords(field.description), ...own };
      if (!isOptional) required.push(key);
    }
    Object.assign(properties, shape.added);
    return { type: 'object', properties, required, additionalProperties: false };
  }

  /** @param neverNull null is left out instead. */
  function typed(type: GraphQLOutputType, set: SelectionSetNode | undefined, neverNull = true): Schema {
    if (isNonNullType(type)) return typed(type.ofType, set);
    if (!neverNull) return nullable(typed(type, set));
    if (isHeaders(type)) return { $ref: '#/components/schemas/Headers' };
    if (isListType(type))
      return { type: 'array', items: typed(type.ofType as GraphQLOutputType, set, isNonNullType(type.ofType)) };
    if (!isCompositeType(type)) return leafSchema(type);
    if (isAbstractType(type)) {
      const kinds = schema.getPossibleTypes(type).map((kind) => named(kind.name, () => object(kind, set)));
      return { anyOf: kinds };
    }
    const [only, ...more] = set?.selections ?? [];
    if (only?.kind === Kind.FRAGMENT_SPREAD && more.length === 0)
      return named(only.name.value.replace(/Body$/, ''), () => object(type, set));
    return object(type, set);
  }

  function named(name: string, write: () => Schema): Schema {
    components[name] ??= write();
    return { $ref: `#/components/schemas/${name}` };
  }

  const inner = (type: GraphQLCompositeType, set: SelectionSetNode | undefined, name: string) => {
    const field = selected(type, set).get(name);
    if (!field) throw new Error(`${type.name} has no ${name} here`);
    return [field.type, field.selection] as const;
  };
  return { typed, inner };
}
