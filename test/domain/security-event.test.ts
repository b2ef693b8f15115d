// What a security event token says of each of our types.
import { expect, test } from 'vitest';
import type { IdentityEvent, JsonObject } from '../../src/domain/event.ts';
import { eventTypes } from '../../src/domain/event-types.ts';
import { securityEventClaims } from '../../src/domain/security-event.ts';

const wishes = {
  issuer: 'https://iam.example.com',
  audience: 'https://rp.example.com',
  subjectFormat: null,
  subjectIssuer: null,
  deliveryId: 'd-1',
  now: new Date('2026-11-20T10:00:00.900Z'),
};
const eventOf = (type: string, data: JsonObject, more: Partial<IdentityEvent> = {}): IdentityEvent => ({
  uid: 'u',
  id: 'e-1',
  type,
  actorId: null,
  actorEmail: null,
  ipAddress: null,
  firedAt: new Date('2026-11-20T09:30:00.999Z'),
  data,
  depth: 0,
  causedBy: null,
  ...more,
});
const ana = { user_id: 'u-7', user_email: 'ana@example.com' };
const claimsOf = (type: string, data: JsonObject, more: Partial<IdentityEvent> = {}, wish = {}) =>
  securityEventClaims(eventOf(type, data, more), { ...wishes, ...wish });

const risc = (name: string) => `https://schemas.openid.net/secevent/risc/event-type/${name}`;
const caep = (name: string) => `https://schemas.openid.net/secevent/caep/event-type/${name}`;
const at = { event_timestamp: 1795167000 };

test('a token names issuer, audience, delivery, event and both times in whole seconds, and nothing that expires', () => {
  expect(claimsOf('user.deleted', ana)).toEqual({
    iss: 'https://iam.example.com',
    aud: 'https://rp.example.com',
    jti: 'd-1',
    txn: 'e-1',
    iat: 1795168800,
    toe: 1795167000,
    sub_id: { format: 'email', email: 'ana@example.com' },
    events: { [risc('account-purged')]: {} },
  });
});

test.each<[string, JsonObject, Partial<IdentityEvent>, JsonObject]>([
  ['user.activated', ana, {}, { [risc('account-enabled')]: {} }],
  ['user.deactivated', ana, {}, { [risc('account-disabled')]: {} }],
  ['user.deactivated', { ...ana, reason: 'hijacking' }, {}, { [risc('account-disabled')]: { reason: 'hijacking' } }],
  ['user.deactivated', { ...ana, reason: 'Left the company' }, {}, { [risc('account-disabled')]: {} }],
  [
    'login.success',
    ana,
    { ipAddress: '192.0.2.41' },
    { [caep('session-established')]: { ...at, initiating_entity: 'user', ips: ['192.0.2.41'] } },
  ],
  [
    'mfa.enrolled',
    { ...ana, mfa_method: 'totp' },
    { actorId: 'u-7' },
    {
      [caep('credential-change')]: { ...at, initiating_entity: 'user', credential_type: 'app', change_type: 'create' },
    },
  ],
  [
    'mfa.unenrolled',
    { ...ana, mfa_method: 'SMS' },
    { actorEmail: 'admin@example.com' },
    {
      [caep('credential-change')]: {
        ...at,
        initiating_entity: 'admin',
        credential_type: 'phone-sms',
        change_type: 'delete',
      },
    },
  ],
])('%s with %j is the standard event that says the same', (type, data, more, events) => {
  expect(claimsOf(type, data, more)?.events).toEqual(events);
});

test.each([
  ['webauthn', 'fido2-roaming'],
  ['Passkey', 'fido2-roaming'],
  ['security_key', 'fido2-roaming'],
  ['webauthn_platform', 'fido2-platform'],
  ['u2f', 'fido-u2f'],
  ['google_otp', 'app'],
  ['push', 'app'],
  ['voice_call', 'phone-voice'],
  ['grid_card', 'grid_card'],
  [undefined, 'other'],
])('the method %s is the credential %s', (method, credential) => {
  const events = claimsOf('mfa.enrolled', { ...ana, ...(method && { mfa_method: method }) })?.events;
  expect(events?.[caep('credential-change')]).toMatchObject({ credential_type: credential });
});

test('every other type is sent under a URI of its own, with all that it holds', () => {
  const standard = ['user.activated', 'user.deactivated', 'user.deleted', 'login.success', 'mfa.enrolled'];
  for (const { name, sample } of eventTypes) {
    if ([...standard, 'mfa.unenrolled'].includes(name)) continue;
    const claims = claimsOf(name, sample.data, { actorId: 'a', ipAddress: '192.0.2.9' });
    expect(claims?.events).toEqual({
      [`urn:iam-integrations:event-type:${name}`]: { actor_id: 'a', ip_address: '192.0.2.9', data: sample.data },
    });
  }
});

test.each<[string, JsonObject, object, JsonObject]>([
  ['the address by default', ana, {}, { format: 'email', email: 'ana@example.com' }],
  ['the id where there is no address', { user_id: 7 }, {}, { format: 'iss_sub', iss: wishes.issuer, sub: '7' }],
  [
    'the id of another issuer',
    ana,
    { subjectFormat: 'iss_sub', subjectIssuer: 'https://idp.example.com' },
    { format: 'iss_sub', iss: 'https://idp.example.com', sub: 'u-7' },
  ],
  ['the bare id', ana, { subjectFormat: 'opaque' }, { format: 'opaque', id: 'u-7' }],
  [
    'what the event has where the wish cannot be met',
    { user_email: 'ana@example.com' },
    { subjectFormat: 'opaque' },
    { format: 'email', email: 'ana@example.com' },
  ],
  [
    'a user that lies deeper',
    { user: { email: 'ana@example.com' } },
    {},
    { format: 'email', email: 'ana@example.com' },
  ],
])('a user is named by %s', (_what, data, wish, subject) => {
  expect(claimsOf('user.updated', data, {}, wish)?.sub_id).toEqual(subject);
});

test('what is about no user is named by the thing, else by the event', () => {
  expect(claimsOf('group.created', { group_id: 'g-1' })?.sub_id).toEqual({ format: 'opaque', id: 'g-1' });
  expect(claimsOf('group.created', {})?.sub_id).toEqual({ format: 'opaque', id: 'e-1' });
});

test('a standard event about nobody is none', () => {
  expect(claimsOf('user.deleted', { user_id: '', user_name: 'ana' })).toBeUndefined();
});
