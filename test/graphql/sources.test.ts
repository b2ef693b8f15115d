// Event sources over GraphQL, on two nodes with one database.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';

let one: TestService;
let other: TestService;
beforeAll(async () => {
  one = await startTestService();
  other = await startTestService({ database: one.database, config: { role: 'api' } });
});
afterAll(async () => {
  await other.stop();
  await one.stop();
});

const send = (service: TestService, number: number) =>
  fetch(`${service.url}/events/own`, {
    method: 'POST',
    headers: { authorization: 'v' },
    body: JSON.stringify({ id: `${number}`, type: 't' }),
  }).then(({ status }) => status);

test('what is changed on one node holds for the next request on every node', async () => {
  const create = `mutation($input: CreateSourceInput!) { createSource(input: $input) {
    id version settings rules { match { field operator value } type data actorId } } }`;
  const input = {
    name: 'own',
    kind: 'custom',
    settings: { value: 'v' },
    rules: [
      {
        match: [{ field: 'type', operator: 'EQ', value: 't' }],
        type: 'user.created',
        data: { user_id: '{{.id}}' },
        actorId: '{{.id}}',
      },
    ],
  };
  expect(await send(other, 0)).toBe(404);
  const { data, errors } = await one.graphql(create, { input });
  expect(errors).toBeUndefined();
  expect(data.createSource).toMatchObject({
    version: 1,
    settings: { value: '********' },
    rules: [{ ...input.rules[0], actorId: '{{.id}}' }],
  });
  const { id } = data.createSource;
  for (let number = 1; number <= 3; number++) expect(await send(other, number)).toBe(200);

  const update =
    'mutation($id: ID!, $input: UpdateSourceInput!) { updateSource(id: $id, input: $input) { version enabled } }';
  for (let times = 0; times < 5; times++) {
    for (const enabled of [false, true]) {
      const { data: changed } = await (enabled ? other : one).graphql(update, { id, input: { enabled } });
      expect(changed.updateSource.enabled).toBe(enabled);
      expect([await send(one, 1), await send(other, 2)]).toEqual(enabled ? [200, 200] : [404, 404]);
    }
  }
  const stale = await one.graphql(update, { id, input: { version: 1, enabled: false } });
  expect(stale.errors?.[0].extensions.code).toBe('CONFLICT');
});

test('what every node received is counted together, and refusals by reason', async () => {
  await fetch(`${one.url}/events/own`, { method: 'POST', headers: { authorization: 'wrong' }, body: '{}' });
  const query = `{ sources { name stats { accepted unmapped duplicates rejected { name count } lastEventAt lastRejectionReason } } }`;
  const stats = await until('the counters', async () => {
    const { data } = await other.graphql(query);
    const [source] = data.sources;
    return source.stats.duplicates >= 10 && source.stats.rejected.length > 1 && source.stats;
  });
  expect(stats).toMatchObject({ accepted: 3, unmapped: 0, duplicates: 10, lastEventAt: expect.any(String) });
  expect(stats.rejected).toEqual(
    expect.arrayContaining([
      { name: 'credential', count: 1 },
      { name: 'disabled', count: 10 },
    ]),
  );
});

test('a source is deleted with its counters, and its events stay with its name', async () => {
  const { data } = await one.graphql('{ sources { id } }');
  const { id } = data.sources[0];
  const gone = await one.graphql('mutation($id: ID!) { deleteSource(id: $id) }', { id });
  expect(gone.data).toEqual({ deleteSource: id });
  expect(await send(other, 9)).toBe(404);
  expect((await one.graphql('query($id: ID!) { source(id: $id) { id } }', { id })).data).toEqual({ source: null });
  const events = await one.graphql(
    '{ events(filter: { source: "own" }) { edges { node { type source originalType actorId } } } }',
  );
  expect(events.data.events.edges).toHaveLength(3);
  expect(events.data.events.edges[0].node).toMatchObject({ type: 'user.created', source: 'own', originalType: 't' });
  const again = await one.graphql('mutation($id: ID!) { deleteSource(id: $id) }', { id });
  expect(again.errors?.[0].extensions.code).toBe('NOT_FOUND');
});
