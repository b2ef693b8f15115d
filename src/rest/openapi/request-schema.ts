// The schema of a request's body and parameters, from GraphQL's input types and arguments.
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { ParameterDocs, Schema } from '../route-docs.ts';
import { snakeCase } from '../spelling.ts';
import { inRestWords, isHeaders, leafSchema, nullable } from './rest-types.ts';

export interface RequestSchemas {
  input(name: string): Schema;
  args(args: readonly GraphQLArgument[], names: readonly string[], named: Readonly<Record<string, string>>): Schema;
  parameter(name: string, docs: ParameterDocs): { readonly description: string; readonly schema: Schema };
}

/** What only GraphQL's input has: REST names the version in If-Match. */
const hidden = ['version'];
/** Null takes it away; everywhere else it is left out. */
const removable = ['threshold', 'digest', 'breaker', 'orderingKey'];
/** Alternatives that REST tells apart by a `type` beside their fields. */
const flat = ['ActionInput', 'ConfiguredActionInput', 'ScimAuthInput'];
const kinds: Readonly<Record<string, string>> = {
  http: 'http',
  slack: 'slack',
  log: 'log',
  triggerTask: 'trigger_task',
};

/** @param components where named schemas go. */
export function createRequestSchemas(schema: GraphQLSchema, components: Record<string, Schema>): RequestSchemas {
  function input(name: string): Schema {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) throw new Error(`no such input type: ${name}`);
    const $ref = `#/components/schemas/${name}`;
    if (!Object.hasOwn(components, name)) {
      components[name] = {};
      components[name] = flat.includes(name) ? actions(type) : name === 'HttpAuthInput' ? auth : objectOf(type);
    }
    return { $ref };
  }

  const objectOf = (type: GraphQLInputObjectType, added: Record<string, Schema> = {}): Schema => ({
    ...(type.description != null && { description: inRestWords(type.description) }),
    ...properties(Object.values(type.getFields()), added),
  });

  function properties(
    fields: readonly (GraphQLInputField | GraphQLArgument)[],
    added: Record<string, Schema> = {},
    named: Readonly<Record<string, string>> = {},
  ) {
    const shown = fields.filter(({ name }) => !hidden.includes(name));
    const keyOf = (name: string) => named[name] ?? snakeCase(name);
    const required = shown.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
    const own = shown.map((field) => [keyOf(field.name), described(field)] as const);
    const names = [...Object.keys(added), ...required.map(({ name }) => keyOf(name))];
    return {
      type: 'object',
      properties: { ...added, ...Object.fromEntries(own) },
      ...(names.length > 0 && { required: names }),
    };
  }

  function described({ name, type, description }: GraphQLInputField | GraphQLArgument): Schema {
    const own = typed(type);
    const whole = removable.includes(name) ? nullable(own) : own;
    return description == null ? whole : { description: inRestWords(description), ...whole };
  }

  function typed(type: GraphQLInputType): Schema {
    if (isNonNullType(type)) return typed(type.ofType);
    if (isHeaders(type)) return { $ref: '#/components/schemas/Headers' };
    if (isListType(type)) return { type: 'array', items: typed(type.ofType as GraphQLInputType) };
    return isInputObjectType(type) ? input(type.name) : leafSchema(type);
  }

  /** Flat, with a `type`. */
  const actions = (type: GraphQLInputObjectType): Schema => ({
    ...(type.description != null && {
      description: type.description.replace('under the name of its kind', 'by its type'),
    }),
    oneOf: Object.values(type.getFields()).map((field) => {
      const own = isNonNullType(field.type) ? field.type.ofType : field.type;
      return objectOf(own as GraphQLInputObjectType, { type: { const: kinds[field.name] ?? snakeCase(field.name) } });
    }),
  });

  return {
    input,
    args: (args, names, named) =>
      properties(
        names.map((name) => found(args, name)),
        {},
        named,
      ),
    parameter: (name, docs) => {
      if (typeof docs !== 'string') return docs;
      const [typeName = '', fieldName = ''] = docs.split('.');
      const type = schema.getType(typeName);
      const field = isInputObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (!field) throw new Error(`no such field: ${docs}`);
      const description =
        field.description ?? `Only with this ${name}${isList(field.type) ? ', or one of these' : ''}.`;
      return { description: inRestWords(description), schema: typed(field.type) };
    },
  };
}

const isList = (type: GraphQLInputType) => isListType(isNonNullType(type) ? type.ofType : type);

function found(args: readonly GraphQLArgument[], name: string): GraphQLArgument {
  const arg = args.find((one) => one.name === name);
  if (!arg) throw new Error(`no such argument: ${name}`);
  return arg;
}

const secret = { type: 'string', description: 'Left out or masked in an update: the stored one.' };

const auth: Schema = {
  description: 'How the request authenticates.',
  oneOf: [
    { type: 'object', properties: { type: { const: 'none' } } },
    { type: 'object', properties: { type: { const: 'bearer' }, token: secret }, required: ['type'] },
    {
      type: 'object',
      properties: { type: { const: 'basic' }, username: { type: 'string' }, password: secret },
      required: ['type'],
    },
  ],
};
