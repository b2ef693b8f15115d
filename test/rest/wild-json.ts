// JSON of any shape, and bodies that are nearly right, as text: also what no JavaScript value could say.
import fc from 'fast-check';

const oddTexts = [
  '',
  '\0',
  '\ud800',
  'a\udfffb',
  '__proto__',
  'constructor',
  '********',
  '{{',
  '{{.Data.x}}',
  '%',
  '\u202e',
  '1e999',
  'null',
  '-0',
  'user.*',
];
export const wildText = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('x'.repeat(300), 'x'.repeat(70_000)),
);
const oddNumbers = [
  '1e999',
  '-1e999',
  '1e308',
  '9007199254740993',
  '-0',
  '2147483648',
  '0.1',
  '1e-400',
  '99999999999999999999',
];
const oddKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', 'length', 'then'];

const leaf = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '{}', '[]'),
  fc.constantFrom(...oddNumbers),
  fc.integer().map(String),
  wildText.map((text) => JSON.stringify(text)),
);

/** Any JSON, as text. */
export const wildJson: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...oddKeys), wildText), tie('any')), { maxLength: 4 })
      .map((fields) => `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`),
    fc.constantFrom(150, 5_000).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
  ),
})).any;

/** The good fields, each now and then replaced by anything or left out, with an odd field now and then. */
function nearly(fields: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<string> {
  const entries = Object.entries(fields).map(([name, value]) =>
    fc
      .oneof(
        { weight: 40, arbitrary: value },
        { weight: 1, arbitrary: wildJson },
        { weight: 1, arbitrary: fc.constant('') },
      )
      .map((text) => (text === '' ? [] : [`${JSON.stringify(name)}:${text}`])),
  );
  const odd = fc.oneof(
    { weight: 12, arbitrary: fc.constant([] as string[]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...oddKeys).chain((key) => wildJson.map((value) => [`"${key}":${value}`])),
    },
  );
  return fc.tuple(...entries, odd).map((parts) => `{${parts.flat().join()}}`);
}

const words = (...values: unknown[]) => fc.constantFrom(...values.map((value) => JSON.stringify(value)));
const list = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => `[${items.join()}]`);
const auth = fc.oneof(
  nearly({ type: words('none'), token: words(null) }),
  nearly({ type: words('bearer'), token: words('t') }),
  nearly({ type: words('basic'), username: words('u'), password: words('p') }),
);

const action = fc.oneof(
  nearly({
    type: words('http'),
    method: words('GET', 'POST', 'put'),
    url: words('http://127.0.0.1:9/', 'http://127.0.0.1:9/{{.EventType}}'),
    headers: nearly({ 'X-A': words('a'), Authorization: words('b') }),
    body: words('{{.Data.x}}', '{"a":"{{.EventType}}"}'),
    timeout_secs: words(1, 10, 300),
    max_retries: words(0, 20, 1),
    auth,
  }),
  nearly({
    type: words('slack'),
    webhook_url: words('http://127.0.0.1:9/s', 'http://127.0.0.1:9/t', 'x'),
    message: words('m'),
  }),
  nearly({ type: words('log'), message: words('m', '{{.A}}'), level: words('info', 'warn') }),
  nearly({
    type: words('trigger_task', 'trigger_task', 'nope'),
    task_id: words('0198c0de-0000-7000-8000-000000000001'),
  }),
);
const condition = nearly({
  field: words('user.email', 'x'),
  operator: words('eq', 'is_true', 'neq', 'gt'),
  value: words('x', 5),
  order: words(1, 0),
});

export const nearlyIntegration = nearly({
  name: words('n', 'n', 'n', ''),
  description: words('d', null),
  enabled: words(true, false, null),
  triggers: list(words('login.failed', 'mfa.*', 'user.created', '*', 'nope')),
  conditions: list(
    fc.oneof({ weight: 3, arbitrary: condition }, { weight: 1, arbitrary: nearly({ any: list(condition) }) }),
  ),
  actions: list(action),
});

const event = nearly({
  type: words('user.created', 'login.failed'),
  id: wildText.map((text) => JSON.stringify(text.slice(0, 200))),
  actor_id: words('a', null),
  fired_at: words('2026-03-29T01:30:00Z', null),
  data: fc.oneof(
    words({ a: 1 }),
    wildJson.map((value) => `{"a":${value}}`),
  ),
});
export const nearlyEvent = fc.oneof(
  event,
  list(event).map((events) => `{"events":${events}}`),
);
