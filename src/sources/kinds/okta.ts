// Okta event hooks: a fixed header of the operator's choice, no signature, several events in one request.
import type { Json, JsonObject } from '../../domain/event.ts';
import { checkHeader } from '../credentials/shared-secret.ts';
import { itemOf, readDocument } from '../read-documents.ts';
import { emailOf, get, isObject, listAt, text, timeOf } from '../read-values.ts';
import { requiredText, type Settings } from '../setting.ts';
import { type Fact, headerOf, Rejection, type SourceKind } from '../source-kind.ts';

const challenge = 'x-okta-verification-challenge';
/** What Okta writes where it knows nothing. */
const known = (value: string | undefined) => (value === 'unknown' ? undefined : value);

/** Only people and their accounts have an address there; what other actors have looks like one. */
const email = (party: Json | undefined) =>
  /^(User|AppUser)$/.test(text(party, 'type') ?? '') ? emailOf(text(party, 'alternateId')) : undefined;

const person = (party: Json | undefined) => ({
  user_id: text(party, 'type') === 'AppUser' ? undefined : known(text(party, 'id')),
  user_email: email(party),
  user_name: known(text(party, 'displayName')),
});

const target = (event: JsonObject, type: string) => listAt(event, 'target').find((one) => text(one, 'type') === type);
const actor = (event: JsonObject) => person(get(event, 'actor'));
const user = (event: JsonObject) => person(target(event, 'User'));
const group = (event: JsonObject) => ({
  group_id: known(text(target(event, 'UserGroup'), 'id')),
  group_name: known(text(target(event, 'UserGroup'), 'displayName')),
});
const app = (event: JsonObject) => ({
  app_id: known(text(target(event, 'AppInstance'), 'id')),
  app_name: known(text(target(event, 'AppInstance'), 'displayName')),
});
const mapping = (event: JsonObject) => ({
  ...person(target(event, 'User') ?? target(event, 'AppUser')),
  ...app(event),
});
const changed = (event: JsonObject) => {
  const names = text(event, 'debugContext', 'debugData', 'changedAttributes')
    ?.split(/[\s,]+/)
    .filter(Boolean);
  return { ...user(event), changed: names?.length ? names : undefined };
};

const table: Record<string, readonly [type: string, data: (event: JsonObject) => Fact['data']]> = {
  'user.session.start': ['login.success', actor],
  'user.lifecycle.create': ['user.created', user],
  'user.account.update_profile': ['user.updated', changed],
  'user.lifecycle.activate': ['user.activated', user],
  'user.lifecycle.reactivate': ['user.activated', user],
  'user.lifecycle.unsuspend': ['user.activated', user],
  'user.lifecycle.deactivate': ['user.deactivated', user],
  'user.lifecycle.suspend': ['user.deactivated', user],
  'user.lifecycle.delete.completed': ['user.deleted', user],
  'group.lifecycle.create': ['group.created', group],
  'group.profile.update': ['group.updated', group],
  'group.lifecycle.delete': ['group.deleted', group],
  'group.user_membership.add': ['group.member_added', (event) => ({ ...user(event), ...group(event) })],
  'group.user_membership.remove': ['group.member_removed', (event) => ({ ...user(event), ...group(event) })],
  'application.lifecycle.create': ['application.created', app],
  'application.lifecycle.update': ['application.updated', app],
  'application.lifecycle.delete': ['application.deleted', app],
  'application.user_membership.add': ['app_mapping.created', mapping],
  'application.user_membership.change': ['app_mapping.updated', mapping],
  'application.user_membership.update': ['app_mapping.updated', mapping],
  'application.user_membership.remove': ['app_mapping.deleted', mapping],
  'group.application_assignment.add': ['app_mapping.created', (event) => ({ ...group(event), ...app(event) })],
  'group.application_assignment.remove': ['app_mapping.deleted', (event) => ({ ...group(event), ...app(event) })],
  'user.mfa.factor.activate': ['mfa.enrolled', user],
  'user.mfa.factor.deactivate': ['mfa.unenrolled', user],
  'user.mfa.factor.reset_all': ['mfa.unenrolled', user],
  'access.request.create': [
    'access_request.submitted',
    (event) => ({ requester_id: actor(event).user_id, requester_email: actor(event).user_email }),
  ],
};

