// Zitadel Actions v2, executions on events: one event per request, signed with a time.
import type { Json, JsonObject } from '../../domain/event.ts';
import { checkAge, hexHmac } from '../credentials/hmac.ts';
import { sameText } from '../credentials/shared-secret.ts';
import { parseJson, readDocument } from '../read-documents.ts';
import { isObject, text, textsAt, timeOf } from '../read-values.ts';
import { requiredText, type Settings } from '../setting.ts';
import { type Fact, headerOf, Rejection, type SourceKind, type SourceRequest } from '../source-kind.ts';

const header = 'ZITADEL-Signature';

/** Several signatures stand there while a key rotates; any that fits is good. */
function check(request: SourceRequest, settings: Settings, now: Date): void {
  const given = headerOf(request, header);
  if (given === undefined) throw new Rejection('signature', `the header ${header} is missing`);
  const parts = given.split(',').map((part) => part.trim().split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(time)) throw new Rejection('stale', 'the signature has no time');
  const key = requiredText(settings, 'signing_key');
  const expected = hexHmac('sha256', key, `${time}.`, request.body);
  if (!parts.some(([name, value = '']) => name === 'v1' && sameText(value.toLowerCase(), expected)))
    throw new Rejection('signature', 'no signature fits the body');
  checkAge(Number(time), now, Number(settings.tolerance_secs));
}

interface ZitadelEvent {
  readonly aggregateId: string | undefined;
  readonly payload: JsonObject;
}

const user = ({ aggregateId, payload }: ZitadelEvent) => ({
  user_id: aggregateId,
  user_email: text(payload, 'email'),
  user_name: text(payload, 'userName'),
});
const onlyId = ({ aggregateId }: ZitadelEvent) => ({ user_id: aggregateId });
const factor = (method: string) => (event: ZitadelEvent) => ({ ...onlyId(event), mfa_method: method });
const grant = ({ aggregateId, payload }: ZitadelEvent) => ({
  user_id: text(payload, 'userId'),
  app_id: text(payload, 'projectId'),
  mapping_id: aggregateId,
  roles: textsAt(payload, 'roleKeys'),
});
const application = ({ payload }: ZitadelEvent) => ({
  app_id: text(payload, 'appId'),
  app_name: text(payload, 'name'),
});

const table: Record<string, readonly [type: string, data: (event: ZitadelEvent) => Fact['data']]> = {
  'user.human.added': ['user.created', user],
  'user.human.selfregistered': ['user.created', user],
  'user.machine.added': ['user.created', user],
  'user.human.profile.changed': ['user.updated', user],
  'user.human.email.changed': ['user.updated', user],
  'user.human.phone.changed': ['user.updated', user],
  'user.username.changed': ['user.updated', user],
  'user.deactivated': ['user.deactivated', onlyId],
  'user.reactivated': ['user.activated', onlyId],
  'user.removed': ['user.deleted', onlyId],
  'user.human.password.check.failed': ['login.failed', onlyId],
  'user.human.mfa.otp.check.failed': ['login.failed', onlyId],
  'user.human.mfa.u2f.token.check.failed': ['login.failed', onlyId],
  'user.human.passwordless.token.check.failed': ['login.failed', onlyId],
  'user.human.mfa.otp.verified': ['mfa.enrolled', factor('otp')],
  'user.human.mfa.u2f.token.verified': ['mfa.enrolled', factor('u2f')],
  'user.human.passwordless.token.verified': ['mfa.enrolled', factor('passwordless')],
  'user.human.mfa.otp.removed': ['mfa.unenrolled', factor('otp')],
  'user.human.mfa.u2f.token.removed': ['mfa.unenrolled', factor('u2f')],
  'user.human.passwordless.token.removed': ['mfa.unenrolled', factor('passwordless')],
  'user.grant.added': ['app_mapping.created', grant],
  'user.grant.changed': ['app_mapping.updated', grant],
  'user.grant.removed': ['app_mapping.deleted', grant],
  'project.application.added': ['application.created', application],
  'project.application.changed': ['application.updated', application],
  'project.application.removed': ['application.deleted', application],
};

/** It has been base64 text, always empty, and the object itself. */
function payloadOf(value: Json | undefined): JsonObject {
  if (typeof value !== 'string') return isObject(value) ? value : {};
  try {
    const decoded = parseJson(Buffer.from(value, 'base64').toString('utf8'));
    return isObject(decoded) ? decoded : {};
  } catch {
    return {};
  }
}

export const zitadel: SourceKind = {
  name: 'zitadel',
  title: 'Zitadel Actions v2',
  description: 'Events of an instance, sent by executions on events.',
  success: 200,
  settings: [
    {
      name: 'signing_key',
      label: 'Signing key',
      description: 'The signingKey in the answer that created the target.',
      type: 'secret',
      required: true,
    },
    {
      name: 'tolerance_secs',
      label: 'Tolerance in seconds',
      description: 'How old a signature may be.',
      type: 'seconds',
      required: true,
      default: 300,
    },
  ],
  open: async (request, settings, { now }) => {
    check(request, settings, now);
    return { items: [readDocument(request.body)] };
  },
  map: ({ value, hash }) => {
    const type = text(value, 'event_type') ?? null;
    const payload = payloadOf(value.event_payload);
    const [aggregateId, sequence] = [text(value, 'aggregateID'), text(value, 'sequence')];
    const row = Object.hasOwn(table, type ?? '') ? table[type ?? ''] : undefined;
    // One version writes the upgrade of a password's hash under the name of a failed login.
    const isUpgrade = row?.[0] === 'login.failed' && 'encodedHash' in payload;
    const resource = row?.[0] === 'login.failed' ? {} : { resource_type: text(value, 'aggregateType') };
    return {
      type,
      key: aggregateId && sequence ? `${text(value, 'instanceID') ?? ''}:${aggregateId}:${sequence}` : hash,
      at: timeOf(value.created_at),
      actor: { id: text(value, 'userID') },
      ipAddress: text(payload, 'browserInfo', 'remoteIP') ?? text(payload, 'browserInfo', 'remoteIp'),
      // As it was sent it may hide a password's hash in base64.
      payload: 'event_payload' in value ? { ...value, event_payload: payload } : value,
      facts: row && !isUpgrade ? [{ type: row[0], data: { ...row[1]({ aggregateId, payload }), ...resource } }] : [],
    };
  },
  samples: (at, id) => {
    const common = {
      aggregateID: `2${at.getTime()}${id.length}`,
      aggregateType: 'user',
      resourceOwner: '301122334455661111',
      instanceID: '301122334455669999',
      version: 'v2',
      sequence: at.getTime(),
      created_at: at.toISOString(),
      userID: '301122334455660001',
    };
    const person = { userName: 'dora@example.com', displayName: 'Dora Qi', email: 'dora@example.com' };
    return [
      { ...common, event_type: 'user.human.added', event_payload: person },
      { ...common, event_type: 'user.deactivated' },
      { ...common, event_type: 'session.added', aggregateType: 'session', event_payload: {} },
    ];
  },
  sign: async (document, { settings, at }) => {
    const body = JSON.stringify(document);
    const time = Math.floor(at.getTime() / 1000);
    const signature = hexHmac('sha256', requiredText(settings, 'signing_key'), `${time}.`, body);
    return {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', [header]: `t=${time},v1=${signature}` },
    };
  },
};
