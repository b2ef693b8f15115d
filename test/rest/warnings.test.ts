// Warnings keep nothing from being saved. REST has them in the answer to a change, GraphQL whenever they are asked for.
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ config: { role: 'api' } });
});
afterAll(() => service.stop());

const log = { type: 'log', message: 'x' };
const post = (body: Record<string, unknown>) =>
  service.rest('POST', '/integrations', { name: 'n', triggers: ['user.created'], actions: [log], ...body });
const domain = [{ field: 'user.email', operator: 'contains', value: '@example.com', order: 1 }];
const warningsOf = async (id: string) => {
  const { data } = await service.graphql(
    'query($id: ID!) { integration(id: $id) { warnings { code path message } } }',
    { id },
  );
  return data.integration.warnings;
};

test('what is warned about is saved all the same, and the answer says why it is strange', async () => {
  const { status, body } = await post({ conditions: domain });
  expect(status).toBe(201);
  const warning = {
    code: 'contains_domain',
    path: 'conditions[0].operator',
    message: expect.stringContaining('ends_with'),
  };
  expect(body.warnings).toEqual([warning]);
  expect(body.conditions).toEqual(domain);
  const got = await service.rest('GET', `/integrations/${body.id}`);
  expect(Object.keys(got.body)).not.toContain('warnings');
  expect(await warningsOf(body.id)).toEqual([{ ...warning, code: 'CONTAINS_DOMAIN' }]);
  const put = await service.rest('PUT', `/integrations/${body.id}`, { ...body, name: 'm' });
  expect([put.status, put.body.warnings]).toEqual([200, [warning]]);
  const fixed = [{ ...domain[0], operator: 'ends_with' }];
  const good = await service.rest('PUT', `/integrations/${body.id}`, { conditions: fixed });
  expect(Object.keys(good.body)).not.toContain('warnings');
});

test('paths are spelled as the door spells its fields', async () => {
  const action = { type: 'slack', webhook_url: 'http://hooks.example.com/x', message: 'm' };
  const { body } = await post({ actions: [action] });
  expect(body.warnings).toMatchObject([{ code: 'credentials_in_the_clear', path: 'actions[0].webhook_url' }]);
  expect(await warningsOf(body.id)).toMatchObject([{ path: 'actions[0].webhookUrl' }]);
});

test('two that do the same are told of each other, whatever their names, ids and orders', async () => {
  const slack = { type: 'slack', webhook_url: 'https://hooks.example.com/a', message: 'm' };
  const signed = { type: 'http', url: 'https://example.com/', signing: true };
  const same = { triggers: ['group.created', 'group.deleted'], actions: [slack, signed] };
  const conditions = [
    { field: 'group_id', operator: 'exists', order: 1 },
    { field: 'group_name', operator: 'eq', value: 'a', order: 2 },
  ];
  const first = (await post({ ...same, conditions, name: 'first' })).body;
  expect(first.warnings).toBeUndefined();
  const second = (
    await post({
      ...same,
      name: 'second',
      triggers: same.triggers.toReversed(),
      conditions: conditions.map((one, index) => ({ ...one, order: 5 - index })),
    })
  ).body;
  expect(second.warnings).toEqual([{ code: 'same_as_another', path: '', message: expect.stringContaining('"first"') }]);
  expect(await warningsOf(first.id)).toMatchObject([{ message: expect.stringContaining(second.id) }]);
  // Another channel, which only a secret tells.
  const other = await post({
    ...same,
    conditions,
    actions: [{ ...slack, webhook_url: 'https://hooks.example.com/b' }, signed],
  });
  expect(other.body.warnings).toBeUndefined();
  await service.rest('DELETE', `/integrations/${second.id}`);
  expect(await warningsOf(first.id)).toEqual([]);
});

test('an action whose task is disabled or deleted later is warned about then', async () => {
  const task = (await service.rest('POST', '/tasks', { name: 't', type: 'script', script: 'export default () => {};' }))
    .body;
  const { body } = await post({ actions: [{ type: 'trigger_task', task_id: task.id }] });
  expect(body.warnings).toBeUndefined();
  await service.rest('PUT', `/tasks/${task.id}`, { enabled: false });
  expect(await warningsOf(body.id)).toMatchObject([{ code: 'TASK_DISABLED', path: 'actions[0].taskId' }]);
  await service.rest('DELETE', `/tasks/${task.id}`);
  expect(await warningsOf(body.id)).toMatchObject([{ code: 'TASK_MISSING' }]);
});

test('the warnings of a list are read in as many calls for ten rows as for one', async () => {
  const task = { name: 't', type: 'script', script: 'export default () => {};' };
  const { body } = await service.rest('POST', '/tasks', task);
  for (let n = 0; n < 10; n += 1)
    await post({ name: `list-${n}`, actions: [{ type: 'trigger_task', task_id: body.id }] });
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const calls = async (name: string) => {
    query.mockClear();
    const { data } = await service.graphql(
      'query($name: String) { integrations(filter: { name: $name }) { edges { node { warnings { code } } } } }',
      { name },
    );
    const texts = query.mock.calls.map(([call]: unknown[]) => String((call as { text?: string }).text ?? call));
    return [data.integrations.edges.length, texts.filter((text) => /likeness|FROM tasks/.test(text)).length];
  };
  const one = await calls('list-3');
  const ten = await calls('list-');
  query.mockRestore();
  expect([one[0], ten[0]]).toEqual([1, 10]);
  expect(ten[1]).toBe(one[1]);
});
