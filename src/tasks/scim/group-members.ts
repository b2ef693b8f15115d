/**
 * Members of groups, in portions that any directory takes: adding, removing, and reading also groups whose members do
 * not fit into one answer. It must never take a list that may be incomplete for a whole one.
 */
import type { Json } from '../../domain/event.ts';
import type { ScimCollection } from './scim-collection.ts';
import { badCall, ScimError } from './scim-error.ts';
import { filterValue } from './scim-filter.ts';
import { isJsonObject, type PatchOperation, type ScimMember, type ScimResource } from './scim-types.ts';

export interface GroupMembers {
  /** Members that are there already stay. */
  addMembers(groupId: string, userIds: readonly string[]): Promise<void>;
  /** Who is no member is left out silently. */
  removeMembers(groupId: string, userIds: readonly string[]): Promise<void>;
  /** All members. A group that is too large for one answer is read through the `groups` of users: without groups in it. */
  members(groupId: string): Promise<readonly ScimMember[]>;
}

/** Members in one PATCH. */
const portion = 100;

export function createGroupMembers(users: ScimCollection, groups: ScimCollection): GroupMembers {
  const removePortion = async (groupId: string, ids: readonly string[]): Promise<void> => {
    const operations = ids.map(
      (id): PatchOperation => ({ op: 'remove', path: `members[value eq ${filterValue(id)}]` }),
    );
    try {
      await groups.patch(groupId, operations);
    } catch (error) {
      if (!(error instanceof ScimError) || error.scimType !== 'noTarget') throw error;
      // One of them is no member: all the same to us, but the whole request was refused.
      if (ids.length > 1) for (const id of ids) await removePortion(groupId, [id]);
    }
  };

  return {
    addMembers: async (groupId, userIds) => {
      for (const ids of portions(userIds))
        await groups.patch(groupId, [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }]);
    },
    removeMembers: async (groupId, userIds) => {
      for (const ids of portions(userIds)) await removePortion(groupId, ids);
    },
    members: async (groupId) => {
      const group = await readWhole(groups, groupId);
      if (group) return Array.isArray(group.members) ? group.members.flatMap(readMember) : [];
      const found: ScimMember[] = [];
      const filter = `groups.value eq ${filterValue(groupId)}`;
      for await (const user of users.list({ filter, attributes: ['userName'] }))
        found.push({ value: user.id, display: textOf(user.userName), type: 'User' });
      if (found.length > 0) return found;
      const detail = 'the group is too large to be read at once, and users cannot be found by groups.value';
      throw new ScimError({ request: `GET /Groups/${groupId}`, status: 0, scimType: null, detail });
    },
  };
}

/** The group with its members; undefined if they do not fit into one answer. */
async function readWhole(groups: ScimCollection, groupId: string): Promise<ScimResource | undefined> {
  try {
    return await groups.get(groupId, { attributes: ['members'] });
  } catch (error) {
    if (error instanceof ScimError && error.tooLarge) return undefined;
    throw error;
  }
}

function portions(ids: readonly string[]): string[][] {
  const all = [...new Set(ids)];
  if (all.some((id) => typeof id !== 'string' || id === '')) throw badCall('members', 'an id is empty or no text');
  return Array.from({ length: Math.ceil(all.length / portion) }, (_, i) => all.slice(i * portion, (i + 1) * portion));
}

function readMember(member: Json): ScimMember[] {
  if (!isJsonObject(member) || typeof member.value !== 'string') return [];
  const isGroup = member.type === 'Group' || (member.type === undefined && /\/Groups\//.test(String(member.$ref)));
  return [{ value: member.value, display: textOf(member.display), type: isGroup ? 'Group' : 'User' }];
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : null);
