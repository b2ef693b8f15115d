// Auth0 event streams: CloudEvents in their structured form, under plain application/json.
import type { JsonObject } from '../../domain/event.ts';
import { basicHeader, checkBasic, checkBearer } from '../credentials/shared-secret.ts';
import { readDocuments } from '../read-documents.ts';
import { emailOf, get, objectAt, text, timeOf } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import type { Fact, SourceKind } from '../source-kind.ts';

const user = (of: JsonObject) => ({
  user_id: text(of, 'user_id'),
  user_email: emailOf(text(of, 'email')),
  user_name: text(of, 'username') ?? text(of, 'name') ?? text(of, 'nickname'),
});
const organization = (of: JsonObject) => ({
  group_id: text(of, 'id'),
  group_name: text(of, 'name') ?? text(of, 'display_name'),
  resource_type: 'organization',
});
const member = (of: JsonObject) => ({ ...organization(objectAt(of, 'organization')), ...user(objectAt(of, 'user')) });

const table: Record<string, readonly [type: string, data: (object: JsonObject) => Fact['data']]> = {
  'user.created': ['user.created', user],
  'user.updated': ['user.updated', user],
  'user.deleted': ['user.deleted', user],
  'organization.created': ['group.created', organization],
  'organization.updated': ['group.updated', organization],
  'organization.deleted': ['group.deleted', organization],
  'organization.member.added': ['group.member_added', member],
  'organization.member.deleted': ['group.member_removed', member],
};

function factsOf(value: JsonObject, name: string): readonly Fact[] {
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!row) return [];
  const object = objectAt(value, 'data', 'object');
  const [before, after] = [get(value, 'data', 'previous_object', 'blocked'), object.blocked === true];
  const isBlocking = name === 'user.updated' && typeof before === 'boolean' && before !== after;
  const type = isBlocking ? (after ? 'user.deactivated' : 'user.activated') : row[0];
  return [{ type, data: row[1](object) }];
}

export const auth0Events: SourceKind = {
  name: 'auth0-events',
  title: 'Auth0 event streams',
  description: 'Changes of users and organizations, sent by an event stream to a webhook.',
  success: 200,
  settings: [
    {
      name: 'auth',
      label: 'Authorization method',
      description: 'What the event stream sends.',
      type: 'choice',
      choices: ['bearer', 'basic'],
      default: 'bearer',
      required: true,
    },
    {
      name: 'token',
      label: 'Bearer token',
      description: 'The token of the event stream.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'bearer' },
    },
    {
      name: 'username',
      label: 'User name',
      description: 'The user name of the event stream.',
      type: 'text',
      required: true,
      when: { setting: 'auth', is: 'basic' },
    },
    {
      name: 'password',
      label: 'Password',
      description: 'The password of the event stream.',
      type: 'secret',
      required: true,
      when: { setting: 'auth', is: 'basic' },
    },
  ],
  open: async (request, settings) => {
    if (settings.auth === 'basic')
      checkBasic(request, requiredText(settings, 'username'), requiredText(settings, 'password'));
    else checkBearer(request, requiredText(settings, 'token'));
    return readDocuments(request.body);
  },
  map: ({ value, hash }) => {
    if (value.a0purpose === 'test') return { control: 'test' };
    const type = text(value, 'type') ?? null;
    return {
      type,
      key: text(value, 'id') ?? hash,
      at: timeOf(value.time),
      payload: value,
      facts: factsOf(value, (type ?? '').replace(/^com\.auth0\./, '')),
    };
  },
  samples: (at, id) => {
    const event = (number: number, type: string, data: JsonObject): JsonObject => ({
      specversion: '1.0',
      type,
      source: 'urn:auth0:staff.eu.auth0.example.com',
      id: `evt_${id}${number}`,
      time: at.toISOString(),
      data,
      a0tenant: 'staff',
      a0stream: 'est_1',
    });
    const finn = { user_id: 'auth0|finn', email: 'finn@example.com', name: 'Finn Ode' };
    return [
      event(1, 'user.created', { object: finn }),
      event(2, 'user.updated', { object: { ...finn, blocked: true }, previous_object: { ...finn, blocked: false } }),
      event(3, 'connection.created', { object: { id: 'con_1' } }),
    ];
  },
  sign: async (document, { settings }) => ({
    method: 'POST',
    body: JSON.stringify(document),
    headers: {
      'content-type': 'application/json',
      authorization:
        settings.auth === 'basic'
          ? basicHeader(requiredText(settings, 'username'), requiredText(settings, 'password'))
          : `Bearer ${requiredText(settings, 'token')}`,
    },
  }),
};
