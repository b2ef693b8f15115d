// Fills a database's history by SQL. Ids are UUIDv7 of the row's time, as the service makes them.
import type { TestDatabase } from '../support/database.ts';

/** A UUIDv7 of a moment, in SQL. */
export const idOf = (moment: string) =>
  `(lpad(to_hex((extract(epoch FROM ${moment}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3)
    || 'a' || substr(md5(random()::text), 1, 15))::uuid`;

export interface Seed {
  readonly count: number;
  readonly integrationId: string;
  /** When the newest one ended, in days before now; each one before it ended a second earlier. Default 0. */
  readonly daysAgo?: number;
  readonly status?: 'success' | 'failed' | 'pending' | 'running';
  readonly cause?: string;
  readonly error?: string;
  readonly eventType?: string;
}

/** Events with a delivery, an attempt and a run each. Deliveries that wait or run have no attempt and have not ended. */
export async function seedDeliveries(database: TestDatabase, seed: Seed): Promise<void> {
  const { count, integrationId, daysAgo = 0, status = 'success', eventType = 'user.created' } = seed;
  const ended = status === 'success' || status === 'failed';
  await database.query(
    `WITH given AS MATERIALIZED (
       SELECT g, moment, ${idOf('moment')} AS event_uid, ${idOf('moment')} AS delivery_id, ${idOf('moment')} AS run_id
       FROM generate_series(1, $1::int) g, LATERAL (SELECT now() - make_interval(days => $2, secs => g) AS moment) t
     ), told AS (
       INSERT INTO events (uid, id, type, fired_at, data, received_at)
       SELECT event_uid, 'seed-' || event_uid, $4, moment, jsonb_build_object('n', g), moment FROM given
     ), sent AS (
       INSERT INTO deliveries (id, integration_id, integration_name, action_id, action_type, event_uid, event_id,
         event_type, status, attempt_count, max_attempts, next_attempt_at, cause, error, created_at, updated_at, finished_at)
       SELECT delivery_id, $3::uuid, 'seed', $3::uuid, 'http', event_uid, 'seed-' || event_uid, $4, $5::delivery_status,
         $6::int, 1, CASE WHEN $5 = 'pending' THEN moment END, $7, $8, moment, moment, CASE WHEN $6 = 1 THEN moment END
       FROM given
     ), tried AS (
       INSERT INTO attempts (delivery_id, number, started_at, duration_ms, manual, cause, error)
       SELECT delivery_id, 1, moment, 5, false, $7, $8 FROM given WHERE $6 = 1
     )
     INSERT INTO task_runs (id, task_id, task_name, task_type, status, triggered_by, event_uid, event_id, delivery_id,
       attempt_number, created_at, finished_at)
     SELECT run_id, $3::uuid, 'seed', 'script', 'success', 'integration:seed', event_uid, 'seed-' || event_uid,
       delivery_id, 1, moment, moment FROM given WHERE $6 = 1`,
    [count, daysAgo, integrationId, eventType, status, ended ? 1 : 0, seed.cause ?? null, seed.error ?? null],
  );
}

/** Rows of each kind. */
export async function countHistory(database: TestDatabase) {
  const [row] = await database.query<{ events: number; deliveries: number; attempts: number; runs: number }>(
    `SELECT (SELECT count(*)::int FROM events) AS events, (SELECT count(*)::int FROM deliveries) AS deliveries,
       (SELECT count(*)::int FROM attempts) AS attempts, (SELECT count(*)::int FROM task_runs) AS runs`,
  );
  return row;
}

/** An integration that never fires, to hang a history on. Gives its id. */
export async function seedIntegration(database: TestDatabase, name = 'seed'): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO integrations (id, name, description, enabled, triggers, conditions, actions, set_version, created_at,
       updated_at) VALUES (gen_random_uuid(), $1, '', false, '{}', '[]', '[]', 1, now(), now()) RETURNING id`,
    [name],
  );
  return row?.id ?? '';
}
