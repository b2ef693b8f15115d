// The audit log found again: its filters, their indexes, its export, how long it is kept, and what erasing takes out.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditStatement } from '../../src/history/find-audit-entries.ts';
import { keepAudit } from '../../src/history/retention.ts';
import { openDatabase } from '../../src/infra/database.ts';
import { createLog } from '../../src/infra/log.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { until } from '../support/until.ts';
import { idOf } from './seed.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.database.query(
    `INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, action, object_type, object_id, object_name,
       changes, words)
     SELECT ${idOf('moment')}, moment, 'token', 'id-' || g % 500, 'actor-' || g % 500, 'action' || g % 500,
       'Type' || g % 500, 'object-' || g % 500, 'name', '[]', array_to_tsvector(ARRAY['word' || g % 500])
     FROM generate_series(1, 5000) g, LATERAL (SELECT now() - interval '400 days' - make_interval(secs => g) AS moment) t`,
  );
  await service.database.query('ANALYZE audit_entries');
});
afterAll(() => service.stop());

const list = async (query: string): Promise<any[]> => {
  const { status, body } = await service.rest('GET', `/audit-log?limit=250&${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body.items;
};

test.each([
  ['actor', { actor: 'actor-7' }, ['audit_entries_actor_name_id_idx', 'audit_entries_actor_id_id_idx']],
  ['action', { actions: ['action7'] }, ['audit_entries_action_id_idx']],
  ['type of object', { objectTypes: ['Type7'] }, ['audit_entries_object_type_id_idx']],
  ['object', { objectId: 'object-7' }, ['audit_entries_object_id_id_idx']],
  ['text', { text: 'word77' }, ['audit_entries_words_idx']],
  ['time', { createdAfter: new Date('2020-01-01'), createdBefore: new Date('2020-01-02') }, ['audit_entries_pkey']],
])('a search by %s uses its index', async (_filter, search, indexes) => {
  const { sql, params } = auditStatement(search, { order: 'desc', take: 51 }) ?? { sql: '', params: [] };
  const plan = await service.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, params);
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  for (const index of indexes) expect(text).toContain(index);
});

test('each filter finds its entries and no others', async () => {
  const integration = { triggers: ['user.created'], actions: [{ type: 'log', message: 'peculiarly worded' }] };
  const before = new Date().toISOString();
  const id = await service.integration({ name: 'Found again', ...integration });
  await service.rest('POST', `/integrations/${id}/pause`, { reason: 'works' });
  const actions = (items: any[]) => items.map(({ action }) => action);
  const both = ['pauseIntegration', 'createIntegration'];
  expect(actions(await list(`object_id=${id}`))).toEqual(both);
  expect(actions(await list(`object_id=${id}&actor=admin`))).toEqual(both);
  expect(await list(`object_id=${id}&actor=system`)).toEqual([]);
  expect(actions(await list('actor=id-7'))).toEqual(Array(10).fill('action7'));
  expect(actions(await list(`since=${before}`))).toEqual(both);
  expect(actions(await list(`since=${before}&action=pauseIntegration,deleteIntegration`))).toEqual([
    'pauseIntegration',
  ]);
  expect(actions(await list(`since=${before}&object_type=Task`))).toEqual([]);
  expect((await list(`until=${before}&object_id=${id}`)).length).toBe(0);
  expect(actions(await list('text=pecul%20worded'))).toEqual(['createIntegration']);
  expect(actions(await list(`since=${before}&text=PAUSE`))).toEqual(['pauseIntegration']);
  expect(await list('text=%22%26%7C!')).toEqual([]);
  for (const wrong of ['since=yesterday', 'limit=0', 'cursor=x'])
    expect((await service.rest('GET', `/audit-log?${wrong}`)).status).toBe(400);
});

test('it is exported as CSV and as JSON Lines, whatever its length', async () => {
  const { headers, body } = await service.rest('GET', '/audit-log/export?format=jsonl');
  expect(headers.get('content-disposition')).toBe('attachment; filename="audit-log.jsonl"');
  const rows = body
    .trimEnd()
    .split('\n')
    .map((line: string) => JSON.parse(line));
  expect(rows.length).toBeGreaterThan(5_000);
  expect(new Set(rows.map(({ id }: { id: string }) => id)).size).toBe(rows.length);
  const csv = (await service.rest('GET', '/audit-log/export?action=action7')).body.split('\r\n');
  expect(csv[0]).toMatch(/^id,at,actor_kind,.*,changes,address,door,request_id$/);
  expect(csv).toHaveLength(12);
});

test('erasing a person takes them out of what was changed, and leaves who changed it', async () => {
  const email = 'grace@people.example';
  await service.database.query("UPDATE audit_entries SET actor_name = $1 WHERE action = 'action8'", [email]);
  const id = await service.integration({
    name: `Mail to ${email}`,
    triggers: ['user.created'],
    conditions: [{ field: 'user.email', operator: 'eq', value: email, order: 1 }],
    actions: [{ type: 'log', message: `hello ${email.toUpperCase()}` }],
  });
  expect(await list('text=people.example')).toHaveLength(1);
  const { body: job } = await service.rest('POST', '/erase', { user_email: email });
  const done = await until('the erasure', async () => {
    const { body } = await service.rest('GET', `/bulk-jobs/${job.id}`);
    return body.finished_at !== null && body;
  });
  expect(done).toMatchObject({ status: 'done', result: { others: 1 } });
  const [entry] = await list(`object_id=${id}`);
  expect(entry.object_name).toBe('Mail to [erased]');
  expect(JSON.stringify(entry).toLowerCase()).not.toContain('grace');
  expect(await list('text=people.example')).toEqual([]);
  expect(await list(`actor=${email}`)).toHaveLength(10);
  const [asked] = await list('action=eraseSubject');
  expect(asked).toMatchObject({ object_id: job.id, changes: expect.arrayContaining([expect.anything()]) });
  expect(JSON.stringify(asked)).not.toContain('grace');
});

test('entries are kept as long as it is set, and no longer', async () => {
  const log = createLog('silent');
  const database = openDatabase({ url: service.database.url, log, applicationName: 'test' });
  try {
    const count = async () => (await database.query('SELECT FROM audit_entries')).length;
    const before = await count();
    expect(await keepAudit({ database, log }, 0)).toBe(0);
    expect(await keepAudit({ database, log }, 401)).toBe(0);
    expect(await keepAudit({ database, log }, 365)).toBe(5_000);
    expect(await count()).toBe(before - 5_000);
  } finally {
    await database.close();
  }
});
