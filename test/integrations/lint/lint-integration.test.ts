// What is warned about, and what is not: the rules, without a service.
import { describe, expect, test } from 'vitest';
import type { ActionConfig, ActionKind } from '../../../src/actions/action-kind.ts';
import { findActionKind } from '../../../src/actions/registry.ts';
import type { Condition } from '../../../src/domain/condition.ts';
import { parseOutboundAllow } from '../../../src/infra/outbound/outbound-allow.ts';
import { type LintInput, lintIntegration, type Surroundings } from '../../../src/integrations/lint/lint-integration.ts';
import { createVault, sealSecrets } from '../../../src/integrations/secrets.ts';

const vault = createVault(Buffer.alloc(32, 7));
const around: Surroundings = {
  vault,
  allow: parseOutboundAllow(['10.1.0.0/16', 'allowed.localhost']).allow,
  tasks: new Map([
    ['0198c0de-0000-7000-8000-00000000000a', { name: 'on', enabled: true }],
    ['0198c0de-0000-7000-8000-00000000000b', { name: 'off', enabled: false }],
  ]),
  twin: undefined,
};
const id = '0198c0de-0000-7000-8000-000000000001';

const action = (type: string, config: ActionConfig) => {
  const kind = findActionKind(type) as ActionKind;
  return { id: 'a', type, config: sealSecrets(vault, kind, 'a', kind.schema.parse(config)) };
};
const http = (url: string, more: ActionConfig = {}) => ({ actions: [action('http', { url, ...more })] });
const lint = (more: Partial<LintInput>) =>
  lintIntegration(
    {
      id,
      name: 'mine',
      triggers: ['user.created'],
      conditions: [],
      threshold: null,
      digest: null,
      actions: [action('log', { message: 'x' })],
      ...more,
    },
    around,
  );
/** Each warning as its code and path. */
const codes = (more: Partial<LintInput>) => lint(more).map(({ code, path }) => `${code} ${path}`.trim());
const is = (field: string, operator: string, value: unknown = '', more = {}) =>
  ({ field, operator, value, order: 0, ...more }) as Condition;
const conditions = (...list: Condition[]) => ({ conditions: list });

test('an ordinary integration has nothing to be warned about', () => {
  const body = '{"email":"{{.Data.user_email}}","by":"{{.ActorEmail}}"}';
  const more = {
    ...conditions(is('user.email', 'ends_with', '@example.com')),
    ...http('https://example.com/', { body }),
  };
  expect(lint({ ...more, triggers: ['user.*'] })).toEqual([]);
  expect(lint({ ...more, triggers: ['user.*'], digest: { windowSecs: 60 } })).toEqual([]);
});

describe('contains for a domain', () => {
  test('is warned about, also in groups', () => {
    const one = is('user_email', 'contains', '@example.com');
    expect(lint(conditions(one))).toEqual([
      {
        code: 'contains_domain',
        path: 'conditions[0].operator',
        message: 'contains also holds for ann@example.com.evil.test: ends_with is what is meant',
      },
    ]);
    expect(codes(conditions({ any: [is('user_id', 'eq', 'x'), one], order: 0 }))).toEqual([
      'contains_domain conditions[0].any[1].operator',
    ]);
  });
  test.each(['example.com', '@example', 'ann@example.com', '@'])('is not meant by %s', (value) => {
    expect(codes(conditions(is('user_email', 'contains', value)))).toEqual([]);
  });
});

