import type { EventTypeDefinition } from './definition.ts';
import { changedField, groupFields, resourceTypeField, userFields } from './payload-fields.ts';

const group = { ...groupFields, ...resourceTypeField('group', 'organization') };
const membership = { ...groupFields, ...userFields, ...resourceTypeField('group_membership', 'group', 'organization') };

/** What happens to groups and their members, in the specification's order. */
export const groupTypes: readonly EventTypeDefinition[] = [
  {
    name: 'group.created',
    description: 'A group was created. Usually an administrator or a directory sync added it.',
    payload: group,
    sample: { actor: 'admin' },
  },
  {
    name: 'group.updated',
    description: 'A group was updated. Usually an administrator renamed it or changed its attributes.',
    payload: { ...group, ...changedField('name') },
    sample: { actor: 'admin' },
  },
  {
    name: 'group.deleted',
    description: 'A group was deleted. Usually an administrator removed it, or it vanished from a synced directory.',
    payload: group,
    sample: { actor: 'admin' },
  },
  {
    name: 'group.member_added',
    description:
      'A user was added to a group. Usually an administrator, a group rule or an approved access request put them there.',
    payload: membership,
    sample: { actor: 'admin' },
  },
  {
    name: 'group.member_removed',
    description:
      'A user was removed from a group. Usually they changed teams or left, or a group rule no longer fits them.',
    payload: membership,
    sample: { actor: 'admin' },
  },
];
