// Rows of the table of Zitadel: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const zt = (event_type: string, event_payload?: unknown, more: Document = {}) => ({
  aggregateID: '301122334455667701',
  aggregateType: 'user',
  instanceID: 'i',
  sequence: 7,
  event_type,
  created_at: '2026-11-20T09:29:59.5Z',
  userID: 'editor',
  ...(event_payload !== undefined && { event_payload }),
  ...more,
});
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

export const zitadelRows: readonly Row[] = [
  [
    'zitadel',
    'a payload in base64',
    zt('user.human.selfregistered', base64({ email: 'd@example.com', userName: 'dora' })),
    { type: 'user.created', data: { user_email: 'd@example.com', user_name: 'dora' }, actor: 'editor' },
  ],
  [
    'zitadel',
    'an empty payload',
    zt('user.human.added', {}),
    { type: 'user.created', data: { user_id: '301122334455667701' } },
  ],
  [
    'zitadel',
    'a machine',
    zt('user.machine.added', { userName: 'bot' }),
    { type: 'user.created', data: { user_name: 'bot' } },
  ],
  [
    'zitadel',
    'an address',
    zt('user.human.email.changed', { email: 'n@example.com' }),
    { type: 'user.updated', data: { user_email: 'n@example.com' } },
  ],
  ['zitadel', 'a profile', zt('user.human.profile.changed', {}), { type: 'user.updated' }],
  ['zitadel', 'a phone', zt('user.human.phone.changed', { phone: '+1' }), { type: 'user.updated' }],
  [
    'zitadel',
    'a name',
    zt('user.username.changed', { userName: 'd2' }),
    { type: 'user.updated', data: { user_name: 'd2' } },
  ],
  [
    'zitadel',
    'a reactivation',
    zt('user.reactivated'),
    { type: 'user.activated', data: { user_id: '301122334455667701' } },
  ],
  ['zitadel', 'a removal', zt('user.removed'), { type: 'user.deleted' }],
  [
    'zitadel',
    'a wrong password',
    zt('user.human.password.check.failed', { browserInfo: { remoteIP: '192.0.2.8' } }),
    { type: 'login.failed', data: { user_id: '301122334455667701' }, actor: null, ip: '192.0.2.8' },
  ],
  [
    'zitadel',
    'an upgraded hash, which is no failed login',
    zt('user.human.password.check.failed', { encodedHash: '$2a$10$x' }),
    'unmapped',
  ],
  ['zitadel', 'a wrong code', zt('user.human.mfa.otp.check.failed'), { type: 'login.failed' }],
  ['zitadel', 'a second factor that is begun', zt('user.human.mfa.otp.added', { otpSecret: {} }), 'unmapped'],
  [
    'zitadel',
    'a second factor that is ready',
    zt('user.human.mfa.otp.verified'),
    { type: 'mfa.enrolled', data: { mfa_method: 'otp' } },
  ],
  ['zitadel', 'a security key', zt('user.human.mfa.u2f.token.verified'), { type: 'mfa.enrolled' }],
  ['zitadel', 'a passkey', zt('user.human.passwordless.token.verified'), { type: 'mfa.enrolled' }],
  ['zitadel', 'a second factor that is gone', zt('user.human.mfa.otp.removed'), { type: 'mfa.unenrolled' }],
  [
    'zitadel',
    'a grant',
    zt('user.grant.changed', { userId: 'u', projectId: 'p', roleKeys: ['r'] }),
    {
      type: 'app_mapping.updated',
      data: { user_id: 'u', app_id: 'p', roles: ['r'], mapping_id: '301122334455667701' },
    },
  ],
  ['zitadel', 'a grant that is gone', zt('user.grant.removed'), { type: 'app_mapping.deleted' }],
  [
    'zitadel',
    'an application',
    zt('project.application.added', { appId: 'a', name: 'Wiki' }),
    { type: 'application.created', data: { app_id: 'a', app_name: 'Wiki' } },
  ],
  [
    'zitadel',
    'a changed application',
    zt('project.application.changed', { appId: 'a' }),
    { type: 'application.updated' },
  ],
  [
    'zitadel',
    'a removed application',
    zt('project.application.removed', { appId: 'a' }),
    { type: 'application.deleted' },
  ],
  ['zitadel', 'a right password, one factor of a login', zt('user.human.password.check.succeeded'), 'unmapped'],
  ['zitadel', 'a lock', zt('user.locked'), 'unmapped'],
];
