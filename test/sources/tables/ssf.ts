// Rows of the table of OpenID Shared Signals: what it sends, and what that means here.
import type { Document, Row } from './row.ts';

const schemas = 'https://schemas.openid.net/secevent/';
const signal = (uri: string, event: Document, sub_id?: Document, more: Document = {}) => ({
  iss: 'i',
  jti: 'j',
  iat: 1795166997,
  events: { [schemas + uri]: event },
  ...(sub_id && { sub_id }),
  ...more,
});
const issSub = { format: 'iss_sub', iss: 'https://other.example.com', sub: 'u-1' };
const email = { format: 'email', email: 'ada@example.com' };
const credential = 'caep/event-type/credential-change';

export const ssfRows: readonly Row[] = [
  [
    'ssf',
    'account-enabled',
    signal('risc/event-type/account-enabled', {}, issSub),
    { type: 'user.activated', data: { user_id: 'u-1', user_issuer: 'https://other.example.com' }, actor: null },
  ],
  [
    'ssf',
    'account-purged',
    signal(
      'risc/event-type/account-purged',
      {},
      { format: 'complex', user: email, session: { format: 'opaque', id: 's' } },
    ),
    { type: 'user.deleted', data: { user_email: 'ada@example.com' } },
  ],
  [
    'ssf',
    'a subject of the drafts',
    signal('risc/event-type/account-disabled', {
      subject: { subject_type: 'iss-sub', iss: 'i', sub: 'u-1' },
      reason: 'hijacking',
    }),
    { type: 'user.deactivated', data: { user_id: 'u-1', reason: 'hijacking' } },
  ],
  [
    'ssf',
    'several names of one person',
    signal('risc/event-type/account-disabled', {}, { format: 'aliases', identifiers: [email, issSub] }),
    { type: 'user.deactivated', data: { user_id: 'u-1', user_email: 'ada@example.com' } },
  ],
  [
    'ssf',
    'a changed phone number',
    signal(
      'risc/event-type/identifier-changed',
      { 'new-value': '+15550100' },
      { format: 'phone_number', phone_number: '+15550101' },
    ),
    { type: 'user.updated', data: { user_email: undefined } },
  ],
  [
    'ssf',
    'a revoked second factor, with a time in milliseconds',
    signal(
      credential,
      { credential_type: 'app', change_type: 'revoke', event_timestamp: 1795166400250, initiating_entity: 'admin' },
      email,
    ),
    { type: 'mfa.unenrolled', data: { user_email: 'ada@example.com' }, actor: null, at: '2026-11-20T09:20:00.250Z' },
  ],
  [
    'ssf',
    'a deleted phone, with a time of the token',
    signal(credential, { credential_type: 'phone-sms', change_type: 'delete' }, email, { toe: 1795166400 }),
    { type: 'mfa.unenrolled', at: '2026-11-20T09:20:00.000Z' },
  ],
  [
    'ssf',
    'an old security key',
    signal(credential, { credential_type: 'fido-u2f', change_type: 'create' }, email),
    { type: 'mfa.enrolled' },
  ],
  ['ssf', 'a password', signal(credential, { credential_type: 'password', change_type: 'create' }, email), 'unmapped'],
  [
    'ssf',
    'a changed second factor',
    signal(credential, { credential_type: 'app', change_type: 'update' }, email),
    'unmapped',
  ],
  ['ssf', 'a compromised credential', signal('risc/event-type/credential-compromise', {}, email), 'unmapped'],
];
