// Words for what has none where it is defined: whatever the schema shows says what it is. What is said at a definition
// comes first, then the words for that place, then those for its name wherever it stands.
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { everywhere, typesByEnding } from './descriptions/everywhere.ts';
import { ofConfiguration } from './descriptions/of-configuration.ts';
import { ofEnumValues } from './descriptions/of-enum-values.ts';
import { ofHealth } from './descriptions/of-health.ts';
import { ofInputs } from './descriptions/of-inputs.ts';
import { ofTasks } from './descriptions/of-tasks.ts';
import { ofTypes } from './descriptions/of-types.ts';

/** By `Type`, `Type.field`, `Type.field(argument)` and `Enum.VALUE`. */
export const descriptions: Readonly<Record<string, string>> = {
  ...ofTypes,
  ...ofTasks,
  ...ofHealth,
  ...ofConfiguration,
  ...ofInputs,
  ...ofEnumValues,
};

/** One thing of a schema that can have words. */
export interface Described {
  /** Such as `Query.tasks(first)`. */
  readonly place: string;
  readonly name: string;
  readonly kind: 'type' | 'value' | 'field';
  readonly element: { description?: string | null | undefined };
}

/** Everything of a schema that should have words. */
export function* describable(schema: GraphQLSchema): Generator<Described> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isSpecifiedScalarType(type)) continue;
    yield { place: type.name, name: type.name, kind: 'type', element: type };
    if (isEnumType(type))
      for (const value of type.getValues())
        yield { place: `${type.name}.${value.name}`, name: value.name, kind: 'value', element: value };
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const place = `${type.name}.${field.name}`;
      yield { place, name: field.name, kind: 'field', element: field };
      if (!('args' in field)) continue;
      for (const argument of field.args)
        yield { place: `${place}(${argument.name})`, name: argument.name, kind: 'field', element: argument };
    }
  }
}

export function describeRest(schema: GraphQLSchema): GraphQLSchema {
  for (const { place, name, kind, element } of describable(schema))
    element.description ??= wordsFor(place, name, kind) ?? null;
  return schema;
}

function wordsFor(place: string, name: string, kind: Described['kind']): string | undefined {
  const own = descriptions[place];
  if (own !== undefined) return own;
  if (kind === 'type') return typesByEnding.find(([ending]) => name.endsWith(ending))?.[1];
  return kind === 'field' && Object.hasOwn(everywhere, name) ? everywhere[name] : undefined;
}
