// Every mutation runs as one in the audit log's eyes: what it changes is recorded, or not done. The few that are not are
// listed here, each with its reason.
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { type Actor, withinMutation } from '../infra/audit.ts';
import type { Context, Principal } from './context.ts';

/** Mutations that the audit log says nothing of. */
export const unrecordedMutations: Readonly<Record<string, string>> = {
  publishEvent: 'an event is its own record',
  publishEvents: 'an event is its own record',
  dryRunScript: 'nothing leaves and nothing is kept',
};

export function recordMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    if (field.name in unrecordedMutations) continue;
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = (root, args, context: Context, info) =>
      withinMutation(field.name, actorOf(context.principal), () => resolve(root, args, context, info));
  }
  return schema;
}

const actorOf = ({ kind, id, name }: Principal): Actor => ({
  kind: kind === 'user' ? 'oidc' : 'token',
  // There is one admin token; it has no id.
  ...(kind !== 'admin_token' && { id }),
  name,
});
