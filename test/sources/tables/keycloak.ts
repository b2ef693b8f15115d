// Rows of the table of Keycloak: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const kc = (type: string, more: Document = {}) => ({
  id: 'k-1',
  time: 1795166998123,
  type,
  authDetails: { userId: 'u-1', username: 'ada', clientId: 'wiki', ipAddress: '192.0.2.1' },
  details: {},
  ...more,
});
const admin = (type: string, resourcePath: string, representation: unknown = {}, more: Document = {}) =>
  kc(`admin.${type}`, { resourcePath, representation: JSON.stringify(representation), ...more });
const self = { user_id: 'u-1', user_name: 'ada' };
const roles = 'role-mappings/clients/c-1';

export const keycloakRows: readonly Row[] = [
  [
    'keycloak',
    'REGISTER',
    kc('access.REGISTER', { details: { email: 'a@example.com', username: 'ada' } }),
    { type: 'user.created', data: { ...self, user_email: 'a@example.com' }, actor: 'u-1' },
  ],
  ['keycloak', 'UPDATE_PROFILE', kc('access.UPDATE_PROFILE'), { type: 'user.updated', data: self, actor: 'u-1' }],
  [
    'keycloak',
    'UPDATE_EMAIL',
    kc('access.UPDATE_EMAIL', { details: { updated_email: 'b@example.com' } }),
    { type: 'user.updated', data: { ...self, user_email: 'b@example.com' } },
  ],
  [
    'keycloak',
    'a lockout for good',
    kc('access.USER_DISABLED_BY_PERMANENT_LOCKOUT'),
    { type: 'user.deactivated', data: self, actor: null },
  ],
  ['keycloak', 'a lockout for a while', kc('access.USER_DISABLED_BY_TEMPORARY_LOCKOUT'), 'unmapped'],
  ['keycloak', 'DELETE_ACCOUNT', kc('access.DELETE_ACCOUNT'), { type: 'user.deleted', data: self }],
  [
    'keycloak',
    'UPDATE_CREDENTIAL of a one-time password',
    kc('access.UPDATE_CREDENTIAL', { details: { credential_type: 'otp' } }),
    { type: 'mfa.enrolled', data: { ...self, mfa_method: 'otp' } },
  ],
  [
    'keycloak',
    'UPDATE_CREDENTIAL of a security key',
    kc('access.UPDATE_CREDENTIAL', { details: { credential_type: 'webauthn-passwordless' } }),
    { type: 'mfa.enrolled' },
  ],
  [
    'keycloak',
    'UPDATE_CREDENTIAL of recovery codes',
    kc('access.UPDATE_CREDENTIAL', { details: { credential_type: 'recovery-authn-codes' } }),
    { type: 'mfa.enrolled' },
  ],
  [
    'keycloak',
    'UPDATE_CREDENTIAL of a password',
    kc('access.UPDATE_CREDENTIAL', { details: { credential_type: 'password' } }),
    'unmapped',
  ],
  ['keycloak', 'REMOVE_TOTP', kc('access.REMOVE_TOTP'), { type: 'mfa.unenrolled', data: self }],
  [
    'keycloak',
    'REMOVE_CREDENTIAL',
    kc('access.REMOVE_CREDENTIAL', { details: { credential_type: 'webauthn' } }),
    { type: 'mfa.unenrolled' },
  ],
  [
    'keycloak',
    'REMOVE_CREDENTIAL of a password',
    kc('access.REMOVE_CREDENTIAL', { details: { credential_type: 'password' } }),
    'unmapped',
  ],
  ['keycloak', 'an error that is not a login', kc('access.REGISTER_ERROR', { error: 'x' }), 'unmapped'],
  [
    'keycloak',
    'a login error of a known user',
    kc('access.LOGIN_ERROR', { error: 'invalid_user_credentials' }),
    { type: 'login.failed', data: { ...self, reason: 'invalid_user_credentials' }, actor: null },
  ],
  [
    'keycloak',
    'USER-UPDATE',
    admin('USER-UPDATE', 'users/u-2', { username: 'bob', email: 'bob@example.com', enabled: true }),
    { type: 'user.updated', data: { user_id: 'u-2', user_name: 'bob', user_email: 'bob@example.com' }, actor: 'u-1' },
  ],
  [
    'keycloak',
    'USER-DELETE without representation',
    kc('admin.USER-DELETE', { resourcePath: 'users/u-2', details: { username: 'bob' } }),
    { type: 'user.deleted', data: { user_id: 'u-2', user_name: 'bob' } },
  ],
  [
    'keycloak',
    'a linked identity, which is a USER-CREATE too',
    admin('USER-CREATE', 'users/u-2/federated-identity/google'),
    'unmapped',
  ],
  ['keycloak', 'an admin event that failed', admin('USER-CREATE', 'users/u-2', {}, { error: 'exists' }), 'unmapped'],
  ['keycloak', 'a reset password', admin('USER-ACTION', 'users/u-2/reset-password'), 'unmapped'],
  [
    'keycloak',
    'GROUP-CREATE',
    admin('GROUP-CREATE', 'groups/g-1', { name: 'eng' }),
    { type: 'group.created', data: { group_id: 'g-1', group_name: 'eng', resource_type: 'group' } },
  ],
  [
    'keycloak',
    'a subgroup, whose path is that of its parent',
    admin('GROUP-CREATE', 'groups/parent/children', { id: 'g-2', name: 'sub' }),
    { type: 'group.created', data: { group_id: 'g-2', group_name: 'sub' } },
  ],
  [
    'keycloak',
    'GROUP-UPDATE',
    admin('GROUP-UPDATE', 'groups/g-1'),
    { type: 'group.updated', data: { group_id: 'g-1' } },
  ],
  [
    'keycloak',
    'GROUP-DELETE',
    admin('GROUP-DELETE', 'groups/g-1'),
    { type: 'group.deleted', data: { group_id: 'g-1' } },
  ],
  [
    'keycloak',
    'GROUP_MEMBERSHIP-DELETE',
    admin('GROUP_MEMBERSHIP-DELETE', 'users/u-2/groups/g-1', { name: 'eng' }),
    { type: 'group.member_removed', data: { user_id: 'u-2', group_id: 'g-1', group_name: 'eng' } },
  ],
  [
    'keycloak',
    'CLIENT-CREATE',
    admin('CLIENT-CREATE', 'clients/c-1', { clientId: 'wiki', name: 'Wiki' }),
    { type: 'application.created', data: { app_id: 'c-1', app_name: 'Wiki', resource_type: 'client' } },
  ],
  [
    'keycloak',
    'CLIENT-UPDATE without a name',
    admin('CLIENT-UPDATE', 'clients/c-1', { clientId: 'wiki' }),
    { type: 'application.updated', data: { app_id: 'c-1', app_name: 'wiki' } },
  ],
  [
    'keycloak',
    'CLIENT-DELETE',
    admin('CLIENT-DELETE', 'clients/c-1'),
    { type: 'application.deleted', data: { app_id: 'c-1' } },
  ],
  [
    'keycloak',
    'roles of a user',
    admin('CLIENT_ROLE_MAPPING-CREATE', `users/u-2/${roles}`, [{ name: 'editor' }, { name: 'viewer' }]),
    { type: 'app_mapping.created', data: { user_id: 'u-2', app_id: 'c-1', roles: ['editor', 'viewer'] } },
  ],
  [
    'keycloak',
    'roles of a group',
    admin('CLIENT_ROLE_MAPPING-DELETE', `groups/g-1/${roles}`, [{ name: 'editor' }]),
    { type: 'app_mapping.deleted', data: { group_id: 'g-1', app_id: 'c-1', roles: ['editor'] } },
  ],
  [
    'keycloak',
    'roles of the realm',
    admin('REALM_ROLE_MAPPING-CREATE', 'users/u-2/role-mappings/realm', []),
    'unmapped',
  ],
  ['keycloak', 'an event of an application', kc('system.LOGIN'), 'unmapped'],
  [
    'keycloak',
    'a user event with the name of an admin event',
    kc('access.USER-CREATE', { resourcePath: 'users/u-2' }),
    'unmapped',
  ],
  [
    'keycloak-vymalo',
    'an admin event, whose userId is the admin',
    {
      id: 'v',
      type: 'USER-CREATE',
      time: 1795165800777.5,
      userId: 'u-root',
      ipAddress: '192.0.2.9',
      resourcePath: 'users/u-2',
      representation: '{"username":"bob"}',
    },
    {
      type: 'user.created',
      data: { user_id: 'u-2', user_name: 'bob', resource_type: 'user' },
      actor: 'u-root',
      at: '2026-11-20T09:10:00.777Z',
      ip: '192.0.2.9',
    },
  ],
];
