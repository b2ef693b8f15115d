// What a change of the schema breaks for clients that were written against the last release.
import { BreakingChangeType, buildSchema, findSchemaChanges, type GraphQLSchema } from 'graphql';

const breaking = new Set<string>(Object.values(BreakingChangeType));

/**
 * @param released the schema of the last release, as text.
 * @returns each break in words, such as `Event.actorEmail was removed.`; additions are none.
 */
export const breakingChanges = (released: string, current: GraphQLSchema): readonly string[] =>
  findSchemaChanges(buildSchema(released), current)
    .filter(({ type }) => breaking.has(type))
    .map(({ type, description }) => `${type}: ${description}`);