describe('a field that no event type of the triggers has', () => {
  test.each([
    ['usr_email', 'user.created has no field usr_email: is user_email meant?'],
    ['user.emial', 'user.created has no field user.emial: is user_email meant?'],
    ['Data.user_nmae', 'user.created has no field Data.user_nmae: is user_name meant?'],
    ['favourite_colour', 'user.created has no field favourite_colour'],
  ])('%s', (field, message) => {
    const found = lint(conditions(is(field, 'eq', 'x')));
    expect(found).toEqual([{ code: 'unknown_field', path: 'conditions[0].field', message }]);
  });
  test('of several types, none of which has it, is told once', () => {
    const message = 'none of user.created, login.failed has a field hostnam';
    expect(lint({ triggers: ['user.created', 'login.failed'], ...conditions(is('hostnam', 'eq', 'x')) })).toEqual([
      { code: 'unknown_field', path: 'conditions[0].field', message },
    ]);
  });
  test('each type that is named and has it not is told', () => {
    const triggers = ['user.created', 'group.created', 'mfa.*'];
    expect(lint({ triggers, ...conditions(is('group_name', 'eq', 'x')) })).toMatchObject([
      { code: 'unknown_field', message: 'user.created has no field group_name' },
    ]);
    expect(codes({ triggers, ...conditions(is('group_name', 'neq', 'x')) })).toEqual([]);
    expect(codes({ triggers: ['*'], ...conditions(is('hostname', 'eq', 'x')) })).toEqual([]);
  });
  test('is looked for in templates and thresholds too', () => {
    const body = '{{.Data.user_emial}} {{.usr_name}} {{.IPAddress}} {{with .Data}}{{.user_id}}{{end}} {{.usr_name}}';
    expect(codes(http('https://example.com/{{.user_i}}', { body }))).toEqual([
      'unknown_field actions[0].url',
      'unknown_field actions[0].body',
      'unknown_field actions[0].body',
    ]);
    const threshold = { count: 2, windowSecs: 1, by: 'ip_adress' };
    expect(codes({ threshold })).toEqual(['unknown_field threshold.by']);
    expect(codes({ threshold: { ...threshold, by: 'ip_address' } })).toEqual([]);
  });
  test('the names of the envelope in either spelling are fields of every type', () => {
    for (const field of ['EventType', 'actor_email', 'IPAddress', 'fired_at', 'Data.user_id', 'user.id'])
      expect(codes(conditions(is(field, 'exists')))).toEqual([]);
  });
  test('a digest has Events and Count, and only a digest', () => {
    const message = '{{.Count}}{{range .Events}}{{.Data.user_email}}{{.usr_name}}{{end}}';
    const actions = [action('log', { message })];
    expect(codes({ actions, digest: { windowSecs: 60 } })).toEqual(['unknown_field actions[0].message']);
    expect(codes({ actions })).toEqual(['unknown_field actions[0].message', 'unknown_field actions[0].message']);
  });
});

describe('conditions that never hold together', () => {
  test.each<[what: string, list: Condition[]]>([
    ['two values', [is('user_name', 'eq', 'a'), is('user_name', 'eq', 'b')]],
    ['two values in two spellings of the field', [is('user.name', 'eq', 'a'), is('Data.user_name', 'eq', 'b')]],
    ['a value and its opposite', [is('user_name', 'eq', 'a'), is('user_name', 'neq', 'a')]],
    ['a value that is not among others', [is('user_name', 'eq', 'a'), is('user_name', 'in', '', { values: ['b'] })]],
    ['a value with another beginning', [is('user_name', 'eq', 'a'), is('user_name', 'starts_with', 'b')]],
    ['two beginnings', [is('user_name', 'starts_with', 'ab'), is('user_name', 'starts_with', 'b')]],
    ['two ends', [is('user_email', 'ends_with', '@a.test'), is('user_email', 'ends_with', '@b.test')]],
    ['true and false', [is('user_name', 'is_true'), is('user_name', 'is_false')]],
    ['a number and a range', [is('user_id', 'eq', '5'), is('user_id', 'gt', '7')]],
    ['a group within', [{ all: [is('user_name', 'eq', 'a')], order: 0 }, is('user_name', 'eq', 'b')]],
    ['a type that is no trigger', [is('EventType', 'eq', 'user.deleted')]],
  ])('%s', (_what, list) => {
    expect(codes(conditions(...list)).map((one) => one.split(' ')[0])).toEqual(['never_fires']);
  });
  test.each<[what: string, list: Condition[]]>([
    ['a value and its own beginning', [is('user_name', 'eq', 'ab'), is('user_name', 'starts_with', 'a')]],
    ['a value in any case', [is('user_name', 'eq', 'A', { ignoreCase: true }), is('user_name', 'eq', 'a')]],
    ['two values of two fields', [is('user_name', 'eq', 'a'), is('user_id', 'eq', 'b')]],
    [
      'two values of which one is enough',
      [{ any: [is('user_name', 'eq', 'a'), is('user_name', 'eq', 'b')], order: 0 }],
    ],
    ['a number that is true', [is('user_id', 'eq', '5'), is('user_id', 'is_true')]],
    ['a text that is true although it says 0', [is('user_id', 'eq', '0'), is('user_id', 'is_true')]],
    ['a number that is false', [is('user_id', 'eq', '0'), is('user_id', 'is_false')]],
    ['a longer and a shorter end', [is('user_email', 'ends_with', 'a.test'), is('user_email', 'ends_with', '@a.test')]],
  ])('are not: %s', (_what, list) => {
    expect(codes(conditions(...list))).toEqual([]);
  });
});

