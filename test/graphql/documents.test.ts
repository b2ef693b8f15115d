// The documents that clients were promised, word for word, against a real receiver.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await startTestService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await service.stop();
  await receiver.close();
});

const create = `
mutation { createIntegration(input: { name: "New staff", triggers: ["user.created"],
  conditions: [{ field: "user.email", operator: ENDS_WITH, value: "@example.com", order: 1 }],
  actions: [{ http: { method: POST, url: "http://127.0.0.1:9000/hook", headers: [{ name: "X-Kind", value: "{{.EventType}}" }],
    body: "{\\"email\\":\\"{{.Data.user_email}}\\"}", timeoutSecs: 5, maxRetries: 2, auth: { bearer: { token: "s3cret" } } } },
    { slack: { webhookUrl: "http://127.0.0.1:9000/slack", message: "Hello {{.Data.user_name}}" } },
    { log: { message: "{{.EventType}}", level: INFO } }] }) { id version actions { id __typename ... on HttpAction { url } } } }`;

const publish = `
mutation { publishEvent(input: { type: "user.created", actorEmail: "admin@example.com",
  data: { user_email: "ann@example.com", user_name: "ann" } }) { event { id } duplicate deliveries { id status } } }`;

const history = `
query { deliveries(first: 20, filter: { status: [FAILED] }) { edges { node { id status attemptCount eventType
  integration { name } attempts { number durationMs responseStatus error } } } pageInfo { endCursor hasNextPage } } }`;

const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

test('the documents of the introduction create, publish, deliver and list as written', async () => {
  const created = await service.graphql(create.replaceAll('http://127.0.0.1:9000', receiver.url));
  expect(created).toEqual({
    data: {
      createIntegration: {
        id: uuid,
        version: 1,
        actions: [
          { id: uuid, __typename: 'HttpAction', url: `${receiver.url}/hook` },
          { id: uuid, __typename: 'SlackAction' },
          { id: uuid, __typename: 'LogAction' },
        ],
      },
    },
  });
  receiver.answer('/slack', { status: 404, body: 'no_service' });

  const published = await service.graphql(publish);
  const pending = { id: uuid, status: expect.stringMatching(/^(PENDING|RUNNING|SUCCESS|FAILED)$/) };
  expect(published).toEqual({
    data: { publishEvent: { event: { id: uuid }, duplicate: false, deliveries: [pending, pending, pending] } },
  });

  const [hook] = await receiver.awaits('/hook', 1);
  expect(hook).toMatchObject({ method: 'POST', body: '{"email":"ann@example.com"}' });
  expect(hook?.headers).toMatchObject({ 'x-kind': 'user.created', authorization: 'Bearer s3cret' });
  const [slack] = await receiver.awaits('/slack', 1);
  expect(JSON.parse(slack?.body ?? '')).toEqual({ text: 'Hello ann' });

  await service.deliveries(created.data.createIntegration.id, (items) =>
    items.every(({ status }) => status === 'success' || status === 'failed'),
  );
  const listed = await service.graphql(history);
  expect(listed).toEqual({
    data: {
      deliveries: {
        edges: [
          {
            node: {
              id: uuid,
              status: 'FAILED',
              attemptCount: 1,
              eventType: 'user.created',
              integration: { name: 'New staff' },
              attempts: [
                {
                  number: 1,
                  durationMs: expect.any(Number),
                  responseStatus: 404,
                  error: expect.stringContaining('404'),
                },
              ],
            },
          },
        ],
        pageInfo: { endCursor: expect.any(String), hasNextPage: false },
      },
    },
  });
});

test('an update names what changes, and a stale version is CONFLICT', async () => {
  const id = await service.integration({ triggers: ['user.updated'], actions: [{ type: 'log', message: 'x' }] });
  const update = `mutation($id: ID!, $input: UpdateIntegrationInput!) {
    updateIntegration(id: $id, input: $input) { name version enabled actions { ... on LogAction { message level } } } }`;
  const first = await service.graphql(update, { id, input: { version: 1, name: 'renamed' } });
  expect(first.data.updateIntegration).toEqual({
    name: 'renamed',
    version: 2,
    enabled: true,
    actions: [{ message: 'x', level: 'INFO' }],
  });
  const stale = await service.graphql(update, { id, input: { version: 1, name: 'too late' } });
  expect(stale.errors?.[0].extensions.code).toBe('CONFLICT');
  const gone = await service.graphql(`mutation($id: ID!) { deleteIntegration(id: $id, version: 2) { id deletedAt } }`, {
    id,
  });
  expect(gone.data.deleteIntegration).toEqual({ id, deletedAt: expect.any(String) });
  for (const [document, name] of [
    [update, 'updateIntegration'],
    [`mutation($id: ID!) { deleteIntegration(id: $id) { id } }`, 'deleteIntegration'],
  ] as const) {
    const { errors } = await service.graphql(document, { id, input: { name: 'x' } });
    expect(errors).toEqual([
      expect.objectContaining({ message: 'no such integration', path: [name], extensions: { code: 'NOT_FOUND' } }),
    ]);
  }
  expect((await service.graphql(`query($id: ID!) { integration(id: $id) { id } }`, { id })).data).toEqual({
    integration: null,
  });
});

test('a batch is published in order, and a variable may stand inside a written payload', async () => {
  const { data } = await service.graphql(
    `mutation($name: JSON!) { publishEvents(events: [
      { id: "g-1", type: "login.failed", data: { user_name: $name, list: [1, $name] } }, { id: "g-1", type: "login.failed" }
    ]) { eventId duplicate deliveryCount event { data firedAt actorId } } }`,
    { name: 'ann' },
  );
  const event = { data: { user_name: 'ann', list: [1, 'ann'] }, firedAt: expect.stringMatching(/Z$/), actorId: null };
  expect(data.publishEvents).toEqual([
    { eventId: 'g-1', duplicate: false, deliveryCount: 0, event },
    { eventId: 'g-1', duplicate: true, deliveryCount: 0, event },
  ]);
});
