// What each scope opens, over the whole schema: nothing is reachable that was forgotten.
import {
  type DocumentNode,
  type GraphQLField,
  GraphQLObjectType,
  getNamedType,
  isEnumType,
  isScalarType,
  isUnionType,
  parse,
} from 'graphql';
import { expect, test } from 'vitest';
import { isGranted, missingScope, type Scope } from '../../src/domain/scopes.ts';
import { neededScopes } from '../../src/graphql/require-scopes.ts';
import { schema } from '../../src/graphql/schema.ts';

type Fields = [string, GraphQLField<unknown, unknown>][];

const fieldsOf = (type: GraphQLObjectType | null | undefined): Fields => Object.entries(type?.getFields() ?? {});
const mutations = fieldsOf(schema.getMutationType());
const queries = fieldsOf(schema.getQueryType());
const subscriptions = fieldsOf(schema.getSubscriptionType());
const publishing = ['publishEvent', 'publishEvents'];

/** A document that calls one field and selects nothing of its answer that a scope of its own could guard. */
function calling(operation: string, name: string, field: GraphQLField<unknown, unknown>): DocumentNode {
  const type = getNamedType(field.type);
  return parse(`${operation} { ${name} ${isScalarType(type) || isEnumType(type) ? '' : '{ __typename }'} }`);
}

const may = (granted: Scope, document: DocumentNode) =>
  missingScope([granted], neededScopes(schema, document)) === undefined;

test('a read token can call every query and subscription and no mutation', () => {
  expect(mutations.length).toBeGreaterThan(20);
  expect(queries.filter(([name, field]) => !may('read', calling('query', name, field)))).toEqual([]);
  expect(subscriptions.filter(([name, field]) => !may('read', calling('subscription', name, field)))).toEqual([]);
  expect(mutations.filter(([name, field]) => may('read', calling('mutation', name, field)))).toEqual([]);
});

test('an events:write token can publish events and call nothing else', () => {
  const open = (operation: string, fields: Fields) =>
    fields.filter(([name, field]) => may('events:write', calling(operation, name, field))).map(([name]) => name);
  expect(open('mutation', mutations)).toEqual(publishing);
  expect(open('query', queries)).toEqual([]);
  expect(open('subscription', subscriptions)).toEqual([]);
});

test('an admin token can call everything', () => {
  const all = [
    ...mutations.map(([name, field]) => calling('mutation', name, field)),
    ...queries.map(([name, field]) => calling('query', name, field)),
    ...subscriptions.map(([name, field]) => calling('subscription', name, field)),
  ];
  expect(all.filter((document) => !may('admin', document))).toEqual([]);
});

test('what publishing answers tells an events:write token nothing of what is stored', () => {
  const reachable = new Set<GraphQLObjectType>();
  const enter = (type: unknown) => {
    if (isUnionType(type)) for (const member of type.getTypes()) enter(member);
    if (!(type instanceof GraphQLObjectType) || reachable.has(type)) return;
    reachable.add(type);
    for (const [, field] of fieldsOf(type)) {
      const scope = (field.extensions.scope ?? 'events:write') as Scope;
      if (isGranted(['events:write'], scope)) enter(getNamedType(field.type));
    }
  };
  for (const name of publishing) enter(getNamedType(schema.getMutationType()?.getFields()[name]?.type));
  expect([...reachable].map(({ name }) => name)).toEqual(['PublishResult']);
});

test.each([
  ['an alias', 'mutation { publishEvents: deleteIntegration(id: "x") }'],
  ['a fragment', 'mutation { ...f } fragment f on Mutation { deleteIntegration(id: "x") }'],
  [
    'a fragment in a fragment',
    'mutation { ...f } fragment f on Mutation { ...g } fragment g on Mutation { deleteIntegration(id: "x") }',
  ],
  ['an inline fragment', 'mutation { ... on Mutation { deleteIntegration(id: "x") } }'],
  ['an inline fragment without a type', 'mutation { ... { ... @include(if: true) { deleteIntegration(id: "x") } } }'],
  ['a second field', 'mutation { publishEvent(input: {type: "user.created"}) { eventId } deleteIntegration(id: "x") }'],
])('%s hides no field', (_, text) => {
  expect(may('events:write', parse(text))).toBe(false);
  expect(may('read', parse(text))).toBe(false);
  expect(may('admin', parse(text))).toBe(true);
});

test('the operation that is meant counts, not its neighbour', () => {
  const document = parse('query a { integrations { totalCount } } mutation b { deleteIntegration(id: "x") }');
  expect([...neededScopes(schema, document, 'a')]).toEqual(['read']);
  expect([...neededScopes(schema, document, 'b')]).toEqual(['admin']);
});

test('the refusal names what is missing and what there is', () => {
  expect(missingScope(['read'], ['admin'])).toBe('this needs the scope admin, and the token has read');
  expect(missingScope([], ['read'])).toBe('this needs the scope read, and the token has none');
  expect(missingScope(['read', 'events:write'], ['read'])).toBeUndefined();
});
