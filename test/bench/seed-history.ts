// Fills a service's history by SQL: ten deliveries a second up to now, each with its attempt, a hundredth as many events.
import type { Sql } from './setup.ts';

/** Where the queries of the bench look. */
export interface HistoryPlaces {
  /** An integration with half of all deliveries. */
  readonly busy: string;
  /** One whose few deliveries are the oldest. */
  readonly quiet: string;
  readonly eventId: string;
  /** The delivery that the thousandth page of fifty comes after. */
  readonly thousandthPage: string;
  /** A moment: 0 is now, 1 the oldest delivery's. */
  at(age: number): string;
}

const secondsEach = 0.1;
const integrations = 100;

export async function seedHistory(sql: Sql, deliveries: number): Promise<HistoryPlaces> {
  await sql(
    `INSERT INTO integrations (id, name, description, enabled, triggers, conditions, actions, version, set_version,
       created_at, updated_at)
     SELECT gen_random_uuid(), 'seed ' || g, '', false, triggers, conditions, '[]', 1, set_version, now(), now()
     FROM integrations, generate_series(1, ${integrations}) g`,
  );
  await sql(
    `INSERT INTO events (uid, id, type, fired_at, data, received_at)
     SELECT uuidv7(make_interval(secs => -g * $2::float8 * 100)), 'seed-' || g, 'user.updated', now(), '{"n":1}', now()
     FROM generate_series(1, $1::int / 100) g`,
    [deliveries, secondsEach],
  );
  // With the indexes made afterwards it takes a third of the time.
  const kept = await sql<{ indexdef: string; indexname: string }>(
    `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'deliveries' AND indexname <> 'deliveries_pkey'`,
  );
  for (const { indexname } of kept) await sql(`DROP INDEX "${indexname}"`);
  await sql(
    `WITH named AS (SELECT array_agg(id ORDER BY name) AS ids FROM integrations WHERE name LIKE 'seed %'),
     told AS (SELECT array_agg(uid ORDER BY uid DESC) AS uids FROM events)
     INSERT INTO deliveries (id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
       event_type, status, attempt_count, max_attempts, response_status, created_at, updated_at, finished_at)
     SELECT uuidv7(make_interval(secs => -g * $2::float8)),
       CASE WHEN g % 2 = 0 THEN ids[1] WHEN g > $1 - 40 THEN ids[2] ELSE ids[3 + g % (${integrations} - 2)] END,
       'seed', gen_random_uuid(), 'http', uids[1 + g % ($1::int / 100)], 'seed-' || (1 + g % ($1::int / 100)),
       CASE WHEN g % 20000 = 0 THEN 'group.deleted' WHEN g % 2 = 0 THEN 'user.updated' ELSE 'user.created' END,
       (CASE WHEN g % 1000 = 0 THEN 'failed' ELSE 'success' END)::delivery_status, 1, 1, 200, moment, moment, moment
     FROM named, told, generate_series(1, $1::int) g, LATERAL (SELECT now() - make_interval(secs => g * $2::float8) AS moment) t`,
    [deliveries, secondsEach],
  );
  for (const { indexdef } of kept) await sql(indexdef);
  await sql(
    `INSERT INTO attempts (delivery_id, number, started_at, duration_ms, manual)
     SELECT id, 1, created_at, 12, false FROM deliveries`,
  );
  for (const table of ['deliveries', 'attempts', 'events', 'integrations']) await sql(`VACUUM ANALYZE ${table}`);
  const [row] = await sql<{ busy: string; quiet: string; deep: string }>(
    `SELECT (SELECT id FROM integrations WHERE name LIKE 'seed %' ORDER BY name LIMIT 1) AS busy,
       (SELECT id FROM integrations WHERE name LIKE 'seed %' ORDER BY name OFFSET 1 LIMIT 1) AS quiet,
       (SELECT id FROM deliveries ORDER BY id DESC OFFSET 49949 LIMIT 1) AS deep`,
  );
  const now = Date.now();
  return {
    busy: row?.busy ?? '',
    quiet: row?.quiet ?? '',
    eventId: `seed-${Math.floor(deliveries / 300)}`,
    thousandthPage: row?.deep ?? '',
    at: (age) => new Date(now - age * deliveries * secondsEach * 1_000).toISOString(),
  };
}
