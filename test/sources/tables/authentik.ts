// Rows of the table of authentik: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const ak = (action: string, context: Document = {}, more: Document = {}) => ({
  pk: 'p-1',
  user: { pk: 17, email: 'ada@example.com', username: 'ada' },
  action,
  context,
  client_ip: '192.0.2.1',
  created: '2026-11-20T09:21:42.771991+00:00',
  ...more,
});
const model = (model_name: string, more: Document = {}) => ({
  model: { pk: 'm-1', name: 'Thing', model_name },
  ...more,
});

export const authentikRows: readonly Row[] = [
  [
    'authentik',
    'user_write of a change',
    ak('user_write', { created: false, email: 'new@example.com' }),
    { type: 'user.updated', data: { user_id: '17', user_email: 'new@example.com' }, at: '2026-11-20T09:21:42.771Z' },
  ],
  [
    'authentik',
    'an impersonation: who acts and whose account it is',
    ak(
      'user_write',
      { created: false },
      {
        user: {
          pk: 1,
          email: 'root@example.com',
          username: 'root',
          on_behalf_of: { pk: 17, email: 'ada@example.com', username: 'ada' },
        },
      },
    ),
    { type: 'user.updated', data: { user_id: '17', user_name: 'ada' }, actor: '1' },
  ],
  [
    'authentik',
    "a flow's pending user and the session's",
    ak(
      'user_write',
      { created: true },
      { user: { pk: 44, username: 'cleo', authenticated_as: { pk: 1, username: 'root' } } },
    ),
    { type: 'user.created', data: { user_id: '44', user_name: 'cleo' }, actor: '1' },
  ],
  [
    'authentik',
    'model_created of a user',
    ak('model_created', model('user')),
    { type: 'user.created', data: { user_id: 'm-1', user_name: 'Thing', resource_type: 'user' }, actor: '17' },
  ],
  [
    'authentik',
    'a user switched off, as the enterprise edition tells',
    ak('model_updated', model('user', { diff: { is_active: { previous_value: true, new_value: false } } })),
    { type: 'user.deactivated', data: { user_id: 'm-1' } },
  ],
  [
    'authentik',
    'a user switched on',
    ak('model_updated', model('user', { diff: { is_active: { previous_value: false, new_value: true } } })),
    { type: 'user.activated' },
  ],
  ['authentik', 'model_updated of a user', ak('model_updated', model('user')), { type: 'user.updated' }],
  ['authentik', 'model_deleted of a group', ak('model_deleted', model('group')), { type: 'group.deleted' }],
  [
    'authentik',
    'model_deleted of an application',
    ak('model_deleted', model('application')),
    { type: 'application.deleted' },
  ],
  [
    'authentik',
    'model_created of a policy binding',
    ak('model_created', model('policybinding')),
    { type: 'app_mapping.created' },
  ],
  [
    'authentik',
    'model_updated of a policy binding',
    ak('model_updated', model('policybinding')),
    { type: 'app_mapping.updated' },
  ],
  ['authentik', 'model_deleted of a user', ak('model_deleted', model('user')), { type: 'user.deleted' }],
  [
    'authentik',
    'model_created of a group',
    ak('model_created', model('group')),
    { type: 'group.created', data: { group_id: 'm-1', group_name: 'Thing' } },
  ],
  [
    'authentik',
    'a group of the free edition, which tells nothing of members',
    ak('model_updated', model('group')),
    { type: 'group.updated', data: { group_id: 'm-1' } },
  ],
  [
    'authentik',
    'members of a group that came and went',
    ak('model_updated', model('group', { diff: { users: { add: [17, 18], remove: [19] } } })),
    { type: 'group.member_added', data: { user_id: '17', group_id: 'm-1' } },
    { type: 'group.member_added', data: { user_id: '18' } },
    { type: 'group.member_removed', data: { user_id: '19' } },
  ],
  [
    'authentik',
    'model_updated of an application',
    ak('model_updated', model('application')),
    { type: 'application.updated', data: { app_id: 'm-1', app_name: 'Thing' } },
  ],
  [
    'authentik',
    'model_deleted of a policy binding',
    ak('model_deleted', model('policybinding')),
    { type: 'app_mapping.deleted', data: { mapping_id: 'm-1' } },
  ],
  [
    'authentik',
    'a device',
    ak('model_created', model('totpdevice')),
    { type: 'mfa.enrolled', data: { user_id: '17', mfa_method: 'totp' } },
  ],
  [
    'authentik',
    'a device of somebody else, removed by an administrator',
    ak(
      'model_deleted',
      model('webauthndevice', { http_request: { path: '/api/v3/authenticators/admin/webauthn/3/' } }),
    ),
    { type: 'mfa.unenrolled', data: { mfa_method: 'webauthn' }, actor: '17' },
  ],
  ['authentik', 'a device that is used', ak('model_updated', model('totpdevice')), 'unmapped'],
  [
    'authentik',
    'an access request',
    ak('access_request_created', {}),
    { type: 'access_request.submitted', data: { requester_id: '17', requester_email: 'ada@example.com' } },
  ],
  [
    'authentik',
    'an approval',
    ak('access_request_approved'),
    { type: 'access_request.approved', data: { approver_email: 'ada@example.com' } },
  ],
  ['authentik', 'a denial', ak('access_request_denied'), { type: 'access_request.denied' }],
  ['authentik', 'a revocation', ak('access_request_revoked'), { type: 'access_request.revoked' }],
  ['authentik', 'an authorization, which is no login', ak('authorize_application'), 'unmapped'],
];
