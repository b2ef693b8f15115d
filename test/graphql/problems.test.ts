// What is wrong with an input is told in GraphQL by code and path, the same whether it is written in the document or
// sent in a variable, and never with the value.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { badInputs, http } from './bad-inputs.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const create = (input: string) => `mutation { createIntegration(input: { ${input} }) { id } }`;
const withVariable = 'mutation($input: CreateIntegrationInput!) { createIntegration(input: $input) { id } }';
describe.each(['written in the document', 'sent in a variable'])('%s', (how) => {
  test.each(badInputs)('%s is BAD_USER_INPUT by path', async (_what, written, sent, path, message) => {
    const { data, errors } = how.startsWith('written')
      ? await service.graphql(create(written))
      : await service.graphql(withVariable, { input: sent });
    expect(data?.createIntegration).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(errors?.[0].extensions).toEqual({ code: 'BAD_USER_INPUT', problems: [{ path, message }] });
    expect(errors?.[0].message).toBe(`${path}: ${message}`);
    expect(JSON.stringify(errors)).not.toMatch(/SECRET|12345/);
    expect((await service.graphql('{ integrations { totalCount } }')).data.integrations.totalCount).toBe(0);
  });
});

test('a template that does not parse is BAD_USER_INPUT by path (C008)', async () => {
  const { errors } = await service.graphql(withVariable, {
    input: http({ url: 'http://127.0.0.1:9/{{.EventType', body: '{{if .A}}x' }),
  });
  expect(errors?.[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(errors?.[0].extensions.problems.map((one: { path: string }) => one.path)).toEqual([
    'actions[0].url',
    'actions[0].body',
  ]);
});

test('several problems of one input are told at once', async () => {
  const { errors } = await service.graphql(withVariable, {
    input: { enabled: 1, foo: 2, actions: [{ log: { level: 'X' } }] },
  });
  expect(errors?.[0].extensions.problems.map((one: { path: string }) => one.path).sort()).toEqual([
    'actions[0].level',
    'actions[0].message',
    'enabled',
    'foo',
    'name',
    'triggers',
  ]);
});

test('a variable that is missing, null or unknown to the document', async () => {
  const problems = [{ path: '', message: 'is required' }];
  for (const variables of [{}, { input: null }, { other: 1 }])
    expect((await service.graphql(withVariable, variables)).errors?.[0].extensions).toEqual({
      code: 'BAD_USER_INPUT',
      problems,
    });
});

test('a variable that is not an input object is named by its own name', async () => {
  const document = 'query($id: ID!, $first: Int) { integration(id: $id) { deliveries(first: $first) { totalCount } } }';
  const { errors } = await service.graphql(document, { id: { SECRET: 1 }, first: 'x' });
  expect(errors?.[0].extensions.problems).toEqual([
    { path: 'id', message: 'must be text' },
    { path: 'first', message: 'must be a whole number' },
  ]);
});

test('the default of a variable is checked as it is written', async () => {
  const { errors } = await service.graphql(
    'query($first: Int = "SECRET") { integrations(first: $first) { totalCount } }',
  );
  expect(errors?.[0].extensions.problems).toEqual([{ path: 'first', message: 'must be a whole number' }]);
  expect(JSON.stringify(errors)).not.toContain('SECRET');
});

test('a syntax error does not repeat a text of the document', async () => {
  for (const document of [
    '{ a(token "s3cret-text") }',
    '{ a(token: "s3cret-text" }',
    '{ a } "s3cret-text"',
    '{ a(b: """s3cret-text""" :) }',
  ]) {
    const { errors } = await service.graphql(document);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^Syntax Error/),
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
    expect(JSON.stringify(errors)).not.toContain('s3cret-text');
  }
});
