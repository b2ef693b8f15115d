/**
 * The methods that a script may call by name, with JSON as arguments and as result: the ONE list that the sandbox, its
 * types and the dry run derive from. It must never hand a script anything but JSON, nor pass arguments on unchecked.
 */
import type { Json, JsonObject } from '../../domain/event.ts';
import type { ScimClient } from './scim-client.ts';
import type { ScimCollection } from './scim-collection.ts';
import { badCall } from './scim-error.ts';
import {
  type AttributeChoice,
  isJsonObject,
  type ListQuery,
  type PatchOperation,
  type ScimQueryFilter,
  type WriteOptions,
} from './scim-types.ts';

/** Rejects with a ScimError, also for arguments that cannot be used. A method without a result gives null. */
export type ScimMethod = (client: ScimClient, args: readonly Json[]) => Promise<Json>;

/** By name, such as `users.get`. `list` gives one page: {resources, totalResults, startIndex, nextStartIndex}. */
export const scimMethods: Readonly<Record<string, ScimMethod>> = {
  ...collectionMethods('users', (client) => client.users),
  'users.activate': async ({ users }, args) => users.activate(text(args[0], 'id'), writeOptions(args[1])),
  'users.deactivate': async ({ users }, args) => users.deactivate(text(args[0], 'id'), writeOptions(args[1])),
  ...collectionMethods('groups', (client) => client.groups),
  'groups.findByName': async ({ groups }, args) => groups.findByName(text(args[0], 'displayName')),
  'groups.members': async ({ groups }, args) =>
    (await groups.members(text(args[0], 'id'))).map((member) => ({ ...member })),
  'groups.addMember': async ({ groups }, args) =>
    done(groups.addMember(text(args[0], 'group id'), text(args[1], 'user id'))),
  'groups.addMembers': async ({ groups }, args) =>
    done(groups.addMembers(text(args[0], 'group id'), texts(args[1], 'user ids'))),
  'groups.removeMember': async ({ groups }, args) =>
    done(groups.removeMember(text(args[0], 'group id'), text(args[1], 'user id'))),
  'groups.removeMembers': async ({ groups }, args) =>
    done(groups.removeMembers(text(args[0], 'group id'), texts(args[1], 'user ids'))),
};

function collectionMethods(name: string, of: (client: ScimClient) => ScimCollection): Record<string, ScimMethod> {
  const methods: Record<string, ScimMethod> = {
    get: async (client, args) => of(client).get(text(args[0], 'id'), choice(args[1])),
    find: async (client, args) => of(client).find(filter(args[0]), choice(args[1])),
    findOne: async (client, args) => of(client).findOne(filter(args[0]), choice(args[1])),
    list: async (client, args) => ({ ...(await of(client).page(listQuery(args[0]))) }),
    create: async (client, args) => of(client).create(object(args[0], 'resource')),
    replace: async (client, args) =>
      of(client).replace(text(args[0], 'id'), object(args[1], 'resource'), writeOptions(args[2])),
    patch: async (client, args) => of(client).patch(text(args[0], 'id'), operations(args[1]), writeOptions(args[2])),
    delete: async (client, args) => done(of(client).delete(text(args[0], 'id'), writeOptions(args[1]))),
  };
  return Object.fromEntries(Object.entries(methods).map(([method, call]) => [`${name}.${method}`, call]));
}

async function done(promise: Promise<void>): Promise<null> {
  await promise;
  return null;
}

const bad = (what: string, wanted: string) => badCall('call', `the ${what} must be ${wanted}`);

function text(value: Json | undefined, what: string): string {
  if (typeof value !== 'string' || value === '') throw bad(what, 'a text that is not empty');
  return value;
}

function texts(value: Json | undefined, what: string): string[] {
  if (!Array.isArray(value)) throw bad(what, 'a list of texts');
  return value.map((item: Json) => text(item, what));
}

function object(value: Json | undefined, what: string): JsonObject {
  if (!isJsonObject(value)) throw bad(what, 'an object');
  return value;
}

function optional(value: Json | undefined): JsonObject {
  return value === undefined || value === null ? {} : object(value, 'options');
}

function filter(value: Json | undefined): ScimQueryFilter {
  if (typeof value === 'string') return value;
  const values: Record<string, string | number | boolean | null> = {};
  for (const [name, wanted] of Object.entries(object(value, 'filter'))) {
    if (typeof wanted === 'object' && wanted !== null) throw bad(`filter’s ${name}`, 'a text, number or boolean');
    values[name] = wanted;
  }
  return values;
}

function choice(value: Json | undefined): AttributeChoice {
  const { attributes, excludedAttributes } = optional(value);
  return {
    ...(attributes !== undefined && { attributes: texts(attributes, 'attributes') }),
    ...(excludedAttributes !== undefined && { excludedAttributes: texts(excludedAttributes, 'attributes') }),
  };
}

function listQuery(value: Json | undefined): ListQuery {
  const options = optional(value);
  const number = (name: 'startIndex' | 'count') => {
    const given = options[name];
    if (given !== undefined && typeof given !== 'number') throw bad(name, 'a number');
    return given === undefined ? {} : { [name]: given };
  };
  const filtered = options.filter === undefined ? {} : { filter: filter(options.filter) };
  return { ...choice(options), ...filtered, ...number('startIndex'), ...number('count') };
}

function operations(value: Json | undefined): PatchOperation[] {
  if (!Array.isArray(value) || value.length === 0) throw bad('operations', 'a list of {op, path, value}');
  return value.map((item: Json) => {
    const { op, path, value: given } = object(item, 'operation');
    if (op !== 'add' && op !== 'replace' && op !== 'remove') throw bad('op', 'add, replace or remove');
    if (path !== undefined && typeof path !== 'string') throw bad('path', 'a text');
    return { op, ...(path !== undefined && { path }), ...(given !== undefined && { value: given }) };
  });
}

function writeOptions(value: Json | undefined): WriteOptions {
  const { etag } = optional(value);
  return etag === undefined || etag === null ? {} : { etag: text(etag, 'etag') };
}
