// Conditions beyond the specification's: they go in, fire and come out; what the specification has looks as it did.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { nested } from './bad-integrations.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ config: { role: 'api' } });
});
afterAll(() => service.stop());

const log = { type: 'log', message: 'x' };
const create = (conditions: unknown, triggers = ['user.created']) =>
  service.rest('POST', '/integrations', { name: 'n', triggers, conditions, actions: [log] });

const conditions = [
  { field: 'user.email', operator: 'ends_with', value: '@example.com', ignore_case: true, order: 1 },
  {
    any: [
      { field: 'role', operator: 'in', value: '', values: ['admin', '5'], order: 0 },
      { not: { field: 'score', operator: 'lt', value: '10', order: 0 }, order: 1 },
      { all: [{ field: 'until', operator: 'exists', value: '', order: 0 }], order: 2 },
    ],
    order: 2,
  },
];

test('groups and options come out as they went in, and survive a round trip', async () => {
  const { body } = await create(conditions);
  expect(body.conditions).toEqual(conditions);
  const got = (await service.rest('GET', `/integrations/${body.id}`)).body;
  expect(got.conditions).toEqual(conditions);
  const put = await service.rest('PUT', `/integrations/${body.id}`, got);
  expect(put.status).toBe(200);
  expect(put.body.conditions).toEqual(conditions);
});

test("the specification's conditions have the specification's fields and no others", async () => {
  const { body } = await create([{ field: 'f', operator: 'eq', value: 5 }]);
  expect(body.conditions).toEqual([{ field: 'f', operator: 'eq', value: '5', order: 0 }]);
  const [row] = await service.database.query<{ conditions: unknown }>(
    'SELECT conditions FROM integrations WHERE id = $1',
    [body.id],
  );
  expect(row?.conditions).toEqual([{ field: 'f', operator: 'eq', value: '5', order: 0 }]);
});

test('five levels of groups are stored and shown whole', async () => {
  const { status, body } = await create([nested(5)]);
  expect(status).toBe(201);
  expect(JSON.stringify(body.conditions).match(/"all"/g)).toHaveLength(5);
  expect(JSON.stringify(body.conditions)).toContain('"operator":"eq"');
});

test('an integration fires as its groups say', async () => {
  await create(conditions, ['group.created']);
  const deliveries = async (data: unknown) => (await service.publish('group.created', data)).deliveries;
  const user_email = 'ann@EXAMPLE.com';
  expect(await deliveries({ user_email, role: 'admin', score: 1 })).toBe(1);
  expect(await deliveries({ user_email, role: 5, score: 1 })).toBe(1);
  expect(await deliveries({ user_email, role: 'user', score: 1 })).toBe(0);
  expect(await deliveries({ user_email, role: 'user', score: 10 })).toBe(1);
  expect(await deliveries({ user_email, role: 'user', score: 1, until: '' })).toBe(1);
  expect(await deliveries({ user_email: 'ann@other.example', role: 'admin' })).toBe(0);
});

test.each([50, 2_000, 100_000])('conditions nested %i levels deep are refused, not walked through', async (levels) => {
  const text = `${'{"not":'.repeat(levels)}{"field":"a","operator":"eq"}${'}'.repeat(levels)}`;
  const body = `{"name":"n","triggers":["user.created"],"actions":[{"type":"log","message":"x"}],"conditions":[${text}]}`;
  expect((await service.rest('POST', '/integrations', body)).status).toBe(400);
  const input = text.replace('"operator":"eq"', '"operator":"EQ"');
  const graphql = `{"query":"mutation($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }","variables":{"input":{"name":"n","triggers":["user.created"],"actions":[{"log":{"message":"x"}}],"conditions":[${input}]}}}`;
  const answer = await service.rest('POST', '/graphql', graphql);
  expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([200, 'BAD_USER_INPUT']);
});
