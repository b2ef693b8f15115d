import type { EventTypeDefinition } from './definition.ts';
import { applicationFields, changedField, mappingFields, resourceTypeField } from './payload-fields.ts';

const application = { ...applicationFields, ...resourceTypeField('application') };
const mapping = { ...mappingFields, ...resourceTypeField('app_mapping', 'usergrant') };
// The sample entry names a user, so it names no group.
const mappingSample = { actor: 'admin', without: ['group_id', 'group_name'] } as const;

/** What happens to applications, in the specification's order. */
export const applicationTypes: readonly EventTypeDefinition[] = [
  {
    name: 'application.created',
    description:
      'An application was created. Usually an administrator connected a new service for people to sign in to.',
    payload: application,
    sample: { actor: 'admin' },
  },
  {
    name: 'application.updated',
    description:
      'An application was updated. Usually an administrator changed its settings, such as redirect addresses or certificates.',
    payload: { ...application, ...changedField('redirect_uris') },
    sample: { actor: 'admin' },
  },
  {
    name: 'application.deleted',
    description:
      'An application was deleted. Usually an administrator disconnected a service that is no longer in use.',
    payload: application,
    sample: { actor: 'admin' },
  },
];

/** What happens to the entries that give users and groups access to applications, in the specification's order. */
export const appMappingTypes: readonly EventTypeDefinition[] = [
  {
    name: 'app_mapping.created',
    description:
      'An app mapping entry was created. Usually an administrator or an access rule gave a user or a group access to an application.',
    payload: mapping,
    sample: mappingSample,
  },
  {
    name: 'app_mapping.updated',
    description:
      'An app mapping entry was updated. Usually the roles changed that a user or a group has in an application.',
    payload: { ...mapping, ...changedField('roles') },
    sample: mappingSample,
  },
  {
    name: 'app_mapping.deleted',
    description: 'An app mapping entry was deleted. Usually a user or a group lost access to an application.',
    payload: mapping,
    sample: mappingSample,
  },
];
