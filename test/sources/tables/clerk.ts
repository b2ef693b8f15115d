// Rows of the table of Clerk: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const org = { id: 'org_1', name: 'acme' };
const isOrg = { group_id: 'org_1', group_name: 'acme', resource_type: 'organization' };
const ck = (type: string, data: Document) => ({ type, data, timestamp: 1795166700835, object: 'event' });
const membership = { organization: org, public_user_data: { user_id: 'user_1', identifier: 'hal@example.com' } };

export const clerkRows: readonly Row[] = [
  [
    'clerk',
    'an update',
    ck('user.updated', { id: 'user_1', username: null, banned: true }),
    { type: 'user.updated', data: { user_id: 'user_1' }, actor: null },
  ],
  [
    'clerk',
    'a deletion',
    ck('user.deleted', { id: 'user_1', deleted: true }),
    { type: 'user.deleted', data: { user_id: 'user_1' } },
  ],
  [
    'clerk',
    'a session',
    ck('session.created', { id: 's', user_id: 'user_1' }),
    { type: 'login.success', data: { user_id: 'user_1' }, actor: 'user_1' },
  ],
  ['clerk', 'an organization', ck('organization.created', org), { type: 'group.created', data: isOrg }],
  ['clerk', 'a changed organization', ck('organization.updated', org), { type: 'group.updated' }],
  ['clerk', 'a deleted organization', ck('organization.deleted', { id: 'org_1' }), { type: 'group.deleted' }],
  [
    'clerk',
    'a member',
    ck('organizationMembership.created', membership),
    { type: 'group.member_added', data: { ...isOrg, user_id: 'user_1' } },
  ],
  ['clerk', 'a member that left', ck('organizationMembership.deleted', membership), { type: 'group.member_removed' }],
  ['clerk', 'a message', ck('email.created', { id: 'e' }), 'unmapped'],
];
