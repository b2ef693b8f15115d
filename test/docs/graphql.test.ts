// docs/graphql.md: its document runs, its numbers are the code's. Its clients are run in live/clients.test.ts.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentLimits } from '../../src/graphql/document-limits.ts';
import { schema } from '../../src/graphql/schema.ts';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let text: string;
beforeAll(async () => {
  service = await startTestService();
  text = await readFile(new URL('../../docs/graphql.md', import.meta.url), 'utf8');
});
afterAll(() => service.stop());

test('its document answers as it says', async () => {
  const [, document = ''] = /```graphql\n([\s\S]*?)```/.exec(text) ?? [];
  const { data, errors } = await service.graphql(document);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    deliveries: {
      totalCount: 0,
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    },
  });
});

test('its limits are those that hold', () => {
  const said = (what: string) =>
    Number(new RegExp(`\\| .*\`${what}\`.* \\| ([\\d,]+)`).exec(text)?.[1]?.replaceAll(',', ''));
  expect(Object.keys(documentLimits).map((what) => [what, said(what)])).toEqual(Object.entries(documentLimits));
});

test('its error is what an operation that costs too much is answered with', async () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  const { errors } = await service.graphql(
    '{ integrations(first: 250) { edges { node { deliveries(first: 250) { edges { node { id status error } } } } } } }',
  );
  expect(errors?.[0].extensions).toEqual(JSON.parse(example));
});

test('the sorts, filters and subscriptions that it names are there', () => {
  const values = (name: string) => (schema.toConfig().types.find((type) => type.name === name) as any).getValues();
  for (const { name } of [...values('Sort'), ...values('TimeSort')]) expect(text).toContain(`\`${name}\``);
  for (const name of Object.keys(schema.getSubscriptionType()?.getFields() ?? {}))
    expect(text).toContain(`\`${name}\``);
});

test('every list takes what it says: first, after, last, before and sort', () => {
  const lists = schema
    .toConfig()
    .types.flatMap((type) =>
      type.name.startsWith('__') || !('getFields' in type)
        ? []
        : Object.values(type.getFields()).filter(
            (field) =>
              String(field.type).endsWith('Connection!') && 'args' in field && !String(field.type).startsWith('Scim'),
          ),
    ) as { name: string; args: { name: string }[] }[];
  expect(lists.length).toBeGreaterThan(10);
  for (const { name, args } of lists)
    expect([name, ...args.map((argument) => argument.name)]).toEqual(
      expect.arrayContaining([name, 'after', 'before', 'first', 'last', 'sort']),
    );
});
