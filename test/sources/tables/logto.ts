// Rows of the table of Logto: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const org = { id: 'org_1', name: 'acme' };
const isOrg = { group_id: 'org_1', group_name: 'acme', resource_type: 'organization' };
const lt = (event: string, more: Document = {}) => ({
  event,
  createdAt: '2026-11-20T09:29:20.100Z',
  ip: '192.0.2.1',
  ...more,
});
const ivy = { id: 'u1', username: null, primaryEmail: 'ivy@example.com', name: 'Ivy' };

export const logtoRows: readonly Row[] = [
  [
    'logto',
    'a registration',
    lt('PostRegister', { userId: 'u1', user: ivy, userIp: '192.0.2.2' }),
    {
      type: 'user.created',
      data: { user_id: 'u1', user_email: 'ivy@example.com', user_name: 'Ivy' },
      actor: 'u1',
      ip: '192.0.2.2',
    },
  ],
  [
    'logto',
    'a creation',
    lt('User.Created', { data: ivy }),
    { type: 'user.created', data: { user_id: 'u1' }, actor: null, ip: '192.0.2.1' },
  ],
  ['logto', 'a change', lt('User.Data.Updated', { data: ivy }), { type: 'user.updated' }],
  [
    'logto',
    'a deletion, which has no data',
    lt('User.Deleted', { data: null, params: { userId: 'u1' } }),
    { type: 'user.deleted', data: { user_id: 'u1' } },
  ],
  [
    'logto',
    'the end of a suspension',
    lt('User.SuspensionStatus.Updated', { data: { ...ivy, isSuspended: false } }),
    { type: 'user.activated' },
  ],
  ['logto', 'an organization', lt('Organization.Created', { data: org }), { type: 'group.created', data: isOrg }],
  ['logto', 'a changed organization', lt('Organization.Data.Updated', { data: org }), { type: 'group.updated' }],
  [
    'logto',
    'a deleted organization',
    lt('Organization.Deleted', { data: null, params: { id: 'org_1' } }),
    { type: 'group.deleted', data: { group_id: 'org_1' } },
  ],
  [
    'logto',
    'members, of whom it names nobody',
    lt('Organization.Membership.Updated', { organizationId: 'org_1' }),
    'unmapped',
  ],
  ['logto', 'a reset password', lt('PostResetPassword', { userId: 'u1' }), 'unmapped'],
];
