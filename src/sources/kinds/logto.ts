// Logto webhooks: two families of events with different fields, signed without a time, and no id.
import type { JsonObject } from '../../domain/event.ts';
import { checkHexHmac, hexHmac } from '../credentials/hmac.ts';
import { readDocument } from '../read-documents.ts';
import { emailOf, get, isObject, objectAt, text, timeOf } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import type { Fact, SourceKind } from '../source-kind.ts';

const header = 'logto-signature-sha-256';

/** `user` in events of a sign-in, `data` in those of a change; a deletion has only the parameters of its path. */
const user = (body: JsonObject) => {
  const of = isObject(body.user) ? body.user : objectAt(body, 'data');
  return {
    user_id: text(body, 'userId') ?? text(of, 'id') ?? text(body, 'params', 'userId'),
    user_email: emailOf(text(of, 'primaryEmail')),
    user_name: text(of, 'username') ?? text(of, 'name'),
  };
};
const atApplication = (body: JsonObject) => ({
  ...user(body),
  app_id: text(body, 'application', 'id'),
  app_name: text(body, 'application', 'name'),
});
const organization = (body: JsonObject) => ({
  group_id: text(body, 'data', 'id') ?? text(body, 'params', 'id') ?? text(body, 'params', 'organizationId'),
  group_name: text(body, 'data', 'name'),
  resource_type: 'organization',
});

const table: Record<string, readonly [type: string, data: (body: JsonObject) => Fact['data']]> = {
  PostSignIn: ['login.success', atApplication],
  PostRegister: ['user.created', atApplication],
  'User.Created': ['user.created', user],
  'User.Data.Updated': ['user.updated', user],
  'User.Deleted': ['user.deleted', user],
  'Organization.Created': ['group.created', organization],
  'Organization.Data.Updated': ['group.updated', organization],
  'Organization.Deleted': ['group.deleted', organization],
};

function factsOf(body: JsonObject, event: string): readonly Fact[] {
  const suspended = get(body, 'data', 'isSuspended');
  if (event === 'User.SuspensionStatus.Updated' && typeof suspended === 'boolean')
    return [{ type: suspended ? 'user.deactivated' : 'user.activated', data: user(body) }];
  const row = Object.hasOwn(table, event) ? table[event] : undefined;
  if (!row) return [];
  const [type, data] = [row[0], row[1](body)];
  // A registration sends PostRegister and User.Created, when both are chosen.
  const isCreation = type === 'user.created' && data.user_id !== undefined;
  return [{ type, data, ...(isCreation && { key: `user.created:${data.user_id}` }) }];
}

export const logto: SourceKind = {
  name: 'logto',
  title: 'Logto',
  description: 'Sign-ins and changes of a tenant, sent by webhooks.',
  success: 200,
  settings: [
    {
      name: 'secret',
      label: 'Signing key',
      description: "On the webhook's settings page.",
      type: 'secret',
      required: true,
    },
  ],
  open: async (request, settings) => {
    checkHexHmac(request, { header, secret: requiredText(settings, 'secret'), algorithm: 'sha256' });
    return { items: [readDocument(request.body)] };
  },
  map: ({ value, hash }) => {
    const type = text(value, 'event') ?? null;
    // Changes come from a management token, which is nobody.
    const isOwn = type?.startsWith('Post') ?? false;
    const { user_id: id, user_email: email } = user(value);
    return {
      type,
      key: `sha256:${hash}`,
      at: timeOf(value.createdAt),
      actor: isOwn ? { id, email } : undefined,
      ipAddress: text(value, 'userIp') ?? text(value, 'ip'),
      payload: value,
      facts: factsOf(value, type ?? ''),
    };
  },
  samples: (at, id) => {
    const common = { hookId: 'hk_1', createdAt: at.toISOString(), userAgent: 'Mozilla/5.0' };
    const ada = { id: 'u1ada', username: 'ada', primaryEmail: 'ada@example.com', name: 'Ada Lin' };
    return [
      {
        ...common,
        event: 'PostSignIn',
        sessionId: id,
        userIp: '192.0.2.81',
        userId: ada.id,
        user: ada,
        application: { id: 'wiki1', name: 'Wiki' },
      },
      {
        ...common,
        event: 'User.SuspensionStatus.Updated',
        ip: '203.0.113.81',
        params: { userId: 'u1bob' },
        data: { id: 'u1bob', username: 'bob', isSuspended: true },
      },
      { ...common, event: 'Role.Created', ip: '203.0.113.81', data: { id: `r-${id}`, name: 'editor' } },
    ];
  },
  sign: async (document, { settings }) => {
    const body = JSON.stringify(document);
    const signature = hexHmac('sha256', requiredText(settings, 'secret'), body);
    return { method: 'POST', body, headers: { 'content-type': 'application/json', [header]: signature } };
  },
};
