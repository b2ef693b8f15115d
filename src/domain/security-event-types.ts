// Which standard event (CAEP and RISC of OpenID Shared Signals) says the same as one of our types, and what it carries.
// Only where it says the same: a receiver acts on it, and a session-revoked for a mere sign-out would end every session.
import { type IdentityEvent, type JsonObject, lookUpField } from './event.ts';

export interface StandardEvent {
  readonly uri: string;
  /** Beside the time and who began it, which every CAEP event carries. */
  readonly claims: (event: IdentityEvent) => JsonObject;
}

const risc = (name: string, claims: StandardEvent['claims'] = () => ({})): StandardEvent => ({
  uri: `https://schemas.openid.net/secevent/risc/event-type/${name}`,
  claims,
});

const caep = (name: string, claims: StandardEvent['claims']): StandardEvent => ({
  uri: `https://schemas.openid.net/secevent/caep/event-type/${name}`,
  claims: (event) => ({
    event_timestamp: Math.floor(event.firedAt.getTime() / 1_000),
    ...beganBy(event),
    ...claims(event),
  }),
});

/** By our type. What is not here is sent under a URI of our own. */
export const standardEvents: ReadonlyMap<string, StandardEvent> = new Map([
  ['user.deactivated', risc('account-disabled', disabledFor)],
  ['user.activated', risc('account-enabled')],
  ['user.deleted', risc('account-purged')],
  ['login.success', caep('session-established', sessionClaims)],
  ['mfa.enrolled', caep('credential-change', credential('create'))],
  ['mfa.unenrolled', caep('credential-change', credential('delete'))],
]);

/** The URI of a type that no standard has a word for. */
export const ownEventUri = (type: string) => `urn:iam-integrations:event-type:${type}`;

/** The value of a field as text; undefined where the event has none. */
export function textOf(event: IdentityEvent, field: string): string | undefined {
  const value = lookUpField(event, field);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** RISC knows two reasons and no others. */
function disabledFor(event: IdentityEvent): JsonObject {
  const reason = textOf(event, 'reason');
  return reason === 'hijacking' || reason === 'bulk-account' ? { reason } : {};
}

function sessionClaims(event: IdentityEvent): JsonObject {
  return event.ipAddress ? { ips: [event.ipAddress] } : {};
}

/** Who did it to oneself is the user; whoever else is known to have done it, an administrator. */
function beganBy(event: IdentityEvent): JsonObject {
  if (event.type === 'login.success') return { initiating_entity: 'user' };
  const same = [
    [event.actorId, textOf(event, 'user_id')],
    [event.actorEmail, textOf(event, 'user_email')],
  ].filter(([actor, user]) => actor && user);
  if (same.length > 0) return { initiating_entity: same.some(([actor, user]) => actor === user) ? 'user' : 'admin' };
  return {};
}

function credential(change: 'create' | 'delete'): StandardEvent['claims'] {
  return (event) => ({ credential_type: credentialType(textOf(event, 'mfa_method')), change_type: change });
}

/** Words that identity providers have for a method, and CAEP's for it; the first that fits. */
const credentialWords: readonly (readonly [RegExp, string])[] = [
  [/u2f/, 'fido-u2f'],
  [/platform|biometric|touch.?id|face.?id|windows.?hello/, 'fido2-platform'],
  [/webauthn|passkey|fido|security.?key|yubikey/, 'fido2-roaming'],
  [/voice|call/, 'phone-voice'],
  [/sms|phone/, 'phone-sms'],
  [/otp|app|push|authenticator/, 'app'],
  [/x509|certificate|smart.?card/, 'x509'],
];

/** CAEP lets both sides agree on further words: a method that it has none for keeps its own. */
function credentialType(method: string | undefined): string {
  if (method === undefined) return 'other';
  return credentialWords.find(([words]) => words.test(method.toLowerCase()))?.[1] ?? method;
}