function factsOf(event: JsonObject, type: string): readonly Fact[] {
  const result = text(event, 'outcome', 'result') ?? 'SUCCESS';
  if (type === 'user.session.start' && result === 'FAILURE')
    return [{ type: 'login.failed', data: { ...actor(event), reason: text(event, 'outcome', 'reason') } }];
  // The field that changed is the last part of the name.
  const name = type.replace(/^(application\.user_membership\.change)_\w+$/, '$1');
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  return row && result === 'SUCCESS' ? [{ type: row[0], data: row[1](event) }] : [];
}

const credential = (settings: Settings) => requiredText(settings, 'header').toLowerCase();

export const okta: SourceKind = {
  name: 'okta',
  title: 'Okta event hooks',
  description: 'Events of an organization, sent by an event hook.',
  success: 200,
  answersGet: true,
  settings: [
    {
      name: 'header',
      label: 'Authentication field',
      description: 'The name of the header that the hook sends.',
      type: 'text',
      required: true,
      default: 'Authorization',
    },
    {
      name: 'value',
      label: 'Authentication secret',
      description: "The header's whole value. Okta adds nothing to it, no Bearer either.",
      type: 'secret',
      required: true,
    },
  ],
  open: async (request, settings) => {
    checkHeader(request, requiredText(settings, 'header'), requiredText(settings, 'value'));
    if (request.method === 'GET') {
      const verification = headerOf(request, challenge);
      if (verification === undefined) throw new Rejection('unreadable', `the header ${challenge} is missing`);
      const headers = { 'content-type': 'application/json' };
      return {
        items: [],
        control: 'verification',
        answer: { status: 200, headers, body: JSON.stringify({ verification }) },
      };
    }
    const { value } = readDocument(request.body);
    const events = get(value, 'data', 'events');
    if (!Array.isArray(events)) throw new Rejection('unreadable', 'the body has no data.events');
    const rejected = events
      .filter((event) => !isObject(event))
      .map(() => new Rejection('unreadable', 'an event is not an object'));
    return { items: events.filter(isObject).map(itemOf), rejected };
  },
  map: ({ value, hash }) => {
    const type = text(value, 'eventType') ?? null;
    return {
      type,
      key: text(value, 'uuid') ?? hash,
      at: timeOf(value.published),
      actor: { id: known(text(value, 'actor', 'id')), email: email(get(value, 'actor')) },
      ipAddress: text(value, 'client', 'ipAddress'),
      payload: value,
      facts: factsOf(value, type ?? ''),
    };
  },
  samples: (at, id) => {
    const party = (type: string, name: string, of: string) => ({
      id: `${type}-${name}`,
      type,
      alternateId: of,
      displayName: name,
    });
    const event = (number: number, eventType: string, more: JsonObject): JsonObject => ({
      uuid: `${id}-${number}`,
      published: at.toISOString(),
      eventType,
      actor: party('User', 'Root Admin', 'admin@example.com'),
      client: { ipAddress: '203.0.113.30' },
      outcome: { result: 'SUCCESS', reason: null },
      target: [party('User', 'Bob Ng', 'bob@example.com')],
      ...more,
    });
    const envelope = (...events: JsonObject[]): JsonObject => ({
      eventType: 'com.okta.event_hook',
      eventTypeVersion: '1.0',
      cloudEventsVersion: '0.1',
      eventId: id,
      eventTime: at.toISOString(),
      contentType: 'application/json',
      data: { events },
    });
    const nobody = { id: 'unknown', type: 'User', alternateId: 'ghost@example.com', displayName: 'unknown' };
    return [
      envelope(event(1, 'user.lifecycle.create', {}), event(2, 'user.session.end', { target: null })),
      envelope(
        event(3, 'user.session.start', {
          actor: nobody,
          target: null,
          outcome: { result: 'FAILURE', reason: 'VERIFICATION_ERROR' },
        }),
      ),
      envelope(
        event(4, 'group.user_membership.add', {
          target: [party('User', 'Bob Ng', 'bob@example.com'), party('UserGroup', 'Engineering', 'unknown')],
        }),
      ),
    ];
  },
  sign: async (document, { settings }) => ({
    method: 'POST',
    body: JSON.stringify(document),
    headers: { 'content-type': 'application/json', [credential(settings)]: requiredText(settings, 'value') },
  }),
  greet: async ({ settings, id }) => ({
    method: 'GET',
    body: '',
    headers: { [challenge]: id, [credential(settings)]: requiredText(settings, 'value') },
  }),
};
