// FusionAuth webhooks, signed with a token that holds nothing but the hash of the body. The plain form of an event is
// sent before its transaction ends and can still be undone: only `.complete` counts.

import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { JsonObject } from '../../domain/event.ts';
import { basicHeader, checkBasic, checkHeader } from '../credentials/shared-secret.ts';
import { checkBodyHash, verifyTimelessToken } from '../credentials/tokens.ts';
import { readDocument } from '../read-documents.ts';
import { emailOf, isObject, listAt, text, textsAt, timeOf } from '../read-values.ts';
import { requiredText, type Settings } from '../setting.ts';
import { type Fact, headerOf, type OpenTools, Rejection, type SourceKind, type SourceRequest } from '../source-kind.ts';

const header = 'X-FusionAuth-Signature-JWT';

async function check(request: SourceRequest, settings: Settings, { keySets }: OpenTools): Promise<void> {
  if (settings.auth === 'basic')
    return checkBasic(request, requiredText(settings, 'username'), requiredText(settings, 'password'));
  if (settings.auth === 'header')
    return checkHeader(request, requiredText(settings, 'header'), requiredText(settings, 'value'));
  const token = headerOf(request, header);
  if (token === undefined) throw new Rejection('signature', `the header ${header} is missing`);
  const key = settings.auth === 'hmac_jwt' ? requiredText(settings, 'secret') : keySets.of(settings);
  checkBodyHash(await verifyTimelessToken(token, key), request.body, 'base64');
}

const user = (event: JsonObject) => ({
  user_id: text(event, 'user', 'id'),
  user_email: emailOf(text(event, 'user', 'email')),
  user_name: text(event, 'user', 'username'),
});
const signIn = (event: JsonObject) => ({ ...user(event), app_id: text(event, 'applicationId') });
const registration = (event: JsonObject) => ({
  ...user(event),
  app_id: text(event, 'registration', 'applicationId') ?? text(event, 'applicationId'),
  mapping_id: text(event, 'registration', 'id'),
  roles: textsAt(event, 'registration', 'roles'),
});
const factor = (event: JsonObject) => ({ ...user(event), mfa_method: text(event, 'method', 'method') });
const group = (event: JsonObject) => ({
  group_id: text(event, 'group', 'id'),
  group_name: text(event, 'group', 'name'),
});

const table: Record<string, readonly [type: string, data: (event: JsonObject) => Fact['data']]> = {
  'user.create.complete': ['user.created', user],
  'user.update.complete': ['user.updated', user],
  'user.delete.complete': ['user.deleted', user],
  'user.deactivate': ['user.deactivated', user],
  'user.reactivate': ['user.activated', user],
  'user.login.success': ['login.success', signIn],
  'user.login.failed': ['login.failed', signIn],
  'user.registration.create.complete': ['app_mapping.created', registration],
  'user.registration.update.complete': ['app_mapping.updated', registration],
  'user.registration.delete.complete': ['app_mapping.deleted', registration],
  'user.two-factor.method.add': ['mfa.enrolled', factor],
  'user.two-factor.method.remove': ['mfa.unenrolled', factor],
  'group.create.complete': ['group.created', group],
  'group.update.complete': ['group.updated', group],
  'group.delete.complete': ['group.deleted', group],
};

const memberships: Record<string, string> = {
  'group.member.add.complete': 'group.member_added',
  'group.member.remove.complete': 'group.member_removed',
};

function factsOf(event: JsonObject, name: string): readonly Fact[] {
  const membership = Object.hasOwn(memberships, name) ? memberships[name] : undefined;
  if (membership !== undefined)
    return listAt(event, 'members').flatMap((member) => {
      const id = text(member, 'userId') ?? text(member, 'user', 'id');
      return id === undefined ? [] : [{ type: membership, data: { user_id: id, ...group(event) }, part: id }];
    });
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return row ? [{ type: row[0], data: row[1](event) }] : [];
}

