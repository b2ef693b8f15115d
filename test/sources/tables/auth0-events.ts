// Rows of the table of Auth0 event streams: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const stream = (type: string, object: Document, more: Document = {}) => ({
  id: 'evt_1',
  time: '2026-11-20T09:28:01.573Z',
  type,
  data: { object, ...more },
});
const finn = { user_id: 'auth0|finn', email: 'finn@example.com', name: 'Finn Ode' };
const org = { id: 'org_1', name: 'acme' };
const isOrg = { group_id: 'org_1', group_name: 'acme', resource_type: 'organization' };

export const auth0StreamsRows: readonly Row[] = [
  [
    'auth0-events',
    'the name of older pages',
    stream('com.auth0.user.created', finn),
    { type: 'user.created', data: { user_id: 'auth0|finn' }, actor: null },
  ],
  [
    'auth0-events',
    'an update',
    stream('user.updated', finn, { previous_object: { ...finn, name: 'F' } }),
    { type: 'user.updated' },
  ],
  [
    'auth0-events',
    'a block',
    stream('user.updated', { ...finn, blocked: true }, { previous_object: { ...finn, blocked: false } }),
    { type: 'user.deactivated' },
  ],
  [
    'auth0-events',
    'the end of a block',
    stream('user.updated', { ...finn, blocked: false }, { previous_object: { ...finn, blocked: true } }),
    { type: 'user.activated' },
  ],
  [
    'auth0-events',
    'an update of a blocked user',
    stream('user.updated', { ...finn, blocked: true }, { previous_object: { ...finn, blocked: true } }),
    { type: 'user.updated' },
  ],
  [
    'auth0-events',
    'a deletion',
    stream('user.deleted', { user_id: 'auth0|finn' }),
    { type: 'user.deleted', data: { user_id: 'auth0|finn' } },
  ],
  ['auth0-events', 'an organization', stream('organization.created', org), { type: 'group.created', data: isOrg }],
  ['auth0-events', 'a changed organization', stream('organization.updated', org), { type: 'group.updated' }],
  ['auth0-events', 'a deleted organization', stream('organization.deleted', org), { type: 'group.deleted' }],
  [
    'auth0-events',
    'a member',
    stream('organization.member.added', { organization: org, user: finn }),
    { type: 'group.member_added', data: { ...isOrg, user_id: 'auth0|finn' } },
  ],
  [
    'auth0-events',
    'a member that left',
    stream('organization.member.deleted', { organization: org, user: finn }),
    { type: 'group.member_removed' },
  ],
];
