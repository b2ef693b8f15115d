// A body of the largest size in the most items is refused quickly, with a short answer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const many = (item: string, count: number) => `[${Array(count).fill(item).join()}]`;
const integration = (fields: string) =>
  `{"name":"n","triggers":["user.created"],"actions":[{"type":"log","message":"x"}],${fields}}`;
const headers = (count: number) => `{${Array.from({ length: count }, (_, index) => `"h${index}":1`).join()}}`;
const mutation = (input: string) =>
  `{"query":"mutation($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }","variables":{"input":${input}}}`;

test.each([
  ['triggers', '/integrations', integration(`"triggers":${many('"x"', 700_000)}`)],
  ['actions that are numbers', '/integrations', integration(`"actions":${many('1', 3_000_000)}`)],
  ['actions without a kind', '/integrations', integration(`"actions":${many('{}', 2_000_000)}`)],
  ['good actions', '/integrations', integration(`"actions":${many('{"type":"log","message":"x"}', 200_000)}`)],
  ['conditions', '/integrations', integration(`"conditions":${many('{}', 2_000_000)}`)],
  ['events', '/events', `{"events":${many('1', 3_000_000)}}`],
  ['good events', '/events', `{"events":${many('{"type":"user.created"}', 300_000)}}`],
  [
    'headers',
    '/integrations',
    integration(`"actions":[{"type":"http","url":"http://127.0.0.1:9/","headers":${headers(300_000)}}]`),
  ],
  [
    'headers in GraphQL',
    '/graphql',
    mutation(
      integration(
        `"actions":[{"http":{"url":"http://127.0.0.1:9/","headers":${many('{"name":"a","value":""}', 150_000)}}}]`,
      ),
    ),
  ],
  ['triggers in GraphQL', '/graphql', mutation(integration(`"triggers":${many('"x"', 1_000_000)}`))],
  ['conditions in GraphQL', '/graphql', mutation(integration(`"conditions":${many('{}', 2_000_000)}`))],
  [
    'values',
    '/integrations',
    integration(`"conditions":[{"field":"a","operator":"in","values":${many('1', 3_000_000)}}]`),
  ],
  ['actions in GraphQL', '/graphql', mutation(integration(`"actions":${many('{}', 2_000_000)}`))],
])('a body of hundreds of thousands of %s', async (_what, path, body) => {
  const began = performance.now();
  const answer = await service.rest('POST', path, body);
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(path === '/graphql' ? answer.body.errors[0].extensions.code : answer.status).toBe(
    path === '/graphql' ? 'BAD_USER_INPUT' : 400,
  );
  expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
});
