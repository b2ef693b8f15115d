/**
 * What has to change in the target directory, decided from both lists of users before anything is changed.
 * It must never plan a deletion, nor touch a user that it cannot match beyond doubt.
 */
import type { JsonObject } from '../../domain/event.ts';
import { type PatchOperation, type ScimResource, versionOf } from '../scim/scim-types.ts';
import type { DirectorySettings } from './directory-settings.ts';
import { readAttribute, saysTheSame, schemaOf, textOf, withAttribute } from './scim-attribute.ts';

export interface PlannedChange {
  /** For the output: the userName, or the id where there is none. */
  readonly name: string;
  readonly id: string;
  readonly etag: string | undefined;
  readonly operations: readonly PatchOperation[];
  /** True if the account is active now and is not afterwards. */
  readonly deactivates: boolean;
  /** The attributes that differ. */
  readonly attributes: readonly string[];
}

export interface DirectoryPlan {
  readonly create: readonly { readonly name: string; readonly resource: JsonObject }[];
  readonly change: readonly PlannedChange[];
  /** Users of the target that need nothing. */
  readonly unchanged: number;
  /** Active users of the target before. */
  readonly activeBefore: number;
  /** Who was left out, and why. */
  readonly warnings: readonly string[];
}

type PlanSettings = Pick<DirectorySettings, 'attributes' | 'matchBy' | 'deactivateMissing'>;

export function planDirectory(
  source: readonly ScimResource[],
  target: readonly ScimResource[],
  settings: PlanSettings,
): DirectoryPlan {
  const warnings: string[] = [];
  const sources = byKey('source', source, (user) => sourceKey(user, settings.matchBy), warnings);
  const targets = byKey('target', target, (user) => keyText(user[settings.matchBy], settings.matchBy), warnings);
  const create: { name: string; resource: JsonObject }[] = [];
  const change: PlannedChange[] = [];
  let unchanged = 0;

  for (const [key, user] of sources.users) {
    if (targets.doubtful.has(key)) continue;
    const match = targets.users.get(key);
    if (!match) {
      if (isActive(user)) create.push({ name: nameOf(user), resource: newUser(user, settings) });
      continue;
    }
    const planned = planChange(user, match, settings);
    if (planned.operations.length === 0) unchanged++;
    else change.push(planned);
  }
  for (const [key, user] of targets.users) {
    if (sources.users.has(key) || sources.doubtful.has(key)) continue;
    if (settings.deactivateMissing && isActive(user)) change.push(changeOf(user, [setActive(false)], []));
    else unchanged++;
  }
  return { create, change, unchanged, activeBefore: target.filter(isActive).length, warnings };
}

interface Keyed {
  readonly users: ReadonlyMap<string, ScimResource>;
  /** Keys that several users have. */
  readonly doubtful: ReadonlySet<string>;
}

function byKey(
  side: string,
  list: readonly ScimResource[],
  keyOf: (user: ScimResource) => string | undefined,
  warnings: string[],
): Keyed {
  const users = new Map<string, ScimResource>();
  const doubtful = new Set<string>();
  let without = 0;
  for (const user of list) {
    const key = keyOf(user);
    if (key === undefined) without++;
    else if (users.has(key)) doubtful.add(key);
    else users.set(key, user);
  }
  for (const key of doubtful) {
    users.delete(key);
    warnings.push(`${side}: several users are “${key}”: left out`);
  }
  if (without > 0) warnings.push(`${side}: ${without} users have nothing to be matched by: left out`);
  return { users, doubtful };
}

/** A directory's user keeps its id; externalId is what a client before us gave it (RFC 7643, 3.1). */
function sourceKey(user: ScimResource, matchBy: PlanSettings['matchBy']): string | undefined {
  return keyText(user[matchBy], matchBy) ?? (matchBy === 'externalId' ? user.id : undefined);
}

/** A userName is the same in any case, an externalId is not (RFC 7643, 4.1.1 and 3.1). */
function keyText(value: ScimResource[string] | undefined, matchBy: PlanSettings['matchBy']): string | undefined {
  const text = textOf(value);
  if (text === undefined || text === '') return undefined;
  return matchBy === 'userName' ? text.toLowerCase() : text;
}

const isActive = (user: ScimResource) => user.active !== false;

const nameOf = (user: ScimResource) => textOf(user.userName) ?? user.id;

const setActive = (value: boolean): PatchOperation => ({ op: 'replace', path: 'active', value });

function newUser(user: ScimResource, { attributes, matchBy }: PlanSettings): JsonObject {
  const schemas = new Set(['urn:ietf:params:scim:schemas:core:2.0:User']);
  let resource: JsonObject = { userName: user.userName ?? user.id, active: true };
  if (matchBy === 'externalId') resource = { ...resource, externalId: sourceKey(user, matchBy) ?? user.id };
  for (const { from, to } of attributes) {
    const value = readAttribute(user, from);
    if (value === undefined) continue;
    const schema = schemaOf(to);
    if (schema !== undefined) schemas.add(schema);
    resource = withAttribute(resource, to, value);
  }
  return { schemas: [...schemas], ...resource };
}

function planChange(user: ScimResource, match: ScimResource, { attributes }: PlanSettings): PlannedChange {
  const differing = attributes.flatMap(({ from, to }) => {
    const value = readAttribute(user, from);
    return value === undefined || saysTheSame(value, readAttribute(match, to)) ? [] : [{ to, value }];
  });
  const operations = differing.map(({ to, value }): PatchOperation => ({ op: 'replace', path: to, value }));
  if (isActive(user) !== isActive(match)) operations.push(setActive(isActive(user)));
  return changeOf(
    match,
    operations,
    differing.map(({ to }) => to),
  );
}

function changeOf(
  user: ScimResource,
  operations: readonly PatchOperation[],
  attributes: readonly string[],
): PlannedChange {
  const deactivates = operations.some(({ path, value }) => path === 'active' && value === false);
  return { name: nameOf(user), id: user.id, etag: versionOf(user), operations, deactivates, attributes };
}
