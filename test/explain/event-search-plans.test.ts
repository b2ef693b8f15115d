// Every filter of events has an index that leads to its page, whatever the spread of the rows over time.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventSearch, statementOf } from '../../src/explain/find-events.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // Rare values are the oldest: where no index leads, a search from the newest end reads everything.
  await database.query(
    `INSERT INTO events (uid, id, type, actor_id, actor_email, fired_at, data, received_at, delivery_count, stopped_by, words, source)
     SELECT (lpad(to_hex(1760000000000 + g), 12, '0') || '70008000000000000000')::uuid, 'e' || g,
       CASE WHEN g < 100 THEN 'group.deleted' ELSE 'user.created' END,
       CASE WHEN g < 100 THEN 'rare' ELSE 'a' || g END, 'a' || g || '@example.com', now(),
       jsonb_build_object('user_id', CASE WHEN g < 100 THEN 'old' ELSE 'u' || g END, 'note', repeat('x', 500)), now(),
       CASE WHEN g < 100 THEN 0 ELSE 1 END, CASE WHEN g < 100 THEN 'depth' END,
       to_tsvector('simple', CASE WHEN g < 100 THEN 'rare old common' ELSE 'a' || g || ' common u' || g END),
       CASE WHEN g < 100 THEN 'rare' WHEN g % 2 = 0 THEN 'common' END
     FROM generate_series(0, 19999) g`,
  );
  await database.query('ANALYZE events');
});
afterAll(() => database.drop());

interface Plan {
  'Node Type': string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

const searches: Record<string, EventSearch> = {
  'nothing in particular': {},
  'a rare type': { types: ['group.deleted'] },
  'a rare and a common type': { types: ['group.deleted', 'user.created'] },
  'what nothing matched': { matched: false },
  'what was matched': { matched: true },
  'what was stopped': { stoppedBy: 'depth' },
  'an actor': { actor: 'rare' },
  'a subject': { subject: 'old' },
  'a rare word': { text: 'rare' },
  'a common word': { text: 'common' },
  'a rare source': { source: 'rare' },
  'a common source': { source: 'common' },
  'a rare source of a common type': { source: 'rare', types: ['user.created'] },
  'a type of a provider': { originalType: 'rare' },
  'a time': { receivedBefore: new Date(1760000000100) },
  'a rare type that nothing matched': { types: ['group.deleted'], matched: false },
  'a common word of a rare type': { types: ['group.deleted'], text: 'common' },
};

test.each(Object.entries(searches))('a search for %s reads by index, and little beside its page', async (_, search) => {
  const statements = statementOf(search, { order: 'desc', take: 51 });
  for (const sql of [statements?.near, statements?.far]) {
    if (sql === undefined || (sql === statements?.far && search.text === 'common' && !search.types)) continue;
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
      statements?.params,
    );
    const all = nodes((row as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan);
    expect(all.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    const read = all
      .filter((node) => node['Index Name'])
      .map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']);
    expect(Math.max(...read)).toBeLessThanOrEqual(2_000);
  }
});
