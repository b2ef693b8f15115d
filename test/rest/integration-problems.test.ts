// What is wrong with an integration is told by path, all at once, without the values, and nothing is changed by it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { badActions } from './bad-actions.ts';
import { badIntegrations, http } from './bad-integrations.ts';

let service: TestService;
let existing = '';
const good = { name: 'n', triggers: ['user.created'], actions: [http] };

beforeAll(async () => {
  service = await startTestService();
  existing = await service.integration(good);
});
afterAll(() => service.stop());

describe.each([
  ['POST', (): string => '/integrations'],
  ['PUT', (): string => `/integrations/${existing}`],
] as const)('%s refuses', (method, path) => {
  test.each([...badIntegrations, ...badActions])('%s', async (_what, body, at, message) => {
    const before = await service.rest('GET', '/integrations');
    const answer = await service.rest(method, path(), { ...good, ...body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Bad request',
      status: 400,
      detail: expect.stringContaining(`${at}: `),
      errors: expect.any(Array),
    });
    expect(answer.body.errors[0]).toEqual({ path: at, message: expect.stringMatching(message) });
    expect(new Set(answer.body.errors.map(({ path: bad }: { path: string }) => bad))).toEqual(new Set([at]));
    expect(JSON.stringify(answer.body)).not.toMatch(/SECRET|p-secret/);
    expect((await service.rest('GET', '/integrations')).body).toEqual(before.body);
  });
});

test('everything that is wrong with the shape of a body is told at once', async () => {
  const { body } = await service.rest('POST', '/integrations', {
    enabled: 1,
    foo: 2,
    triggers: [],
    conditions: [{ field: 'a', operator: 'x' }],
    actions: [{ type: 'nope' }, { ...http, max_retries: '3', auth: { type: 'x' } }],
  });
  expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
    'actions[0].type',
    'actions[1].auth.type',
    'actions[1].max_retries',
    'conditions[0].operator',
    'enabled',
    'foo',
    'name',
  ]);
  expect(body.detail).toMatch(/\(and 6 more\)$/);
});

test('every bad template of a body is told at once (C008)', async () => {
  const { body } = await service.rest('POST', '/integrations', {
    ...good,
    actions: [{ ...http, url: 'http://127.0.0.1/{{.EventType', body: '{{if .Data.user_id}}x' }],
  });
  expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['actions[0].url', 'actions[0].body']);
});

test('a body with a hundred thousand unknown fields gets a short answer', async () => {
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`f${index}`, 1]));
  const { status, body } = await service.rest('POST', '/integrations', { ...good, ...many });
  expect(status).toBe(400);
  expect(body.errors).toHaveLength(50);
});
