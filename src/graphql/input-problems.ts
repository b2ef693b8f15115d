// What is wrong with a client's value for an input type, by path and in plain words: types, unknown and missing fields.
// Never says the value, as GraphQL's own messages do: it may be a secret. Rules about the values themselves are the
// resolvers' business.
import {
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLScalarType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  type ObjectValueNode,
  type ValueNode,
} from 'graphql';
import { type Problem, pathText } from '../domain/refusal.ts';

type Path = readonly (string | number)[];

export interface InputCheck {
  /** Whether a single value may stand for a list of one, as GraphQL has it. Default: true. */
  readonly coerceLists?: boolean;
  /** Where the value stands. Default: nowhere, paths begin with its own fields. */
  readonly at?: Path;
}

/** Problems told at most; a body can have a million. */
const maxProblems = 50;
const maxNameLength = 80;
/** No list of the service may be this long: it is refused before all its items are made into objects. */
const maxItems = 10_000;
/** Inputs can hold themselves: deeper ones are refused before anything walks down to their end. */
const maxPath = 40;

/** A value as JSON: a variable's, or a REST body's. */
export const inputProblems = (type: GraphQLInputType, value: unknown, options: InputCheck = {}): readonly Problem[] =>
  ofValue(type, value, options.at ?? [], options.coerceLists ?? true).slice(0, maxProblems);

/** A value as it is written in a document; the variables in it are checked where their values come. */
export const literalProblems = (type: GraphQLInputType, node: ValueNode, at: Path): readonly Problem[] =>
  ofLiteral(type, node, at).slice(0, maxProblems);

const wrong = (at: Path, message: string): Problem[] => [{ path: pathText(at), message }];

function ofValue(type: GraphQLInputType, value: unknown, at: Path, coerceLists: boolean): Problem[] {
  const isNothing = value === null || value === undefined;
  if (isNonNullType(type)) return isNothing ? wrong(at, 'is required') : ofValue(type.ofType, value, at, coerceLists);
  if (isNothing) return [];
  if (at.length > maxPath) return wrong(at.slice(0, 4), 'is nested too deeply');
  if (isListType(type)) {
    if (Array.isArray(value) && value.length > maxItems) return wrong(at, 'has too many items');
    if (Array.isArray(value))
      return ofItems(value, (item, index) => ofValue(type.ofType, item, [...at, index], coerceLists));
    return coerceLists ? ofValue(type.ofType, value, at, coerceLists) : wrong(at, 'must be a list');
  }
  if (isInputObjectType(type)) return ofObject(type, value, at, coerceLists);
  if (isEnumType(type)) {
    const isKnown = typeof value === 'string' && Boolean(type.getValue(value));
    return isKnown ? [] : wrong(at, oneOfWords(namesOf(type)));
  }
  return passes(() => type.coerceInputValue(value)) ? [] : wrong(at, wordsFor(type, value));
}

/** Stops when there is enough to tell: a list can have millions of items. */
function ofItems<Item>(items: readonly Item[], check: (item: Item, index: number) => Problem[]): Problem[] {
  const problems: Problem[] = [];
  for (const [index, item] of items.entries()) {
    problems.push(...check(item, index));
    if (problems.length >= maxProblems) break;
  }
  return problems;
}

function ofObject(type: GraphQLInputObjectType, value: unknown, at: Path, coerceLists: boolean): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(at, 'must be an object');
  const given = value as Record<string, unknown>;
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  return [
    ...ofNames(type, names, (name) => given[name] === null, at),
    ...Object.values(type.getFields()).flatMap((field) =>
      names.includes(field.name)
        ? ofValue(field.type, given[field.name], below(type, at, field.name), coerceLists)
        : ofMissing(field, at),
    ),
  ];
}

function ofLiteral(type: GraphQLInputType, node: ValueNode, at: Path): Problem[] {
  if (node.kind === Kind.VARIABLE) return [];
  if (isNonNullType(type)) return node.kind === Kind.NULL ? wrong(at, 'is required') : ofLiteral(type.ofType, node, at);
  if (node.kind === Kind.NULL) return [];
  if (isListType(type)) {
    if (node.kind !== Kind.LIST) return ofLiteral(type.ofType, node, at);
    return ofItems(node.values, (item, index) => ofLiteral(type.ofType, item, [...at, index]));
  }
  if (isInputObjectType(type))
    return node.kind === Kind.OBJECT ? ofObjectLiteral(type, node, at) : wrong(at, 'must be an object');
  if (isEnumType(type)) {
    const isKnown = node.kind === Kind.ENUM && Boolean(type.getValue(node.value));
    return isKnown ? [] : wrong(at, oneOfWords(namesOf(type)));
  }
  return passes(() => readLiteral(type, node)) ? [] : wrong(at, wordsFor(type, undefined));
}

const readLiteral = (type: GraphQLScalarType, node: ValueNode): unknown =>
  type.coerceInputLiteral ? type.coerceInputLiteral(node as never) : type.parseLiteral(node, undefined);

function ofObjectLiteral(type: GraphQLInputObjectType, node: ObjectValueNode, at: Path): Problem[] {
  const given = new Map(node.fields.map((field) => [field.name.value, field.value]));
  return [
    ...ofNames(type, [...given.keys()], (name) => given.get(name)?.kind === Kind.NULL, at),
    ...Object.values(type.getFields()).flatMap((field) => {
      const value = given.get(field.name);
      return value ? ofLiteral(field.type, value, below(type, at, field.name)) : ofMissing(field, at);
    }),
  ];
}

const ofMissing = (field: GraphQLInputField, at: Path): Problem[] =>
  isRequiredInputField(field) ? wrong([...at, field.name], 'is required') : [];

/** Unknown names, and of alternatives that exactly one is given. */
function ofNames(
  type: GraphQLInputObjectType,
  names: readonly string[],
  isNull: (name: string) => boolean,
  at: Path,
): Problem[] {
  const known = type.getFields();
  const unknown = names.filter((name) => !Object.hasOwn(known, name)).slice(0, maxProblems);
  const isOne = names.length === 1 && !isNull(names[0] ?? '');
  if (type.isOneOf && unknown.length === 0 && !isOne)
    return wrong(at, `must be exactly one of ${Object.keys(known).join(', ')}`);
  return unknown.flatMap((name) => wrong([...at, shortened(name)], 'is not a known field'));
}

/** The name of an alternative is no part of the path: rules about the values do not know it either. */
const below = (type: GraphQLInputObjectType, at: Path, name: string): Path => (type.isOneOf ? at : [...at, name]);

function passes(read: () => unknown): boolean {
  try {
    return read() !== undefined;
  } catch {
    return false;
  }
}

const namesOf = (type: GraphQLEnumType) => type.getValues().map(({ name }) => name);
const oneOfWords = (names: readonly string[]) => `must be one of ${names.join(', ')}`;
const shortened = (name: string) => (name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name);

const words: Record<string, string> = {
  Int: 'must be a whole number',
  Float: 'must be a number',
  String: 'must be text',
  ID: 'must be text',
  Boolean: 'must be true or false',
  DateTime: 'must be a time as in RFC 3339, such as 2026-03-29T01:30:00Z',
};

function wordsFor({ name }: GraphQLScalarType, value: unknown): string {
  if (name === 'Int' && Number.isInteger(value)) return 'must be a whole number of at most 2147483647';
  return words[name] ?? 'is not valid';
}