describe('the failure of its own delivery', () => {
  const both = { triggers: ['user.created', 'event_action.delivery_failed'] };
  const warning = ['own_failure triggers'];
  test('triggers an integration of both types', () => {
    expect(codes(both)).toEqual(warning);
    expect(codes({ triggers: ['*'] })).toEqual(warning);
    expect(lint(both)[0]?.message).toContain(`integration_id neq ${id}`);
  });
  test('does not where a condition leaves it out, and one that nobody can foresee is no such condition', () => {
    const all = { triggers: ['*'] };
    expect(codes({ ...all, ...conditions(is('integration_id', 'neq', id)) })).toEqual([]);
    expect(codes({ ...all, ...conditions(is('integration_name', 'eq', 'another')) })).toEqual([]);
    expect(codes({ ...all, ...conditions(is('error', 'contains', 'timeout')) })).toEqual(warning);
    const not = { not: { any: [is('error', 'eq', 'x'), is('integration_id', 'eq', id)], order: 0 }, order: 0 };
    expect(codes({ ...all, ...conditions(not) })).toEqual([]);
  });
  test('does not trigger one that is for failures only', () => {
    expect(codes({ triggers: ['event_action.delivery_failed'] })).toEqual([]);
  });
  test('nor that of a task, unless it runs one', () => {
    const triggers = ['user.created', 'task.run_failed'];
    expect(codes({ triggers })).toEqual([]);
    const actions = [action('trigger_task', { taskId: '0198c0de-0000-7000-8000-00000000000a' })];
    expect(codes({ triggers, actions })).toEqual(warning);
    expect(codes({ triggers, actions, ...conditions(is('triggered_by', 'neq', 'integration:mine')) })).toEqual([]);
  });
});

describe('addresses', () => {
  const bearer = { auth: { type: 'bearer', token: 'SECRET' } };
  test.each([
    ['https://10.0.0.1/hook', {}, ['private_address actions[0].url']],
    ['https://[::1]:8443/{{.EventType}}', {}, ['private_address actions[0].url']],
    ['http://localhost:9/', {}, ['private_address actions[0].url']],
    ['https://10.1.2.3/', {}, []],
    ['http://allowed.localhost/', bearer, []],
    ['https://{{.Data.user_name}}.example.com/', {}, []],
    ['http://example.com/', {}, []],
    ['http://example.com/', bearer, ['credentials_in_the_clear actions[0].url']],
    [
      'http://example.com/',
      { headers: [{ name: 'X-Api-Key', value: 'SECRET' }] },
      ['credentials_in_the_clear actions[0].url'],
    ],
    ['https://example.com/', bearer, []],
    ['https://example.com/', { tlsInsecure: true }, ['certificate_not_checked actions[0]']],
  ])('%s with %j', (url, more, expected) => {
    expect(codes(http(url, more))).toEqual(expected);
    expect(JSON.stringify(lint(http(url, more)))).not.toContain('SECRET');
  });
  test("a Slack webhook's address is itself a secret", () => {
    const slack = (webhookUrl: string) => ({ actions: [action('slack', { webhookUrl, message: 'm' })] });
    const found = lint(slack('http://hooks.example.com/SECRET'));
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['credentials_in_the_clear', 'actions[0].webhookUrl'],
    ]);
    expect(JSON.stringify(lint(slack('https://192.168.0.1/SECRET')))).not.toContain('SECRET');
  });
});

describe('templates, tried on samples', () => {
  const body = (text: string, more: ActionConfig = {}) => http('https://example.com/', { body: text, ...more });
  test.each([
    ['{"a": {{.Data.user_name}}}', []],
    ['{"a": {{.Data.user_name}}', ['body_not_json actions[0].body']],
    ['{"a": "{{.Data.user_name}}",}', ['body_not_json actions[0].body']],
    ['{"a": "{{.Data.user_name}}"}', []],
    ['{"a": {{toJson .Data}}}', []],
    ['plain {{.Data.user_name}}', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(codes(body(text))).toEqual(expected);
  });
  test('a Content-Type that promises JSON is held to it', () => {
    const headers = [{ name: 'Content-Type', value: 'application/json' }];
    expect(codes(body('plain', { headers }))).toEqual(['body_not_json actions[0].body']);
  });
  test('a template that fails for a type says for which', () => {
    const more = { ...body('{{.Data.group_name}}', { missing: 'error' }), triggers: ['group.created', 'user.created'] };
    expect(lint(more)).toEqual([
      {
        code: 'template_fails',
        path: 'actions[0].body',
        message: expect.stringContaining('the sample of user.created'),
      },
    ]);
  });
});

test('a task that is gone or switched off is an action that never runs', () => {
  const of = (taskId: string) => codes({ actions: [action('trigger_task', { taskId })] });
  expect(of('0198C0DE-0000-7000-8000-00000000000A')).toEqual([]);
  expect(of('0198c0de-0000-7000-8000-00000000000b')).toEqual(['task_disabled actions[0].taskId']);
  expect(of('0198c0de-0000-7000-8000-00000000000c')).toEqual(['task_missing actions[0].taskId']);
});
