// Bodies that are no integration, each merged into a good one, with the path and words of the answer.

export const http = { type: 'http', url: 'http://127.0.0.1:9/' };

const good = { field: 'a', operator: 'eq', value: 'b' };
export const nested = (levels: number): Record<string, unknown> =>
  levels === 0 ? good : { all: [nested(levels - 1)] };

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
    { conditions: [{ field: 'a', operator: 'like' }] },
    'conditions[0].operator',
    /^must be one of contains, ends_with, eq, exists, gt, gte, in, is_false, .*, starts_with$/,
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
    { conditions: [{ field: 'a', operator: 'eq', some: 1 }] },
    'conditions[0].some',
    /^is not a known field$/,
  ],
  ...(
    [
      ['in without values', { operator: 'in' }, 'values', /^is required$/],
      ['in with no value at all', { operator: 'in', values: [] }, 'values', /at least one value/],
      [
        'in with more than 1,000 values',
        { operator: 'in', values: Array(1_001).fill('a') },
        'values',
        /at most 1000 items/,
      ],
      ['in with a value that is an object', { operator: 'not_in', values: ['a', {}] }, 'values[1]', /^must be text$/],
      ['in with one value beside the list', { operator: 'in', value: 'b', values: ['a'] }, 'value', /give values/],
      ['values of an operator that has none', { operator: 'eq', values: ['a'] }, 'values', /in and not_in only/],
      ['more than words', { operator: 'gt', value: 'ten' }, 'value', /a number, or a time/],
      [
        'less than a day that no calendar has',
        { operator: 'lte', value: '2026-02-30T00:00:00Z' },
        'value',
        /a number, or a/,
      ],
      ['a pattern that cannot be read', { operator: 'matches', value: '(a' }, 'value', /is not a pattern/],
      ['a pattern of 257 characters', { operator: 'matches', value: 'a'.repeat(257) }, 'value', /at most 256/],
      ['a pattern that is large spelled out', { operator: 'matches', value: 'a{900}b{900}' }, 'value', /too large/],
      [
        'the case of a number',
        { operator: 'gt', value: '1', ignore_case: true },
        'ignore_case',
        /does not belong to gt/,
      ],
      ['a case that is a text', { operator: 'eq', ignore_case: 'yes' }, 'ignore_case', /^must be true or false$/],
    ] as const
  ).map(
    ([what, fields, at, message]): Case => [
      what,
      { conditions: [{ field: 'a', ...fields }] },
      `conditions[0].${at}`,
      message,
    ],
  ),
  [
    'a group that is a comparison too',
    { conditions: [good, { ...good, any: [good] }] },
    'conditions[1]',
    /^must be either/,
  ],
  ['a group of two kinds', { conditions: [{ any: [good], all: [good] }] }, 'conditions[0]', /^must be either/],
  ['an empty group', { conditions: [{ all: [] }] }, 'conditions[0].all', /at least one condition/],
  ['a group that is no list', { conditions: [{ any: good }] }, 'conditions[0].any', /^must be a list$/],
  [
    'a bad value deep in groups',
    { conditions: [good, good, { any: [{ not: { field: 'a', operator: 'gt', value: 'x' } }] }] },
    'conditions[2].any[0].not.value',
    /a number/,
  ],
  ['groups nested to six levels', { conditions: [nested(6)] }, `conditions[0]${'.all[0]'.repeat(5)}`, /deeper than 5/],
  ['101 conditions', { conditions: Array(101).fill(good) }, 'conditions', /at most 100/],
  ['101 conditions and groups in all', { conditions: [{ any: Array(100).fill(good) }] }, 'conditions', /at most 100/],
];
