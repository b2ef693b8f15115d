// Inputs of createIntegration that are none: written in a document, sent in a variable, and what is told of both.

const base = 'name: "n", triggers: ["user.created"]';
export const good = { name: 'n', triggers: ['user.created'] };
const url = 'http://127.0.0.1:9/';
export const http = (more: Record<string, unknown>) => ({ ...good, actions: [{ http: { url, ...more } }] });

type Case = readonly [what: string, written: string, sent: unknown, path: string, message: string];
export const badInputs: readonly Case[] = [
  [
    'a whole number as a text',
    `${base}, actions: [{ http: { url: "${url}", maxRetries: "3-SECRET" } }]`,
    http({ maxRetries: '3-SECRET' }),
    'actions[0].maxRetries',
    'must be a whole number',
  ],
  [
    'a fraction for a whole number',
    `${base}, actions: [{ http: { url: "${url}", maxRetries: 1.5 } }]`,
    http({ maxRetries: 1.5 }),
    'actions[0].maxRetries',
    'must be a whole number',
  ],
  [
    'too many retries',
    `${base}, actions: [{ http: { url: "${url}", maxRetries: 21 } }]`,
    http({ maxRetries: 21 }),
    'actions[0].maxRetries',
    'must be at most 20',
  ],
  [
    'a token that is a list',
    `${base}, actions: [{ http: { url: "${url}", auth: { bearer: { token: ["SECRET"] } } } }]`,
    http({ auth: { bearer: { token: ['SECRET'] } } }),
    'actions[0].auth.token',
    'must be text',
  ],
  [
    'a token that is a number',
    `${base}, actions: [{ http: { url: "${url}", auth: { bearer: { token: 12345 } } } }]`,
    http({ auth: { bearer: { token: 12345 } } }),
    'actions[0].auth.token',
    'must be text',
  ],
  [
    'an unknown field beside a secret',
    `${base}, actions: [{ http: { url: "${url}", auth: { bearer: { tokn: "SECRET" } } } }]`,
    http({ auth: { bearer: { tokn: 'SECRET' } } }),
    'actions[0].auth.tokn',
    'is not a known field',
  ],
  [
    'an unknown kind',
    `${base}, actions: [{ email: { to: "SECRET" } }]`,
    { ...good, actions: [{ email: { to: 'SECRET' } }] },
    'actions[0].email',
    'is not a known field',
  ],
  [
    'no kind',
    `${base}, actions: [{}]`,
    { ...good, actions: [{}] },
    'actions[0]',
    'must be exactly one of http, log, other, slack, triggerTask',
  ],
  [
    'two kinds',
    `${base}, actions: [{ log: { message: "a" }, slack: { message: "b" } }]`,
    { ...good, actions: [{ log: { message: 'a' }, slack: { message: 'b' } }] },
    'actions[0]',
    'must be exactly one of http, log, other, slack, triggerTask',
  ],
  [
    'a kind that is null',
    `${base}, actions: [{ log: null }]`,
    { ...good, actions: [{ log: null }] },
    'actions[0]',
    'must be exactly one of http, log, other, slack, triggerTask',
  ],
  [
    'a missing url',
    `${base}, actions: [{ http: { body: "SECRET" } }]`,
    { ...good, actions: [{ http: { body: 'SECRET' } }] },
    'actions[0].url',
    'is required',
  ],
  [
    'an unknown operator',
    `${base}, actions: [{ log: { message: "a" } }], conditions: [{ field: "a", operator: LIKE }]`,
    { ...good, actions: [{ log: { message: 'a' } }], conditions: [{ field: 'a', operator: 'LIKE' }] },
    'conditions[0].operator',
    'must be one of CONTAINS, ENDS_WITH, EQ, EXISTS, GT, GTE, IN, IS_FALSE, IS_TRUE, LT, LTE, MATCHES, NEQ, NOT_IN, STARTS_WITH',
  ],
  [
    'an object for a flag',
    `${base}, actions: [{ log: { message: "a" } }], enabled: {}`,
    { ...good, actions: [{ log: { message: 'a' } }], enabled: {} },
    'enabled',
    'must be true or false',
  ],
  [
    'an unknown event type',
    `name: "n", triggers: ["user.create"], actions: [{ log: { message: "a" } }]`,
    { ...good, triggers: ['user.create'], actions: [{ log: { message: 'a' } }] },
    'triggers[0]',
    'is not an event type, a group such as user.*, or *',
  ],
  [
    'a url that is none',
    `${base}, actions: [{ http: { url: "nowhere" } }]`,
    http({ url: 'nowhere' }),
    'actions[0].url',
    'is not an address such as https://example.com/hook',
  ],
];
