// Objects by the one id of the whole graph, as Relay asks for them.
import { isObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let nodeIds: Record<string, string>;
let integration = '';
beforeAll(async () => {
  service = await startTestService();
  integration = await service.integration({ triggers: ['user.created'], actions: [{ type: 'log', message: 'x' }] });
  await service.publish('user.created', {}, { id: 'chosen by the sender' });
  await service.deliveries(integration, ([item]) => item?.status === 'success');
  const task = await service.rest('POST', '/tasks', { name: 'one', script: 'export default () => 1' });
  await service.rest('POST', `/tasks/${task.body.id}/run`, {});
  const made = await service.graphql(`mutation {
    createSource(input: { name: "kc", kind: "keycloak", settings: { secret: "0123456789abcdef0123456789abcdef" } }) { id }
    createScimConnection(input: { name: "dir", baseUrl: "https://127.0.0.1/scim", auth: { bearer: { token: "t" } } }) { id }
    bulkRetry(filter: { status: [FAILED] }) { job { id } }
    pauseIntegration(id: "${integration}") { id } }`);
  expect(made.errors).toBeUndefined();
  await service.database.query(
    `INSERT INTO notices (id, kind, integration_id, integration_name, message, raised_at)
     VALUES (gen_random_uuid(), 'paused_gone', $1, 'test', 'said', now())`,
    [integration],
  );
  const { data, errors } = await service.graphql(`{
    Integration: integrations { edges { node { nodeId } } } Delivery: deliveries { edges { node { nodeId } } }
    Event: events(filter: { type: ["user.created"] }) { edges { node { nodeId } } } Task: tasks { edges { node { nodeId } } }
    TaskRun: taskRuns { edges { node { nodeId } } } BulkJob: bulkJobs { edges { node { nodeId } } }
    EventSource: eventSources { edges { node { nodeId } } } Notice: notices { edges { node { nodeId } } }
    ScimConnection: scimConnections { nodeId } }`);
  expect(errors).toBeUndefined();
  nodeIds = Object.fromEntries(
    Object.entries<any>(data).map(([type, list]) => [type, (list.edges?.[0].node ?? list[0]).nodeId]),
  );
});
afterAll(() => service.stop());

test('every type that is a Node is found by its nodeId', async () => {
  const types = schema.getPossibleTypes(schema.getType('Node') as never).filter((type) => isObjectType(type));
  expect(types.map(({ name }) => name).sort()).toEqual(Object.keys(nodeIds).sort());
  for (const [type, id] of Object.entries(nodeIds)) {
    const { data, errors } = await service.graphql('query($id: ID!) { node(id: $id) { __typename nodeId } }', { id });
    expect(errors).toBeUndefined();
    expect(data.node).toEqual({ __typename: type, nodeId: id });
  }
});

test('what is asked of each type comes with it, relations too', async () => {
  const { data } = await service.graphql(
    `query($a: ID!, $b: ID!) { a: node(id: $a) { ... on Delivery { status integration { id name } attempts { number } } }
      b: node(id: $b) { ... on Event { id type deliveries { status } } } }`,
    { a: nodeIds.Delivery, b: nodeIds.Event },
  );
  expect(data).toEqual({
    a: { status: 'SUCCESS', integration: { id: integration, name: 'test' }, attempts: [{ number: 1 }] },
    b: { id: 'chosen by the sender', type: 'user.created', deliveries: [{ status: 'SUCCESS' }] },
  });
});

test('many come in the order in which they are asked for, and null for what is not there', async () => {
  const nobody = Buffer.from('Task:0198c0de-0000-7000-8000-000000000000').toString('base64url');
  const ids = [nodeIds.Task, nobody, 'zzz', nodeIds.Event, '', integration, nodeIds.Task];
  const { data, errors } = await service.graphql('query($ids: [ID!]!) { nodes(ids: $ids) { __typename nodeId } }', {
    ids,
  });
  expect(errors).toBeUndefined();
  expect(data.nodes.map((node: any) => node?.__typename ?? null)).toEqual([
    'Task',
    null,
    null,
    'Event',
    null,
    null,
    'Task',
  ]);
  expect(data.nodes[0]).toEqual(data.nodes[6]);
});

test('more than 250 at once are refused, and so is a type that is none', async () => {
  const { errors } = await service.graphql('query($ids: [ID!]!) { nodes(ids: $ids) { nodeId } }', {
    ids: Array(251).fill(nodeIds.Task),
  });
  expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'ids' }] });
  const setting = Buffer.from(`Setting:${integration}`).toString('base64url');
  expect((await service.graphql('query($id: ID!) { node(id: $id) { nodeId } }', { id: setting })).data.node).toBeNull();
});

test('what is deleted is not found any more', async () => {
  await service.rest('DELETE', `/integrations/${integration}`);
  const { data } = await service.graphql('query($id: ID!) { node(id: $id) { nodeId } }', { id: nodeIds.Integration });
  expect(data.node).toBeNull();
});
