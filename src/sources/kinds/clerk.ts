// Clerk webhooks, sent by Svix.
import type { JsonObject } from '../../domain/event.ts';
import { standardWebhookHeaders } from '../credentials/standard-webhooks.ts';
import { emailOf, listAt, objectAt, text, timeOf } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import type { Fact, SourceKind } from '../source-kind.ts';
import { openStandardWebhook, standardWebhookSettings } from './standard-webhooks.ts';

const user = (of: JsonObject) => {
  const main = listAt(of, 'email_addresses').find((one) => text(one, 'id') === text(of, 'primary_email_address_id'));
  return { user_id: text(of, 'id'), user_email: emailOf(text(main, 'email_address')), user_name: text(of, 'username') };
};
const organization = (of: JsonObject) => ({
  group_id: text(of, 'id'),
  group_name: text(of, 'name'),
  resource_type: 'organization',
});
const member = (of: JsonObject) => ({
  ...organization(objectAt(of, 'organization')),
  user_id: text(of, 'public_user_data', 'user_id'),
  user_name: text(of, 'public_user_data', 'identifier'),
});

const table: Record<string, readonly [type: string, data: (of: JsonObject) => Fact['data']]> = {
  'user.created': ['user.created', user],
  'user.updated': ['user.updated', user],
  'user.deleted': ['user.deleted', (of) => ({ user_id: text(of, 'id') })],
  'session.created': ['login.success', (of) => ({ user_id: text(of, 'user_id') })],
  'organization.created': ['group.created', organization],
  'organization.updated': ['group.updated', organization],
  'organization.deleted': ['group.deleted', organization],
  'organizationMembership.created': ['group.member_added', member],
  'organizationMembership.deleted': ['group.member_removed', member],
};

export const clerk: SourceKind = {
  name: 'clerk',
  title: 'Clerk',
  description: 'Users, sessions and organizations of an instance, sent by a webhook endpoint.',
  success: 200,
  settings: standardWebhookSettings("On the endpoint's page in Clerk."),
  open: openStandardWebhook,
  map: ({ value, hash, id }) => {
    const type = text(value, 'type') ?? null;
    const row = Object.hasOwn(table, type ?? '') ? table[type ?? ''] : undefined;
    return {
      type,
      key: id ?? hash,
      at: timeOf(value.timestamp),
      actor: type === 'session.created' ? { id: text(value, 'data', 'user_id') } : undefined,
      ipAddress: text(value, 'event_attributes', 'http_request', 'client_ip'),
      payload: value,
      facts: row ? [{ type: row[0], data: row[1](objectAt(value, 'data')) }] : [],
    };
  },
  samples: (at) => {
    const event = (type: string, data: JsonObject): JsonObject => ({
      data,
      object: 'event',
      type,
      timestamp: at.getTime(),
      instance_id: 'ins_1',
      event_attributes: { http_request: { client_ip: '192.0.2.101', user_agent: 'Mozilla/5.0' } },
    });
    const hal = {
      id: 'user_hal',
      username: 'hal',
      primary_email_address_id: 'idn_main',
      email_addresses: [
        { id: 'idn_old', email_address: 'hal.old@example.com' },
        { id: 'idn_main', email_address: 'hal@example.com' },
      ],
    };
    return [
      event('user.created', hal),
      event('session.created', { id: 'sess_1', user_id: hal.id }),
      event('session.ended', { id: 'sess_1', user_id: hal.id }),
    ];
  },
  sign: async (document, { settings, at, id }) => {
    const body = JSON.stringify(document);
    const signature = standardWebhookHeaders('svix', requiredText(settings, 'secret'), `msg_${id}`, at, body);
    return { method: 'POST', body, headers: { 'content-type': 'application/json', ...signature } };
  },
};
