// Bodies that are no integration, each merged into a good one, with the path and words of the answer.

export const http = { type: 'http', url: 'http://127.0.0.1:9/' };

export type Case = readonly [what: string, body: Record<string, unknown>, path: string, message: RegExp];
export const wholeNumber = /^must be a whole number$/;

export const badIntegrations: readonly Case[] = [
  ['an unknown field', { foo: 1 }, 'foo', /^is not a known field$/],
  ['a field in another spelling', { Name: 'x' }, 'Name', /^is not a known field$/],
  ['a prototype key', JSON.parse('{"__proto__":{"name":"x"}}'), '__proto__', /^is not a known field$/],
  ['a name that is a number', { name: 5 }, 'name', /^must be text$/],
  ['an empty name', { name: ' ' }, 'name', /^must not be empty$/],
  ['a name of 201 characters', { name: 'x'.repeat(201) }, 'name', /^must have at most 200 characters$/],
  ['a name with NUL', { name: 'a\0b' }, 'name', /cannot be stored/],
  ['a name with half a surrogate pair', { name: 'a\ud800' }, 'name', /cannot be stored/],
  ['a name that is null', { name: null }, 'name', /^is required$/],
  ['triggers that are null', { triggers: null }, 'triggers', /^is required$/],
  ['actions that are null', { actions: null }, 'actions', /^is required$/],
  ['a trigger that is null', { triggers: [null] }, 'triggers[0]', /^is required$/],
  ['enabled as a text (C100)', { enabled: 'true' }, 'enabled', /^must be true or false$/],
  ['triggers that are no list (C100)', { triggers: 'user.created' }, 'triggers', /^must be a list$/],
  ['an unknown event type (C100)', { triggers: ['user.create'] }, 'triggers[0]', /is not an event type/],
  ['an unknown group of event types', { triggers: ['nothing.*'] }, 'triggers[0]', /is not an event type/],
  ['no trigger (C100)', { triggers: [] }, 'triggers', /at least one trigger/],
  ['no action', { actions: [] }, 'actions', /at least one action/],
  ['an action that is no object', { actions: [http, 5] }, 'actions[1]', /^must be an object$/],
  ['conditions that are no list', { conditions: {} }, 'conditions', /^must be a list$/],
  ['a condition without a field', { conditions: [{ operator: 'eq' }] }, 'conditions[0].field', /^is required$/],
  ['a condition without an operator', { conditions: [{ field: 'a' }] }, 'conditions[0].operator', /^is required$/],
  [
    'an unknown operator',
    { conditions: [{ field: 'a', operator: 'gt' }] },
    'conditions[0].operator',
    /^must be one of contains, ends_with, eq, is_false, is_true, neq, starts_with$/,
  ],
  [
    'an order in words',
    { conditions: [{ field: 'a', operator: 'eq', order: '1' }] },
    'conditions[0].order',
    wholeNumber,
  ],
  [
    'a negative order',
    { conditions: [{ field: 'a', operator: 'eq', order: -1 }] },
    'conditions[0].order',
    /at least 0/,
  ],
  [
    'an unknown field of a condition',
    { conditions: [{ field: 'a', operator: 'eq', any: 1 }] },
    'conditions[0].any',
    /^is not a known field$/,
  ],
];
