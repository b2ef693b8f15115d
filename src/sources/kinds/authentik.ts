// authentik notification transports with a body mapping that returns the event. There is no signature: only the header.
import type { Json, JsonObject } from '../../domain/event.ts';
import { checkBearer } from '../credentials/shared-secret.ts';
import { readDocument } from '../read-documents.ts';
import { emailOf, get, isObject, objectAt, text, textOf, timeOf } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import type { Actor, Fact, SourceKind } from '../source-kind.ts';

interface AuthentikEvent {
  readonly context: JsonObject;
  /** Who acted. */
  readonly actor: Person;
  /** The account that was used: another one while impersonating. */
  readonly account: Person;
  readonly path: string;
}

interface Person {
  readonly id?: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

function personOf(value: Json | undefined): Person {
  if (text(value, 'username') === 'AnonymousUser') return {};
  return { id: text(value, 'pk'), email: emailOf(text(value, 'email')), name: text(value, 'username') };
}

const account = ({ account: { id, email, name } }: AuthentikEvent) => ({
  user_id: id,
  user_email: email,
  user_name: name,
});
const written = ({ account: { id, email, name }, context }: AuthentikEvent) => ({
  user_id: id,
  user_email: emailOf(text(context, 'email')) ?? email,
  user_name: text(context, 'username') ?? name,
});
const request = ({ context }: AuthentikEvent) => ({
  request_id: text(context, 'model', 'pk') ?? text(context, 'access_request', 'pk'),
});
const requester = (event: AuthentikEvent) => ({
  ...request(event),
  requester_id: event.actor.id,
  requester_email: event.actor.email,
});
const decision = (event: AuthentikEvent) => ({ ...request(event), approver_email: event.actor.email });

type Row = readonly [type: string, data: (event: AuthentikEvent) => Fact['data']];

const table: Record<string, Row> = {
  login: ['login.success', account],
  login_failed: ['login.failed', ({ context }) => ({ user_name: text(context, 'username') })],
  access_request_created: ['access_request.submitted', requester],
  access_request_approved: ['access_request.approved', decision],
  access_request_denied: ['access_request.denied', decision],
  access_request_revoked: ['access_request.revoked', decision],
};

const model = ({ context }: AuthentikEvent, id: string, name?: string) => ({
  [id]: text(context, 'model', 'pk'),
  ...(name !== undefined && { [name]: text(context, 'model', 'name') }),
});
/** Whose device it is follows from who acted, except where an administrator acts on those of others. */
const device = (event: AuthentikEvent) => ({
  ...(event.path.includes('/authenticators/admin/') ? {} : account(event)),
  mfa_method: text(event.context, 'model', 'model_name')?.replace(/device$/, ''),
});

const models: Record<string, (event: AuthentikEvent) => Fact['data']> = {
  user: (event) => model(event, 'user_id', 'user_name'),
  group: (event) => model(event, 'group_id', 'group_name'),
  application: (event) => model(event, 'app_id', 'app_name'),
  policybinding: (event) => model(event, 'mapping_id'),
  totpdevice: device,
  webauthndevice: device,
  duodevice: device,
  smsdevice: device,
  staticdevice: device,
};
const families: Record<string, string> = { policybinding: 'app_mapping' };

function factsOfModel(event: AuthentikEvent, change: string): readonly Fact[] {
  const name = text(event.context, 'model', 'model_name') ?? '';
  const data = Object.hasOwn(models, name) ? models[name]?.(event) : undefined;
  if (!data) return [];
  const all = { ...data, resource_type: name };
  if (name.endsWith('device')) {
    const type = { created: 'mfa.enrolled', deleted: 'mfa.unenrolled' }[change];
    return type ? [{ type, data: all }] : [];
  }
  const diff = objectAt(event.context, 'diff');
  const members = name === 'group' && change === 'updated' ? membersOf(diff) : [];
  if (members.length > 0)
    return members.map(([verb, id]) => ({
      type: verb === 'add' ? 'group.member_added' : 'group.member_removed',
      data: { ...all, user_id: id },
      part: `${verb}:${id}`,
    }));
  const active = name === 'user' && change === 'updated' ? get(diff, 'is_active', 'new_value') : undefined;
  const verb = active === true ? 'activated' : active === false ? 'deactivated' : change;
  return [{ type: `${families[name] ?? name}.${verb}`, data: all }];
}

/** The enterprise edition says who came and who went; the free one only that the group changed. */
function membersOf(diff: JsonObject): readonly (readonly [verb: 'add' | 'remove', id: string])[] {
  return (['add', 'remove'] as const).flatMap((verb) =>
    [get(diff, 'users', verb) ?? []].flat().flatMap((one) => {
      const id = textOf(one as Json) ?? text(one as Json, 'pk');
      return id === undefined ? [] : [[verb, id] as const];
    }),
  );
}

function factsOf(event: AuthentikEvent, action: string): readonly Fact[] {
  if (action === 'user_write')
    return [{ type: event.context.created === true ? 'user.created' : 'user.updated', data: written(event) }];
  const change = /^model_(created|updated|deleted)$/.exec(action)?.[1];
  if (change !== undefined) return factsOfModel(event, change);
  const row = Object.hasOwn(table, action) ? table[action] : undefined;
  return row ? [{ type: row[0], data: row[1](event) }] : [];
}

export const authentik: SourceKind = {
  name: 'authentik',
  title: 'authentik',
  description: 'Events that notification rules push through a webhook transport.',
  success: 200,
  settings: [
    {
      name: 'token',
      label: 'Token',
      description: 'What the header mapping sends behind `Bearer`.',
      type: 'secret',
      required: true,
    },
  ],
  open: async (request_, settings) => {
    checkBearer(request_, requiredText(settings, 'token'));
    return { items: [readDocument(request_.body)] };
  },
  map: ({ value, hash }) => {
    const user = objectAt(value, 'user');
    const own = personOf(user);
    // Within a flow `user` can be the account being changed, and the session's user the one who acts.
    const session = isObject(user.authenticated_as) ? personOf(user.authenticated_as) : own;
    const used = isObject(user.on_behalf_of) ? personOf(user.on_behalf_of) : own;
    const action = text(value, 'action') ?? null;
    const address = text(value, 'client_ip');
    const event: AuthentikEvent = {
      context: objectAt(value, 'context'),
      actor: session,
      account: used,
      path: text(value, 'context', 'http_request', 'path') ?? '',
    };
    return {
      type: action,
      key: text(value, 'pk') ?? hash,
      at: timeOf(value.created),
      actor: { id: session.id, email: session.email } satisfies Actor,
      ipAddress: address === '255.255.255.255' ? undefined : address,
      payload: value,
      facts: factsOf(event, action ?? ''),
    };
  },
  samples: (at, id) => {
    const event = (number: number, action: string, context: JsonObject): JsonObject => ({
      pk: `${id}-${number}`,
      user: { pk: 17, email: 'ada@example.com', username: 'ada' },
      action,
      app: 'authentik.events.signals',
      context,
      client_ip: '192.0.2.55',
      created: at.toISOString(),
    });
    return [
      event(1, 'login', { auth_method: 'password' }),
      event(2, 'model_created', {
        model: { pk: '3c2b', app: 'authentik_core', name: 'Expenses', model_name: 'application' },
      }),
      event(3, 'logout', {}),
    ];
  },
  sign: async (document, { settings }) => ({
    method: 'POST',
    body: JSON.stringify(document),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${requiredText(settings, 'token')}` },
  }),
};
