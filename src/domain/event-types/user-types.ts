import type { EventTypeDefinition } from './definition.ts';
import { applicationFields, changedField, resourceTypeField, textField, userFields } from './payload-fields.ts';

const user = { ...userFields, ...resourceTypeField('user') };

/** What happens to user accounts, in the specification's order. */
export const userTypes: readonly EventTypeDefinition[] = [
  {
    name: 'user.created',
    description:
      'A new user account was created. Usually an administrator added the person, a directory sync brought them in, or they signed up themselves.',
    // The application is the one through which somebody signed up.
    payload: { ...user, ...applicationFields },
    sample: { actor: 'user' },
  },
  {
    name: 'user.updated',
    description:
      "A user's profile was changed. Usually the person or an administrator edited it, or a directory sync brought new values.",
    payload: { ...user, ...changedField('email', 'given_name') },
    sample: { actor: 'admin' },
  },
  {
    name: 'user.deleted',
    description:
      'A user account was deleted. Usually an administrator or an off-boarding job removed it, or the person closed their account.',
    payload: user,
    sample: { actor: 'admin' },
  },
  {
    name: 'user.activated',
    description:
      'A user account was re-activated. Usually an administrator lifted a suspension, or somebody came back to the organisation.',
    payload: user,
    sample: { actor: 'admin' },
  },
  {
    name: 'user.deactivated',
    description:
      'A user account was deactivated. Usually somebody left, an administrator suspended the account, or it was locked for good.',
    payload: {
      ...user,
      reason: textField('Why the account was deactivated, in the words of the source', 'Left the company', 'hijacking'),
    },
    sample: { actor: 'admin' },
  },
];
