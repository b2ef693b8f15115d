// Whatever can be changed in GraphQL can be changed in REST: the schema's mutations are held against the route table.
import { type DocumentNode, Kind } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { routes } from '../../src/rest/routes.ts';

/** Those without a path of their own, each with its reason. */
const exceptions: Record<string, string> = {
  publishEvent: 'POST /events takes one event or many: publishEvents',
};

const mutationsOf = ({ definitions }: DocumentNode) =>
  definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'mutation'
      ? definition.selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []))
      : [],
  );

test('every mutation has a REST path, or a reason why not', () => {
  const inRest = new Set(routes.flatMap(({ document }) => mutationsOf(document)));
  const all = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((name) => !inRest.has(name))).toEqual(Object.keys(exceptions));
});

test('a path that changes something is one mutation, so one transaction, and none that reads is any', () => {
  const wrong = routes.filter(({ method, document }) => {
    const count = mutationsOf(document).length;
    return method === 'GET' ? count !== 0 : count > 1;
  });
  expect(wrong.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});