export const fusionauth: SourceKind = {
  name: 'fusionauth',
  title: 'FusionAuth',
  description: 'Events of an instance, sent by webhooks.',
  success: 200,
  settings: [
    {
      name: 'auth',
      label: 'Authentication',
      description:
        'jwt: signed with an RSA, EC or EdDSA key. hmac_jwt: signed with an HMAC key. basic, header: unsigned.',
      type: 'choice',
      choices: ['jwt', 'hmac_jwt', 'basic', 'header'],
      default: 'jwt',
      required: true,
    },
    {
      name: 'jwks_url',
      label: 'Address of the keys',
      description: 'The /.well-known/jwks.json of FusionAuth. Needed unless the keys are pasted.',
      type: 'url',
      required: false,
      when: { setting: 'auth', is: 'jwt' },
      example: 'https://auth.example.com/.well-known/jwks.json',
    },
    {
      name: 'jwks',
      label: 'Keys',
      description: 'The JSON Web Key Set itself, for a service that may not reach FusionAuth.',
      type: 'keys',
      required: false,
      when: { setting: 'auth', is: 'jwt' },
    },
    {
      name: 'secret',
      label: 'HMAC secret',
      description: 'The secret of the HMAC key that signs the webhook.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'hmac_jwt' },
    },
    {
      name: 'username',
      label: 'User name',
      description: 'The user name of the webhook.',
      type: 'text',
      required: true,
      when: { setting: 'auth', is: 'basic' },
    },
    {
      name: 'password',
      label: 'Password',
      description: 'The password of the webhook.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'basic' },
    },
    {
      name: 'header',
      label: 'Header',
      description: 'The name of a header that the webhook sends.',
      type: 'text',
      required: true,
      when: { setting: 'auth', is: 'header' },
    },
    {
      name: 'value',
      label: 'Value of the header',
      description: 'Its whole value.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'header' },
    },
  ],
  open: async (request, settings, tools) => {
    await check(request, settings, tools);
    return { items: [readDocument(request.body)] };
  },
  map: ({ value, hash }) => {
    const event = isObject(value.event) ? value.event : value;
    const type = text(event, 'type') ?? null;
    const { user_id: id, user_email: email } = user(event);
    return {
      type,
      key: text(event, 'id') ?? hash,
      at: timeOf(event.createInstant),
      actor: type === 'user.login.success' ? { id, email } : undefined,
      ipAddress: text(event, 'info', 'ipAddress') ?? text(event, 'ipAddress'),
      payload: event,
      facts: factsOf(event, type ?? ''),
    };
  },
  samples: (at, id) => {
    const event = (number: number, type: string): JsonObject => ({
      event: {
        type,
        id: `${id}-${number}`,
        createInstant: at.getTime(),
        tenantId: 't-1',
        applicationId: 'a-wiki',
        info: { ipAddress: '192.0.2.91' },
        user: { id: 'u-gus', email: 'gus@example.com', username: 'gus', active: true },
      },
    });
    return [event(1, 'user.create.complete'), event(2, 'user.login.failed'), event(3, 'user.create')];
  },
  sign: async (document, { settings, privateKey }) => {
    const body = JSON.stringify(document);
    const headers = { 'content-type': 'application/json' };
    const post = (name: string, value: string) => ({
      method: 'POST' as const,
      body,
      headers: { ...headers, [name]: value },
    });
    if (settings.auth === 'basic')
      return post('authorization', basicHeader(requiredText(settings, 'username'), requiredText(settings, 'password')));
    if (settings.auth === 'header') return post(requiredText(settings, 'header'), requiredText(settings, 'value'));
    const token = new SignJWT({ request_body_sha256: createHash('sha256').update(body).digest('base64') });
    if (settings.auth === 'hmac_jwt') {
      const key = new TextEncoder().encode(requiredText(settings, 'secret'));
      return post(header, await token.setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key));
    }
    if (!privateKey) throw new Error('only FusionAuth itself has the key for this');
    const { alg, kid, key } = privateKey;
    return post(header, await token.setProtectedHeader({ alg, typ: 'JWT', kid }).sign(key));
  },
};
