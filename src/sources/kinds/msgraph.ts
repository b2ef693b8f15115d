// Microsoft Entra through Graph's change notifications. Each notification proves itself by its clientState.
import type { JsonObject } from '../../domain/event.ts';
import { sameText } from '../credentials/shared-secret.ts';
import { itemOf, readDocument } from '../read-documents.ts';
import { get, isObject, listAt, text } from '../read-values.ts';
import { requiredText } from '../setting.ts';
import { type Fact, type Item, Rejection, type SourceKind } from '../source-kind.ts';

/** Graph's tokens are a few hundred characters long. */
const maxTokenLength = 4_096;

const families: Record<string, string> = { user: 'user', users: 'user', group: 'group', groups: 'group' };

/** From the type of the resource, else from its path: `Users/…`. */
function familyOf(notification: JsonObject): string | undefined {
  const named = text(notification, 'resourceData', '@odata.type')?.split('.').at(-1);
  const name = (named ?? text(notification, 'resource')?.split('/')[0] ?? '').toLowerCase();
  return Object.hasOwn(families, name) ? families[name] : undefined;
}

function factsOf(notification: JsonObject): readonly Fact[] {
  const family = familyOf(notification);
  const change = text(notification, 'changeType') ?? '';
  if (family === undefined || !['created', 'updated', 'deleted'].includes(change)) return [];
  const id = text(notification, 'resourceData', 'id') ?? text(notification, 'resource')?.split('/')[1];
  const data = { [`${family}_id`]: id, resource_type: family };
  const members = family === 'group' ? listAt(notification, 'resourceData', 'members@delta') : [];
  const facts = members.flatMap((member): Fact[] => {
    const user = text(member, 'id');
    if (user === undefined) return [];
    const isRemoved = get(member, '@removed') !== undefined;
    return [
      {
        type: isRemoved ? 'group.member_removed' : 'group.member_added',
        data: { ...data, user_id: user },
        part: `${isRemoved ? 'remove' : 'add'}:${user}`,
      },
    ];
  });
  return facts.length > 0 ? facts : [{ type: `${family}.${change}`, data }];
}

export const msgraph: SourceKind = {
  name: 'msgraph',
  title: 'Microsoft Entra (Graph)',
  description: 'Changes of users and groups, sent by subscriptions of Microsoft Graph.',
  success: 202,
  settings: [
    {
      name: 'client_state',
      label: 'Client state',
      description: 'The clientState that the subscription was created with; at most 128 characters.',
      type: 'secret',
      required: true,
    },
  ],
  open: async ({ query, body }, settings) => {
    const token = query.get('validationToken');
    if (token !== null) {
      if (token.length > maxTokenLength) throw new Rejection('unreadable', 'the validation token is too long');
      // It is repeated as it is: whoever reads it must not take it for a page.
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
      return { items: [], control: 'validation', answer: { status: 200, headers, body: token } };
    }
    const { value } = readDocument(body);
    if (!Array.isArray(value.value)) throw new Rejection('unreadable', 'the body has no list of notifications');
    const expected = requiredText(settings, 'client_state');
    const items: Item[] = [];
    const rejected: Rejection[] = [];
    for (const one of value.value) {
      if (isObject(one) && sameText(text(one, 'clientState') ?? '', expected)) items.push(itemOf(one));
      else rejected.push(new Rejection('credential', 'the clientState is another one'));
    }
    if (items.length === 0 && rejected[0]) throw rejected[0];
    return { items, rejected };
  },
  map: ({ value, hash }) => {
    const lifecycle = text(value, 'lifecycleEvent');
    if (lifecycle !== undefined)
      return {
        control: 'lifecycle',
        warning: `the subscription needs you: ${lifecycle.replace(/\W/g, '').slice(0, 60)}`,
      };
    return {
      type: text(value, 'changeType') ?? null,
      key: text(value, 'id') ?? hash,
      at: undefined,
      payload: value,
      facts: factsOf(value),
    };
  },
  samples: (_at, id) => {
    const notification = (resource: string, type: string, changeType: string, more: JsonObject = {}): JsonObject => ({
      value: [
        {
          id: `${id}-${changeType}`,
          subscriptionId: 's-1',
          changeType,
          resource: `${resource}/r-1`,
          tenantId: 't-1',
          resourceData: {
            '@odata.type': `#Microsoft.Graph.${type}`,
            '@odata.id': `${resource}/r-1`,
            id: 'r-1',
            ...more,
          },
        },
      ],
    });
    const members = [{ id: 'u-new' }, { id: 'u-old', '@removed': 'deleted' }];
    return [
      notification('Users', 'User', 'updated'),
      notification('Groups', 'Group', 'updated', { 'members@delta': members }),
      notification('Applications', 'Application', 'updated'),
    ];
  },
  sign: async (document, { settings }) => {
    const clientState = requiredText(settings, 'client_state');
    const value = listAt(document, 'value').map((one) => (isObject(one) ? { ...one, clientState } : one));
    return { method: 'POST', body: JSON.stringify({ value }), headers: { 'content-type': 'application/json' } };
  },
  greet: async ({ id }) => ({
    method: 'POST',
    query: `?validationToken=${encodeURIComponent(`Validation: ${id} & more`)}`,
    body: '',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  }),
};
