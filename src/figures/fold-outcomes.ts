// Adds what ended attempts have left to the figures: to the minute and the hour of each integration and of all together.
// What is added is removed in the same statement, so that a crash neither loses nor doubles anything, and of several nodes
// each takes other rows.
import type { Database } from '../infra/database.ts';
import type { Log } from '../infra/log.ts';
import { hour, minute } from './figure-window.ts';

/** The integration that figures of all together are kept under. */
export const allIntegrations = '00000000-0000-0000-0000-000000000000';
const batch = 5_000;
/** From the end of an attempt until it is in the figures, in milliseconds, at most; and between removals of old ones. */
const foldAfterMs = 1_000;
const forgetEveryMs = 60_000;

// Sums are made, and rows locked, in one order: two nodes that add to the same rows never wait for each other in a circle.
const fold = `
WITH taken AS (
  DELETE FROM attempt_outcomes WHERE seq = ANY(ARRAY(
    SELECT seq FROM attempt_outcomes ORDER BY seq LIMIT ${batch} FOR UPDATE SKIP LOCKED))
  RETURNING *
),
sums AS (
  SELECT whose.id, s.span, to_timestamp(floor(extract(epoch FROM t.at) / s.span) * s.span) AS starts_at, t.slot,
    coalesce(sum(attempts) FILTER (WHERE status = 'success'), 0)::int AS successes,
    coalesce(sum(attempts) FILTER (WHERE status = 'failed'), 0)::int AS failures,
    coalesce(sum(attempts) FILTER (WHERE status = 'pending'), 0)::int AS retries
  FROM taken t CROSS JOIN (VALUES (${minute}), (${hour})) AS s(span)
    CROSS JOIN LATERAL (VALUES (t.integration_id), ('${allIntegrations}'::uuid)) AS whose(id)
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
),
added AS (
  INSERT INTO attempt_figures AS f (integration_id, span, starts_at, slot, successes, failures, retries)
  SELECT * FROM sums
  ON CONFLICT (integration_id, span, starts_at, slot) DO UPDATE SET successes = f.successes + EXCLUDED.successes,
    failures = f.failures + EXCLUDED.failures, retries = f.retries + EXCLUDED.retries
),
last AS (
  SELECT DISTINCT ON (integration_id) integration_id, at, cause, delivery_id FROM taken
  WHERE delivery_id IS NOT NULL ORDER BY integration_id, at DESC, seq DESC
),
told AS (
  INSERT INTO last_failures AS f (integration_id, at, cause, delivery_id) SELECT * FROM last
  ON CONFLICT (integration_id) DO UPDATE SET at = EXCLUDED.at, cause = EXCLUDED.cause, delivery_id = EXCLUDED.delivery_id
    WHERE f.at <= EXCLUDED.at
)
SELECT count(*)::int AS taken FROM taken`;

const forget = [
  `DELETE FROM attempt_figures WHERE span = ${minute} AND starts_at < now() - interval '2 hours'`,
  `DELETE FROM attempt_figures WHERE span = ${hour} AND starts_at < now() - interval '8 days'`,
  `DELETE FROM last_failures WHERE at < now() - interval '8 days'`,
];

/** Adds all that there is at this moment. */
export async function foldOutcomes(database: Pick<Database, 'query'>, isStopped = () => false): Promise<void> {
  for (let taken = batch; taken === batch && !isStopped(); )
    taken = (await database.query<{ taken: number }>(fold))[0]?.taken ?? 0;
}

export interface Folding {
  /** Attempts have ended: they will be in the figures within a second. */
  due(): void;
  stop(): Promise<void>;
}

/** What other nodes have left, too: after a crash, it is added by whoever is next. */
export function startFolding({ database, log }: { database: Database; log: Log }): Folding {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  let forgotten = 0;
  const run = async () => {
    await foldOutcomes(database, () => isStopped);
    if (performance.now() - forgotten < forgetEveryMs) return;
    forgotten = performance.now();
    for (const statement of forget) await database.query(statement);
  };
  const due = () => {
    if (isStopped) return;
    timer ??= setTimeout(() => {
      running = run()
        .catch((error: unknown) => log.warn({ error }, 'ended attempts could not be added to the figures'))
        .finally(() => {
          timer = undefined;
        });
    }, foldAfterMs);
  };
  due();
  return {
    due,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
