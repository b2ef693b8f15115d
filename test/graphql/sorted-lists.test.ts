// Lists in every order and both directions: no row twice, none left out, the flags as they are, by an index.
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestService, type TestService } from '../support/service.ts';

let service: TestService;
let ids: string[];
beforeAll(async () => {
  service = await startTestService();
  ids = [];
  for (const name of ['beech', 'alder', 'cedar', 'beech', 'elm', 'alder', 'ash'])
    ids.push(
      await service.integration({ name, triggers: ['user.created'], actions: [{ type: 'log', message: name }] }),
    );
  // Changed in another order than made.
  for (const id of [ids[4], ids[0], ids[2]])
    await service.rest('PUT', `/integrations/${id}`, { description: 'changed' });
  await service.rest('POST', `/integrations/${ids[1]}/pause`, {});
  await service.rest('POST', '/events', { events: Array(12).fill({ type: 'user.created' }) });
  for (let count = 0; count < 5; count += 1) {
    const task = await service.rest('POST', '/tasks', { name: `task ${count % 2}`, script: 'export default () => 1' });
    expect(task.status).toBe(201);
    await service.rest('POST', `/tasks/${task.body.id}/run`, {});
  }
});
afterAll(() => service.stop());

interface Page {
  edges: { cursor: string; node: Record<string, string> }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

async function page(list: string, sort: string, args: Record<string, unknown>, fields = 'id'): Promise<Page> {
  const type = ['integrations', 'tasks', 'eventSources'].includes(list) ? 'Sort' : 'TimeSort';
  const { data, errors } = await service.graphql(
    `query($sort: ${type}, $first: Int, $after: String, $last: Int, $before: String) {
      ${list}(sort: $sort, first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { ${fields} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    { sort, ...args },
  );
  expect(errors).toBeUndefined();
  return data[list];
}

const rows = ({ edges }: Page) => edges.map(({ node }) => node);

async function forwards(list: string, sort: string, fields?: string) {
  const all = [];
  let last = await page(list, sort, { first: 2 }, fields);
  for (all.push(...rows(last)); last.pageInfo.hasNextPage; all.push(...rows(last))) {
    last = await page(list, sort, { first: 2, after: last.pageInfo.endCursor }, fields);
    expect(last.pageInfo.hasPreviousPage).toBe(true);
  }
  return all;
}

async function backwards(list: string, sort: string, fields?: string) {
  const all = [];
  let last = await page(list, sort, { last: 2 }, fields);
  for (all.unshift(...rows(last)); last.pageInfo.hasPreviousPage; all.unshift(...rows(last))) {
    last = await page(list, sort, { last: 2, before: last.pageInfo.startCursor }, fields);
    expect(last.pageInfo.hasNextPage).toBe(true);
  }
  return all;
}

test.each([
  ['NAME_A_TO_Z', 'name', 1],
  ['NAME_Z_TO_A', 'name', -1],
  ['LAST_UPDATED_FIRST', 'updatedAt', -1],
  ['FIRST_UPDATED_FIRST', 'updatedAt', 1],
  ['NEWEST_FIRST', 'createdAt', -1],
  ['OLDEST_FIRST', 'createdAt', 1],
])('integrations sorted %s stand in order, each once, from both ends', async (sort, field, sign) => {
  const all = await forwards('integrations', sort, `id ${field}`);
  expect(all).toHaveLength(ids.length);
  expect(new Set(all.map(({ id }) => id)).size).toBe(ids.length);
  const values = all.map((row) => String(row[field]));
  expect(values).toEqual([...values].sort((a, b) => sign * (a < b ? -1 : a > b ? 1 : 0)));
  expect(await backwards('integrations', sort, `id ${field}`)).toEqual(all);
});

test.each(['deliveries', 'events', 'taskRuns', 'auditLog', 'bulkJobs', 'notices', 'tasks', 'eventSources'])(
  '%s go both ways: the oldest first is the newest first backwards',
  async (list) => {
    const newest = await forwards(list, 'NEWEST_FIRST');
    if (!['bulkJobs', 'notices', 'eventSources'].includes(list)) expect(newest.length).toBeGreaterThan(4);
    expect(await forwards(list, 'OLDEST_FIRST')).toEqual([...newest].reverse());
    expect(await backwards(list, 'OLDEST_FIRST')).toEqual([...newest].reverse());
  },
);

test('a cursor of another order is refused', async () => {
  const { pageInfo } = await page('integrations', 'NAME_A_TO_Z', { first: 1 });
  const { errors } = await service.graphql(
    'query($after: String) { integrations(sort: LAST_UPDATED_FIRST, after: $after) { totalCount edges { cursor } } }',
    { after: pageInfo.endCursor },
  );
  expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'after' }] });
});

test.each(['name', 'updatedAt'])('a cursor by %s that is none is refused', async (by) => {
  const sort = by === 'name' ? 'NAME_A_TO_Z' : 'LAST_UPDATED_FIRST';
  for (const text of [
    `integrations.${by}:x:y`,
    `integrations:${ids[0]}`,
    `integrations.${by}`,
    `tasks.${by}:${ids[0]}:a`,
  ]) {
    const { errors } = await service.graphql(
      `query($after: String) { integrations(sort: ${sort}, after: $after) { edges { cursor } } }`,
      { after: Buffer.from(text).toString('base64url') },
    );
    expect(errors?.[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'after' }] });
  }
});

test('the flags tell what is there, not which cursors were given', async () => {
  const all = (await page('integrations', 'NAME_A_TO_Z', { first: 250 })).edges;
  const flags = async (args: Record<string, unknown>) => {
    const { edges, pageInfo } = await page('integrations', 'NAME_A_TO_Z', args);
    return [edges.length, pageInfo.hasPreviousPage, pageInfo.hasNextPage];
  };
  const [first, second, last] = [all[0]?.cursor, all[1]?.cursor, all.at(-1)?.cursor];
  expect(await flags({ first: 2, after: first, before: last })).toEqual([2, true, true]);
  expect(await flags({ after: first, before: second })).toEqual([0, true, true]);
  expect(await flags({ first: 2, after: last })).toEqual([0, true, false]);
  expect(await flags({ last: 2, before: first })).toEqual([0, false, true]);
  // A cursor outlives its row: what is gone is in front of nothing.
  const gone = await service.integration({
    name: '0',
    triggers: ['user.created'],
    actions: [{ type: 'log', message: 'x' }],
  });
  const { pageInfo } = await page('integrations', 'NAME_A_TO_Z', { first: 1 });
  await service.rest('DELETE', `/integrations/${gone}`);
  expect(await flags({ first: 2, after: pageInfo.endCursor })).toEqual([2, false, true]);
});

const found = async (list: string, type: string, filter: Record<string, unknown>) => {
  const { data, errors } = await service.graphql(
    `query($filter: ${type}) { ${list}(filter: $filter) { edges { node { id } } } }`,
    { filter },
  );
  expect(errors).toBeUndefined();
  return data[list].edges.map(({ node }: { node: { id: string } }) => node.id).sort();
};

test('integrations are found by being paused, and by when they were made and changed', async () => {
  const of = (filter: Record<string, unknown>) => found('integrations', 'IntegrationFilter', filter);
  expect(await of({ paused: true })).toEqual([ids[1]]);
  expect(await of({ paused: false })).toHaveLength(ids.length - 1);
  const { data } = await service.graphql('query($id: ID!) { integration(id: $id) { createdAt updatedAt } }', {
    id: ids[4],
  });
  expect(await of({ createdBefore: data.integration.createdAt })).toEqual([...ids.slice(0, 4)].sort());
  expect(await of({ createdAfter: data.integration.createdAt })).toEqual([...ids.slice(4)].sort());
  expect(await of({ updatedAfter: data.integration.updatedAt })).toEqual([ids[0], ids[1], ids[2], ids[4]].sort());
  expect(await of({ updatedBefore: data.integration.updatedAt, updatedAfter: data.integration.updatedAt })).toEqual([]);
});

test('runs and tasks are found by time and schedule', async () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  expect(await found('taskRuns', 'TaskRunFilter', { createdBefore: soon })).toHaveLength(5);
  expect(await found('taskRuns', 'TaskRunFilter', { createdAfter: soon })).toEqual([]);
  expect(await found('tasks', 'TaskFilter', { scheduled: false, createdBefore: soon })).toHaveLength(5);
  expect(await found('tasks', 'TaskFilter', { scheduled: true })).toEqual([]);
});

test.each([
  ['deliveries', '"deliveries"'],
  ['taskRuns', '"task_runs"'],
  ['events', 'events'],
])('a page of %s is read from an index, in both orders and both directions', async (list, table) => {
  const cursor = (await page(list, 'NEWEST_FIRST', { first: 2 })).pageInfo.endCursor;
  for (const sort of ['NEWEST_FIRST', 'OLDEST_FIRST'])
    for (const args of [
      { first: 2, after: cursor },
      { last: 2, before: cursor },
    ]) {
      const query = vi.spyOn(pg.Client.prototype, 'query');
      await page(list, sort, args);
      const statements = query.mock.calls.flatMap(([one, values]: any[]) => {
        const text: string = one?.text ?? one;
        const wanted = typeof text === 'string' && (text.includes(`FROM ${table}`) || text.includes(`.${table}`));
        return wanted && /ORDER BY/.test(text) ? [{ text, values: one?.values ?? values }] : [];
      });
      query.mockRestore();
      expect(statements.length).toBeGreaterThan(0);
      for (const { text, values } of statements) {
        // So few rows are read faster in other ways: whether an index can give them is what is asked.
        const client = new pg.Client(service.database.url);
        await client.connect();
        await client.query('SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off');
        const plan = JSON.stringify((await client.query(`EXPLAIN ${text}`, values)).rows);
        await client.end();
        expect(plan).toContain('Index');
        expect(plan, text).not.toMatch(/Sort {2}\(|Seq Scan/);
        // Prisma writes an OFFSET always: of nothing.
        const offset = /OFFSET \$(\d+)/.exec(text)?.[1];
        if (offset !== undefined) expect(Number(values[Number(offset) - 1])).toBe(0);
      }
    }
});
