// Rows of the table of FusionAuth: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const fa = (type: string, more: Document = {}) => ({
  event: {
    type,
    id: 'f-1',
    createInstant: 1795166100500,
    info: { ipAddress: '192.0.2.91' },
    user: { id: 'u', email: 'gus@example.com', username: 'gus' },
    ...more,
  },
});
const isGus = { user_id: 'u', user_email: 'gus@example.com', user_name: 'gus' };
const faGroup = { group: { id: 'g', name: 'eng' } };

export const fusionauthRows: readonly Row[] = [
  ['fusionauth', 'a form that can be undone', fa('user.create'), 'unmapped'],
  ['fusionauth', 'an update', fa('user.update.complete'), { type: 'user.updated', data: isGus, actor: null }],
  ['fusionauth', 'a deletion', fa('user.delete.complete'), { type: 'user.deleted' }],
  ['fusionauth', 'a deactivation', fa('user.deactivate'), { type: 'user.deactivated' }],
  ['fusionauth', 'a reactivation', fa('user.reactivate'), { type: 'user.activated' }],
  [
    'fusionauth',
    'a login',
    fa('user.login.success', { applicationId: 'a' }),
    { type: 'login.success', data: { ...isGus, app_id: 'a' }, actor: 'u', ip: '192.0.2.91' },
  ],
  ['fusionauth', 'a failed login', fa('user.login.failed'), { type: 'login.failed', data: isGus, actor: null }],
  [
    'fusionauth',
    'a registration',
    fa('user.registration.create.complete', { registration: { id: 'r', applicationId: 'a', roles: ['x'] } }),
    { type: 'app_mapping.created', data: { ...isGus, app_id: 'a', roles: ['x'] } },
  ],
  [
    'fusionauth',
    'a changed registration',
    fa('user.registration.update.complete', { registration: {} }),
    { type: 'app_mapping.updated' },
  ],
  [
    'fusionauth',
    'a deleted registration',
    fa('user.registration.delete.complete', { registration: {} }),
    { type: 'app_mapping.deleted' },
  ],
  [
    'fusionauth',
    'a factor',
    fa('user.two-factor.method.add', { method: { method: 'authenticator' } }),
    { type: 'mfa.enrolled', data: { mfa_method: 'authenticator' } },
  ],
  ['fusionauth', 'a factor that is gone', fa('user.two-factor.method.remove'), { type: 'mfa.unenrolled' }],
  [
    'fusionauth',
    'a group',
    fa('group.create.complete', faGroup),
    { type: 'group.created', data: { group_id: 'g', group_name: 'eng' } },
  ],
  ['fusionauth', 'a changed group', fa('group.update.complete', faGroup), { type: 'group.updated' }],
  ['fusionauth', 'a deleted group', fa('group.delete.complete', faGroup), { type: 'group.deleted' }],
  [
    'fusionauth',
    'members, many in one event',
    fa('group.member.add.complete', { ...faGroup, members: [{ userId: 'a' }, { userId: 'b' }] }),
    { type: 'group.member_added', data: { user_id: 'a', group_id: 'g' } },
    { type: 'group.member_added', data: { user_id: 'b' } },
  ],
  [
    'fusionauth',
    'members that left',
    fa('group.member.remove.complete', { ...faGroup, members: [{ userId: 'a' }] }),
    { type: 'group.member_removed', data: { user_id: 'a' } },
  ],
  ['fusionauth', 'an import of many users', fa('user.bulk.create', { users: [{ id: 'a' }] }), 'unmapped'],
];
