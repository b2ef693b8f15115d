// Inputs of the GraphQL door that are nearly right, as JSON text.
import fc from 'fast-check';
import { wildJson, wildText } from '../rest/wild-json.ts';

type Fields = Record<string, fc.Arbitrary<string>>;

/** Each field now and then replaced by anything, or left out. */
const nearly = (fields: Fields): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...Object.entries(fields).map(([name, value]) =>
        fc
          .oneof(
            { weight: 40, arbitrary: value },
            { weight: 1, arbitrary: wildJson },
            { weight: 1, arbitrary: fc.constant('') },
          )
          .map((text) => (text === '' ? [] : [`"${name}":${text}`])),
      ),
    )
    .map((parts) => `{${parts.flat().join()}}`);

const words = (...values: unknown[]) => fc.constantFrom(...values.map((value) => JSON.stringify(value)));
const list = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => `[${items.join()}]`);
const text = wildText.map((value) => JSON.stringify(value));
/** Now and then odd. */
const tame = fc.oneof({ weight: 12, arbitrary: words('x', 'y') }, { weight: 1, arbitrary: text });

const http = nearly({
  url: words('http://127.0.0.1:9/'),
  method: words('GET', 'POST'),
  headers: list(nearly({ name: words('X-A'), value: fc.oneof(words('v'), tame) })),
  maxRetries: words(0, 1, null),
  auth: fc.oneof(
    nearly({ bearer: nearly({ token: tame }) }),
    nearly({ basic: nearly({ username: tame, password: tame }) }),
  ),
  backoff: nearly({ initialSecs: words(1, 60), factor: words(2, null), maxSecs: words(1, null) }),
});
const action = fc.oneof(
  nearly({ http }),
  nearly({ slack: nearly({ webhookUrl: fc.oneof(words('http://127.0.0.1:9/s'), tame), message: tame }) }),
  nearly({ log: nearly({ message: tame, level: words('INFO', 'WARN') }) }),
  nearly({ triggerTask: nearly({ taskId: words('0198c0de-0000-7000-8000-000000000001') }) }),
);

const comparison = fc.oneof(
  nearly({ field: tame, operator: words('EQ', 'IS_TRUE', 'NEQ'), value: tame, order: words(0, 1, null) }),
  nearly({ field: tame, operator: words('IN'), values: list(tame), ignoreCase: words(true, null) }),
  nearly({ field: tame, operator: words('GT', 'LTE'), value: words('1', '2026-03-29T01:30:00Z') }),
);

export const nearlyCreateInput = nearly({
  name: tame,
  description: tame,
  triggers: list(words('login.failed', 'mfa.*')),
  conditions: list(
    fc.oneof(comparison, nearly({ any: list(comparison), order: words(1) }), nearly({ not: comparison })),
  ),
  actions: list(action),
});

export const nearlyPublishInput = fc.oneof(
  list(
    nearly({
      type: words('user.created', 'login.failed'),
      id: tame,
      actorId: tame,
      actorEmail: tame,
      ipAddress: tame,
      firedAt: words('2026-03-29T01:30:00Z', null),
      data: fc.oneof(
        words({ a: 1 }),
        wildJson.map((value) => `{"a":${value}}`),
      ),
    }),
  ),
);

export const nearlyFilter = nearly({
  integrationId: words('0198c0de-0000-7000-8000-000000000000'),
  status: list(words('FAILED', 'PENDING')),
  eventType: list(text),
  eventId: text,
  createdAfter: words('2026-03-29T01:30:00Z', '0001-01-01T00:00:00Z'),
  createdBefore: words('9999-12-31T23:59:59Z', null),
});
